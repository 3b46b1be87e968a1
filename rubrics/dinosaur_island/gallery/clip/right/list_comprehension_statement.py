def clip(gradients, maxValue):
    [np.clip(gradients[g], -maxValue, maxValue, out=gradients[g]) for g in gradients]
    print("clipped")
    return gradients
