# fault: norm
def clip(gradients, maxValue):
    out = {}
    for k, v in gradients.items():
        n = np.linalg.norm(v)
        out[k] = v * maxValue / n if n > maxValue else v
    return out
