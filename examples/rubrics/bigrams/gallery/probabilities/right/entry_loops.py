def probabilities(counts, smoothing):
    n = counts.shape[0]
    p = np.zeros((n, n))
    for i in range(n):
        total = 0
        for j in range(n):
            total += counts[i, j] + smoothing
        for j in range(n):
            p[i, j] = (counts[i, j] + smoothing) / total
    return p
