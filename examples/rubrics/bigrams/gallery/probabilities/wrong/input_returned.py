# fault: unchanged
def probabilities(counts, smoothing):
    return counts
