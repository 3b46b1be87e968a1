# fault: type
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    return smoothed / sums, sums
