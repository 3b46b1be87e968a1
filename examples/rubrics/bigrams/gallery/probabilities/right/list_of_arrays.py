def probabilities(counts, smoothing):
    return [(row + smoothing) / np.sum(row + smoothing) for row in counts]
