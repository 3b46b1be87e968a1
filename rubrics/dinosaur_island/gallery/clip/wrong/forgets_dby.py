# fault: skips_dby
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya", "db"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients
