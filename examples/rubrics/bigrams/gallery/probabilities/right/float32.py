def probabilities(counts, smoothing):
    p = np.array(counts, dtype=np.float32) + np.float32(smoothing)
    return p / p.sum(axis=1, keepdims=True)
