def clip(gradients, maxValue):
    for key, g in gradients.items():
        g[g > maxValue] = maxValue
        g[g < -maxValue] = -maxValue
    return gradients
