# fault: newline_at_zero
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        ix = [0] + [char_to_ix[ch] for ch in name] + [0]
        for i, j in pairwise(ix):
            counts[i, j] += 1
    return counts
