# fault: nothing
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)
