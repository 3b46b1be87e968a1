# fault: two_decimals
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return (smoothed / smoothed.sum(axis=1, keepdims=True)).round(2)
