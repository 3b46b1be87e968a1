def probabilities(counts, smoothing):
    return (counts + smoothing) / (counts + smoothing).sum(1, keepdims=True)
