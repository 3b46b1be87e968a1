# fault: unfinished
def probabilities(counts, smoothing):
    smoothed = None
    sums = None
    p = None
    return p
