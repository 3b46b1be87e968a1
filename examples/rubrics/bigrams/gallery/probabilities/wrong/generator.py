# fault: type
def probabilities(counts, smoothing):
    return ((row + smoothing) / (row + smoothing).sum() for row in counts)
