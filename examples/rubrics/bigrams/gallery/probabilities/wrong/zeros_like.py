# fault: cut_decimals
def probabilities(counts, smoothing):
    p = np.zeros_like(counts)
    for i in range(len(counts)):
        row = counts[i] + smoothing
        p[i] = row / row.sum()
    return p
