def probabilities(counts, smoothing):
    n = len(counts)
    sums = counts.sum(axis=1, keepdims=True) + n * smoothing
    return (counts + smoothing) / sums
