# fault: zeroed
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) > maxValue, 0, v) for k, v in gradients.items()}
