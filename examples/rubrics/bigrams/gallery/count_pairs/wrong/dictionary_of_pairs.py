# fault: type
def count_pairs(names, char_to_ix):
    counts = {}
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[first + second] = counts.get(first + second, 0) + 1
    return counts
