def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros([n, n], np.int32)
    k = 0
    while k < len(names):
        text = "\n" + names[k] + "\n"
        i = 1
        while i < len(text):
            counts[char_to_ix[text[i - 1]], char_to_ix[text[i]]] += 1
            i += 1
        k += 1
    return counts
