def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    text = "\n" + "\n".join(names) + "\n"
    ix = np.array([char_to_ix[ch] for ch in text])
    return np.bincount(ix[:-1] * n + ix[1:], minlength=n * n).reshape(n, n)
