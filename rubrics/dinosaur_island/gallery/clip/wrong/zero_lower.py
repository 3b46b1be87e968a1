# fault: from_zero
def clip(gradients, maxValue):
    return {k: np.clip(v, 0, maxValue) for k, v in gradients.items()}
