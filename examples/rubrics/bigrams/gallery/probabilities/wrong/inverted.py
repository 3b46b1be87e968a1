# fault: upside_down
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed.sum(axis=1, keepdims=True) / smoothed
