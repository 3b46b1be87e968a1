def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    end = char_to_ix["\n"]
    counts = np.zeros((n, n), dtype="float32")
    for name in names:
        counts[end, char_to_ix[name[0]]] += 1
        for i in range(1, len(name)):
            counts[char_to_ix[name[i - 1]], char_to_ix[name[i]]] += 1
        counts[char_to_ix[name[-1]], end] += 1
    return counts
