# fault: logarithm
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return np.log(smoothed / smoothed.sum(axis=1, keepdims=True))
