# fault: one_more_in_the_sum
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True) + smoothing
    return smoothed / sums
