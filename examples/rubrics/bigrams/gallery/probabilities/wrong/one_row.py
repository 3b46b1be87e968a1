# fault: returns_in_loop
def probabilities(counts, smoothing):
    for row in counts:
        row = row + smoothing
        return row / row.sum()
