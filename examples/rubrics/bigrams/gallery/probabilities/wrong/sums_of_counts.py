# fault: old_sums
def probabilities(counts, smoothing):
    return (counts + smoothing) / counts.sum(axis=1, keepdims=True)
