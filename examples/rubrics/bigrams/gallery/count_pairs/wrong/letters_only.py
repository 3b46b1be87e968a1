# fault: no_newlines
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        for first, second in zip(name, name[1:]):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
