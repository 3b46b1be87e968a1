def probabilities(counts, smoothing):
    m = np.matrix(counts, dtype=float) + smoothing
    return m / m.sum(axis=1)
