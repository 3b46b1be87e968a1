# fault: always_one
def probabilities(counts, smoothing):
    smoothed = counts + 1
    return smoothed / smoothed.sum(axis=1, keepdims=True)
