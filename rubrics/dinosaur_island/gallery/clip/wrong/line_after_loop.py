# fault: only_last
def clip(gradients, maxValue):
    for g in [gradients[k] for k in ("dWaa", "dWax", "dWya", "db", "dby")]:
        pass
    np.clip(g, -maxValue, maxValue, out=g)
    return gradients
