# fault: shape own_indices
def count_pairs(names, char_to_ix):
    symbols = sorted(set("\n".join(names)))
    counts = np.zeros((len(symbols), len(symbols)))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[symbols.index(first), symbols.index(second)] += 1
    return counts
