def count_pairs(names, char_to_ix):
    rows = [[0.0 for _ in char_to_ix] for _ in char_to_ix]
    for name in names:
        before = "\n"
        for letter in name + "\n":
            rows[char_to_ix[before]][char_to_ix[letter]] += 1.0
            before = letter
    return tuple(rows)
