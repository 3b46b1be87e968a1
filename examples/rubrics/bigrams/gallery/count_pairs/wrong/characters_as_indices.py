# fault: index
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[first, second] += 1
    return counts
