# fault: three_decimals
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)
    return [[round(float(entry), 3) for entry in row] for row in p]
