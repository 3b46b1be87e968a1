# fault: one_in_the_sum
def probabilities(counts, smoothing):
    return (counts + smoothing) / (counts.sum(axis=1, keepdims=True) + smoothing)
