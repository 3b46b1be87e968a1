# fault: cut_smoothing
def probabilities(counts, smoothing):
    smoothed = counts.copy()
    for i in range(len(counts)):
        for j in range(len(counts)):
            smoothed[i, j] = counts[i, j] + smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)
