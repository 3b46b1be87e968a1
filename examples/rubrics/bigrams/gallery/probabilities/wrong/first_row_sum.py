# fault: first_sum
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / sum(smoothed[0])
