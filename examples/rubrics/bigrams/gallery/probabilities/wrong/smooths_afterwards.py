# fault: added_late number:p
def probabilities(counts, smoothing):
    p = counts / counts.sum(axis=1, keepdims=True)
    return p + smoothing
