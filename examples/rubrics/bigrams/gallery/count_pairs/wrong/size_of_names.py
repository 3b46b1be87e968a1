# fault: index shape
def count_pairs(names, char_to_ix):
    n = len(names)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
