# fault: unfinished
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = None
    p = smoothed / sums
    return p
