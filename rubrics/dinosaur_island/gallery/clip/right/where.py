def clip(gradients, maxValue):
    out = {}
    for k in gradients:
        g = gradients[k]
        g = np.where(g > maxValue, maxValue, g)
        out[k] = np.where(g < -maxValue, -maxValue, g)
    return out
