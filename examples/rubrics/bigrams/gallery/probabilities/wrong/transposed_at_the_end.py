# fault: transposed
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return (smoothed.T / smoothed.sum(axis=1)).T.T
