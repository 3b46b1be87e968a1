def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text) - 1):
            row = char_to_ix[text[i]]
            column = char_to_ix[text[i + 1]]
            counts[row, column] = counts[row, column] + 1
    return counts
