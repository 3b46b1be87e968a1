# fault: name
def probabilities(counts, smoothing):
    smooth = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    return smooth / sums
