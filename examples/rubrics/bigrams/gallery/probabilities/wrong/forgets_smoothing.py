# fault: no_smoothing number:p
def probabilities(counts, smoothing):
    return counts / counts.sum(axis=1, keepdims=True)
