# fault: percent
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True) * 100
