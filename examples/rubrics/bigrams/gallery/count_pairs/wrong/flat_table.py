# fault: shape
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros(n)
    for name in names:
        for ch in name + "\n":
            counts[char_to_ix[ch]] += 1
    return counts
