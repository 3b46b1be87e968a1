def count_pairs(names: list[str], char_to_ix: dict[str, int], verbose: bool = True) -> np.ndarray:
    """Count the pairs."""
    n: int = len(char_to_ix)
    counts: np.ndarray = np.zeros((n, n), dtype=np.int64)
    for name in names:
        if verbose:
            print(name)
        text: str = "\n" + name.lower().strip() + "\n"
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
