def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return np.einsum("ij,i->ij", smoothed, 1 / np.einsum("ij->i", smoothed))
