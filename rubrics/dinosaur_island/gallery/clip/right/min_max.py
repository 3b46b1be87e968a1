def clip(gradients, maxValue):
    for key in gradients.keys():
        gradients[key] = np.minimum(np.maximum(gradients[key], -maxValue), maxValue)
    return gradients
