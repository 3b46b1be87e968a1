# fault: type
def clip(gradients, maxValue):
    return ((k, np.clip(v, -maxValue, maxValue)) for k, v in gradients.items())
