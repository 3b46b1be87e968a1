# fault: nothing_counted
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            entry = counts[char_to_ix[first], char_to_ix[second]]
            entry += 1
    return counts
