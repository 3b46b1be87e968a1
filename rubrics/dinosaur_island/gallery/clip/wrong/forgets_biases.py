# fault: skips_biases
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients
