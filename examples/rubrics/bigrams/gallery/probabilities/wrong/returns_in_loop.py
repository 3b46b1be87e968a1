# fault: returns_in_loop
def probabilities(counts, smoothing):
    p = np.zeros(counts.shape)
    for i in range(len(counts)):
        row = counts[i] + smoothing
        p[i] = row / row.sum()
        return p
