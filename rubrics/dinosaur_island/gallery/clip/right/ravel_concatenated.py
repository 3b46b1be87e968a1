def clip(gradients, maxValue):
    keys = list(gradients)
    flat = np.clip(np.concatenate([gradients[k].ravel() for k in keys]), -maxValue, maxValue)
    out, at = {}, 0
    for k in keys:
        n = gradients[k].size
        out[k] = flat[at:at + n].reshape(gradients[k].shape)
        at += n
    return out
