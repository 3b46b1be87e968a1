def count_pairs(names, char_to_ix):
    eye = np.eye(len(char_to_ix))
    counts = np.zeros_like(eye)
    for name in names:
        X = eye[[char_to_ix[ch] for ch in "\n" + name + "\n"]]  # (length, n)
        counts += X[:-1].T @ X[1:]
    return counts
