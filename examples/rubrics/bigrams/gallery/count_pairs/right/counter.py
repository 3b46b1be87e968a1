from collections import Counter

def count_pairs(names, char_to_ix):
    seen = Counter()
    for name in names:
        seen.update(pairwise("\n" + name + "\n"))
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for (first, second), times in seen.items():
        counts[char_to_ix[first], char_to_ix[second]] = times
    return counts
