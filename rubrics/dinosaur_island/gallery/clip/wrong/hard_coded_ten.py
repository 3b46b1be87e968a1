# fault: fixed_10
def clip(gradients, maxValue):
    return {k: np.clip(v, -10, 10) for k, v in gradients.items()}
