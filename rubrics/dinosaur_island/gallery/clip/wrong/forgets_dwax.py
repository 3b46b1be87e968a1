# fault: skips_dWax
def clip(gradients, maxValue):
    for k in ("dWaa", "dWya", "db", "dby"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients
