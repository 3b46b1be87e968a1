def pairs_of(name):
    text = "\n" + name + "\n"
    return [text[i:i + 2] for i in range(len(text) - 1)]

def add_pair(table, pair, indices):
    table[indices[pair[0]], indices[pair[1]]] += 1

def count_pairs(names, char_to_ix):
    table = np.zeros((len(char_to_ix),) * 2)
    for name in names:
        for pair in pairs_of(name):
            add_pair(table, pair, char_to_ix)
    return table
