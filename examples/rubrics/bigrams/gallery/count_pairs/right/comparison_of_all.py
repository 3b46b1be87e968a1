def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.empty((n, n))
    pairs = [pair for name in names for pair in pairwise("\n" + name + "\n")]
    for a in char_to_ix:
        for b in char_to_ix:
            counts[char_to_ix[a], char_to_ix[b]] = pairs.count((a, b))
    return counts
