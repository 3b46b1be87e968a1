# fault: divided_in_place
def probabilities(counts, smoothing):
    for i in range(len(counts)):
        row = counts[i] + smoothing
        counts[i] = row / row.sum()
    return counts
