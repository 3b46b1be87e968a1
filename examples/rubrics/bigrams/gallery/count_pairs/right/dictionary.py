def count_pairs(names, char_to_ix):
    seen = {}
    for name in names:
        text = "\n" + name + "\n"
        for pair in zip(text[:-1], text[1:]):
            seen[pair] = seen.get(pair, 0) + 1
    return np.array([[seen.get((a, b), 0) for b in sorted(char_to_ix, key=char_to_ix.get)]
                     for a in sorted(char_to_ix, key=char_to_ix.get)])
