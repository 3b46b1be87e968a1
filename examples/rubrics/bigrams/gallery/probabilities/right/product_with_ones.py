def probabilities(counts, smoothing):
    n = len(counts)
    smoothed = counts + np.full((n, n), smoothing)
    return smoothed / (smoothed @ np.ones((n, 1)))
