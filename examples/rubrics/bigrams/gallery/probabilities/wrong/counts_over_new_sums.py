# fault: old_counts
def probabilities(counts, smoothing):
    sums = (counts + smoothing).sum(axis=1, keepdims=True)
    return counts / sums
