# fault: counts_changed exception
def probabilities(counts, smoothing):
    counts += smoothing
    return counts / counts.sum(axis=1, keepdims=True)
