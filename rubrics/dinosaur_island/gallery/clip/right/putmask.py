def clip(gradients, maxValue):
    for v in gradients.values():
        np.putmask(v, v > maxValue, maxValue)
        np.putmask(v, v < -maxValue, -maxValue)
    return gradients
