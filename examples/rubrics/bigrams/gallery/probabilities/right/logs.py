def probabilities(counts, smoothing):
    smoothed = (counts + smoothing).astype(float)
    with np.errstate(divide="ignore"):
        logs = np.log(smoothed) - np.log(smoothed.sum(axis=1, keepdims=True))
    return np.exp(logs)
