# fault: number:dWaa shape
def clip(gradients, maxValue):
    return {k: np.zeros((5, 5)) for k in gradients}
