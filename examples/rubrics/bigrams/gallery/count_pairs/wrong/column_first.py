# fault: transposed
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = [[0] * n for _ in range(n)]
    for name in names:
        text = "\n" + name + "\n"
        for i in range(1, len(text)):
            counts[char_to_ix[text[i]]][char_to_ix[text[i - 1]]] += 1
    return counts
