# fault: no_lower
def clip(gradients, maxValue):
    for g in gradients.values():
        g[g > maxValue] = maxValue
    return gradients
