# fault: size
def probabilities(counts, smoothing):
    n = len(counts)
    return (counts + smoothing) / n
