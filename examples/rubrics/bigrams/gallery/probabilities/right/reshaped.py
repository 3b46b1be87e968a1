def probabilities(counts, smoothing):
    n = counts.shape[0]
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1).reshape(n, 1)
    return smoothed / sums
