def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    rows, columns = [], []
    for name in names:
        for a, b in pairwise(["\n"] + list(name) + ["\n"]):
            rows.append(char_to_ix[a])
            columns.append(char_to_ix[b])
    return np.histogram2d(rows, columns, bins=n, range=[[-0.5, n - 0.5], [-0.5, n - 0.5]])[0]
