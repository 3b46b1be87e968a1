def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    if not names:
        return np.zeros((n, n))
    counts = count_pairs(names[1:], char_to_ix)
    for first, second in pairwise("\n" + names[0] + "\n"):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
