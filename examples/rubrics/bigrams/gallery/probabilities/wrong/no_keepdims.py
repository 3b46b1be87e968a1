# fault: flat_sums
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1)
    return smoothed / sums
