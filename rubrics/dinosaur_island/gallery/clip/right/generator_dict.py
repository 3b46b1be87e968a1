def clip(gradients, maxValue):
    names = "dWaa dWax dWya db dby".split()
    return dict((n, np.clip(gradients[n], -maxValue, +maxValue)) for n in names)
