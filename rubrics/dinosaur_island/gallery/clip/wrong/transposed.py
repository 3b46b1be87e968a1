# fault: shape number:dWax absent
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).T for k, v in gradients.items()}
