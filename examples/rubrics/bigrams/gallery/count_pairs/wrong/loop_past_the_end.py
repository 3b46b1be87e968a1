# fault: index
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text)):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts
