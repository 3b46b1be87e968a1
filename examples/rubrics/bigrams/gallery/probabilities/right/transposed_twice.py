def probabilities(counts, smoothing):
    columns = (counts + smoothing).T
    return (columns / columns.sum(axis=0)).T
