# fault: arguments
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdim=True)
    return smoothed / sums
