def clip(gradients, maxValue):
    for g in [gradients["dWax"], gradients["dWaa"], gradients["dWya"], gradients["db"], gradients["dby"]]:
        np.clip(g, -maxValue, maxValue, out=g)
    return gradients
