def clip(gradients, maxValue):
    for k, g in gradients.items():
        gradients[k] = np.sign(g) * np.minimum(np.abs(g), maxValue)
    return gradients
