def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = np.repeat(smoothed.sum(axis=1), len(counts)).reshape(counts.shape)
    return smoothed / sums
