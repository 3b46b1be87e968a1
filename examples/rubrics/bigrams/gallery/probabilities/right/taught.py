def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    p = smoothed / sums
    return p
