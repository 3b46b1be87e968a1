# fault: only_first returns_in_loop
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya", "db", "dby"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
        return gradients
