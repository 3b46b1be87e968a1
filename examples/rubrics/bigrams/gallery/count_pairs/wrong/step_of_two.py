# fault: every_second
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(0, len(text) - 1, 2):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts
