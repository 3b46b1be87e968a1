def clip(gradients, maxValue, keys=None):
    keys = list(gradients) if keys is None else keys
    if keys:
        np.clip(gradients[keys[0]], -maxValue, maxValue, out=gradients[keys[0]])
        clip(gradients, maxValue, keys[1:])
    return gradients
