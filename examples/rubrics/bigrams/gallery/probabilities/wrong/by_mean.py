# fault: average
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.mean(axis=1, keepdims=True)
