def probabilities(counts, smoothing):
    p = counts.astype(float)
    p += smoothing
    p /= p.sum(axis=1, keepdims=True)
    return p
