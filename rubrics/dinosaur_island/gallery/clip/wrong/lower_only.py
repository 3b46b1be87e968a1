# fault: no_upper
def clip(gradients, maxValue):
    return {k: np.maximum(v, -maxValue) for k, v in gradients.items()}
