def clip(gradients, maxValue):
    squeeze = np.vectorize(lambda v: max(-maxValue, min(maxValue, v)), otypes=[float])
    return {k: squeeze(gradients[k]) for k in gradients}
