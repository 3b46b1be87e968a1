# fault: without_newline_row
def count_pairs(names, char_to_ix):
    letters = [ch for ch in sorted(char_to_ix, key=char_to_ix.get) if ch != "\n"]
    counts = np.zeros((len(letters), len(letters)))
    for name in names:
        for first, second in pairwise(name):
            counts[letters.index(first), letters.index(second)] += 1
    return counts
