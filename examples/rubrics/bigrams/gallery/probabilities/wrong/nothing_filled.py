# fault: rebinds
def probabilities(counts, smoothing):
    p = np.zeros(counts.shape)
    for row, new in zip(counts, p):
        new = (row + smoothing) / (row + smoothing).sum()
    return p
