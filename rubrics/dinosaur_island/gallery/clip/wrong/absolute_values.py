# fault: absolute
def clip(gradients, maxValue):
    return {k: np.minimum(np.abs(v), maxValue) for k, v in gradients.items()}
