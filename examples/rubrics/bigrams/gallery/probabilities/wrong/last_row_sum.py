# fault: last_sum
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    for row in smoothed:
        total = row.sum()
    return smoothed / total
