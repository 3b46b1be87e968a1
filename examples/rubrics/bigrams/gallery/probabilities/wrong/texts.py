# fault: characters
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)
    return [[f"{entry:.3f}" for entry in row] for row in p]
