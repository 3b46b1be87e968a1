# fault: not_divided
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    smoothed / smoothed.sum(axis=1, keepdims=True)
    return smoothed
