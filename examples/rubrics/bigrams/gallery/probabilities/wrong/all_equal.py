# fault: number:p
def probabilities(counts, smoothing):
    n = len(counts)
    return np.full((n, n), 1 / n)
