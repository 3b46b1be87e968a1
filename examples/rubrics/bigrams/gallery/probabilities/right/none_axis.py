def probabilities(counts, smoothing):
    smoothed = np.add(counts, smoothing)
    return np.divide(smoothed, np.sum(smoothed, axis=-1)[:, None])
