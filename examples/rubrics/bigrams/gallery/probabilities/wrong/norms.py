# fault: lengths
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / np.linalg.norm(smoothed, axis=1, keepdims=True)
