def normalised(row):
    return row / row.sum()

def probabilities(counts, smoothing):
    return np.array([normalised(row) for row in counts + smoothing])
