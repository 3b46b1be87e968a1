# fault: no_smoothing number:p
def probabilities(counts, smoothing):
    counts + smoothing
    sums = counts.sum(axis=1, keepdims=True)
    return counts / sums
