# fault: all_but_first
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for k in range(1, len(names)):
        for first, second in pairwise("\n" + names[k] + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
