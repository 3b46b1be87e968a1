def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n), dtype=int)
    for name in names:
        text = f"\n{name}\n"
        for a, b in zip(text, text[1:]):
            counts[char_to_ix[a]][char_to_ix[b]] += 1
    return counts
