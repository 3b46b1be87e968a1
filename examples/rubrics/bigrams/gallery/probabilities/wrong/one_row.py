# fault: one_row
def probabilities(counts, smoothing):
    for row in counts:
        row = row + smoothing
        return row / row.sum()
