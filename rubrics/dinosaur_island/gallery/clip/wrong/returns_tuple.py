# fault: type
def clip(gradients, maxValue):
    return tuple(np.clip(v, -maxValue, maxValue) for v in gradients.values())
