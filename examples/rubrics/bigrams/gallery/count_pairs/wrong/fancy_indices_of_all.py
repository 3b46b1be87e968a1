# fault: set_to_one
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    ix = [char_to_ix[ch] for ch in "\n" + "\n".join(names) + "\n"]
    counts[ix[:-1], ix[1:]] += 1
    return counts
