# fault: whole_table
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / np.sum(smoothed)
