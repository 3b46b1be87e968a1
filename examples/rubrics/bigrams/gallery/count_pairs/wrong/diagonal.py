# fault: symbols_alone
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for ch in text[:-1]:
            counts[char_to_ix[ch], char_to_ix[ch]] += 1
    return counts
