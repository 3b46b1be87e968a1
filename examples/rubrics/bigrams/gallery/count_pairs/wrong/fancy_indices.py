# fault: once_a_name
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        ix = [char_to_ix[ch] for ch in "\n" + name + "\n"]
        counts[ix[:-1], ix[1:]] += 1
    return counts
