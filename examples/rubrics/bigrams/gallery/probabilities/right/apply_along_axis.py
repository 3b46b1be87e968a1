def probabilities(counts, smoothing):
    return np.apply_along_axis(lambda row: (row + smoothing) / (row + smoothing).sum(), 1, counts.astype(float))
