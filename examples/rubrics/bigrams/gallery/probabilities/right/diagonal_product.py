def probabilities(counts, smoothing):
    smoothed = counts + smoothing * np.ones_like(counts, dtype=float)
    return np.diag(1 / smoothed.sum(axis=1)) @ smoothed
