class Table:
    def __init__(self, char_to_ix):
        self.ix = char_to_ix

    def of(self, name):
        counts = np.zeros((len(self.ix), len(self.ix)))
        text = "\n" + name + "\n"
        for i, ch in enumerate(text[:-1]):
            counts[self.ix[ch], self.ix[text[i + 1]]] += 1
        return counts

def count_pairs(names, char_to_ix):
    return sum(Table(char_to_ix).of(name) for name in names)
