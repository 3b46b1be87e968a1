def probabilities(counts: np.ndarray, smoothing: float = 1.0, verbose: bool = False) -> np.ndarray:
    """Rows that sum to 1."""
    rows = []
    for row in counts:
        row = row + smoothing
        rows.append(row / row.sum())
        if verbose:
            print(rows[-1])
    return np.vstack(rows)
