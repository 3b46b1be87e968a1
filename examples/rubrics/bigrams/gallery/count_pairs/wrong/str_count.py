# fault: overlap once_a_name
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for a in char_to_ix:
            for b in char_to_ix:
                counts[char_to_ix[a], char_to_ix[b]] += text.count(a + b)
    return counts
