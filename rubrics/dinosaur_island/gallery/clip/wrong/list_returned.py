# fault: type
def clip(gradients, maxValue):
    return [np.clip(gradients[k], -maxValue, maxValue) for k in gradients]
