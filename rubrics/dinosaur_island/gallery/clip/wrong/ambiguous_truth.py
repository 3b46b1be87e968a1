# fault: exception truth
def clip(gradients, maxValue):
    for k, g in gradients.items():
        if g > maxValue:
            gradients[k] = maxValue
    return gradients
