# fault: shrunk rescaled
def clip(gradients, maxValue):
    return {k: v / np.max(np.abs(v)) * maxValue for k, v in gradients.items()}
