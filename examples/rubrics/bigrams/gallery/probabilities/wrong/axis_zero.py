# fault: columns
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.sum(axis=0)
