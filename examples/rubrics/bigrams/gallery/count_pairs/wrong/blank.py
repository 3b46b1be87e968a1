# fault: unfinished
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = None
    for name in names:
        text = None
    return counts
