# fault: size_27
def count_pairs(names, char_to_ix):
    counts = np.zeros((27, 27))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
