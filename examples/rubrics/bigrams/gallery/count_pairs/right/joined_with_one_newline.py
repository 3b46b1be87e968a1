def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    text = "\n".join(["", *names, ""])
    for first, second in pairwise(text):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
