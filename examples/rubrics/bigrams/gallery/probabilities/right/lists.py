def probabilities(counts, smoothing):
    rows = []
    for row in counts.tolist():
        row = [count + smoothing for count in row]
        total = sum(row)
        rows.append([entry / total for entry in row])
    return rows
