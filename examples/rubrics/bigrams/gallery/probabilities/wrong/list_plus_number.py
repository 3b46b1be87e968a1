# fault: joined
def probabilities(counts, smoothing):
    rows = []
    for row in counts.tolist():
        row = row + smoothing
        rows.append(row / sum(row))
    return rows
