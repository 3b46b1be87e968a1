# fault: slash_for_backslash
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "/n" + name + "/n"
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
