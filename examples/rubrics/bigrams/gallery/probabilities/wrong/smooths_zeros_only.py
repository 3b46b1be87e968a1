# fault: only_zeros
def probabilities(counts, smoothing):
    smoothed = counts.astype(float)
    smoothed[smoothed == 0] = smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)
