# fault: largest
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.max(axis=1, keepdims=True)
