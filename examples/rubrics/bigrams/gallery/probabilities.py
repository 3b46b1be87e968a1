# %% right="apply_along_axis"
def probabilities(counts, smoothing):
    return np.apply_along_axis(lambda row: (row + smoothing) / (row + smoothing).sum(), 1, counts.astype(float))

# %% right="closed_form"
def probabilities(counts, smoothing):
    n = len(counts)
    sums = counts.sum(axis=1, keepdims=True) + n * smoothing
    return (counts + smoothing) / sums

# %% right="copy_in_place"
def probabilities(counts, smoothing):
    p = counts.astype(float)
    p += smoothing
    p /= p.sum(axis=1, keepdims=True)
    return p

# %% right="diagonal_product"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing * np.ones_like(counts, dtype=float)
    return np.diag(1 / smoothed.sum(axis=1)) @ smoothed

# %% right="einsum"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return np.einsum("ij,i->ij", smoothed, 1 / np.einsum("ij->i", smoothed))

# %% right="entry_loops"
def probabilities(counts, smoothing):
    n = counts.shape[0]
    p = np.zeros((n, n))
    for i in range(n):
        total = 0
        for j in range(n):
            total += counts[i, j] + smoothing
        for j in range(n):
            p[i, j] = (counts[i, j] + smoothing) / total
    return p

# %% right="float32"
def probabilities(counts, smoothing):
    p = np.array(counts, dtype=np.float32) + np.float32(smoothing)
    return p / p.sum(axis=1, keepdims=True)

# %% right="helper"
def normalised(row):
    return row / row.sum()

def probabilities(counts, smoothing):
    return np.array([normalised(row) for row in counts + smoothing])

# %% right="list_of_arrays"
def probabilities(counts, smoothing):
    return [(row + smoothing) / np.sum(row + smoothing) for row in counts]

# %% right="lists"
def probabilities(counts, smoothing):
    rows = []
    for row in counts.tolist():
        row = [count + smoothing for count in row]
        total = sum(row)
        rows.append([entry / total for entry in row])
    return rows

# %% right="logs"
def probabilities(counts, smoothing):
    smoothed = (counts + smoothing).astype(float)
    with np.errstate(divide="ignore"):
        logs = np.log(smoothed) - np.log(smoothed.sum(axis=1, keepdims=True))
    return np.exp(logs)

# %% right="matrix"
def probabilities(counts, smoothing):
    m = np.matrix(counts, dtype=float) + smoothing
    return m / m.sum(axis=1)

# %% right="none_axis"
def probabilities(counts, smoothing):
    smoothed = np.add(counts, smoothing)
    return np.divide(smoothed, np.sum(smoothed, axis=-1)[:, None])

# %% right="one_line"
def probabilities(counts, smoothing):
    return (counts + smoothing) / (counts + smoothing).sum(1, keepdims=True)

# %% right="product_with_ones"
def probabilities(counts, smoothing):
    n = len(counts)
    smoothed = counts + np.full((n, n), smoothing)
    return smoothed / (smoothed @ np.ones((n, 1)))

# %% right="repeated_sums"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = np.repeat(smoothed.sum(axis=1), len(counts)).reshape(counts.shape)
    return smoothed / sums

# %% right="reshaped"
def probabilities(counts, smoothing):
    n = counts.shape[0]
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1).reshape(n, 1)
    return smoothed / sums

# %% right="row_loop"
def probabilities(counts, smoothing):
    p = np.zeros(counts.shape)
    for i in range(len(counts)):
        row = counts[i] + smoothing
        p[i] = row / row.sum()
    return p

# %% right="taught"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    p = smoothed / sums
    return p

# %% right="transposed_twice"
def probabilities(counts, smoothing):
    columns = (counts + smoothing).T
    return (columns / columns.sum(axis=0)).T

# %% right="vstack"
def probabilities(counts: np.ndarray, smoothing: float = 1.0, verbose: bool = False) -> np.ndarray:
    """Rows that sum to 1."""
    rows = []
    for row in counts:
        row = row + smoothing
        rows.append(row / row.sum())
        if verbose:
            print(rows[-1])
    return np.vstack(rows)

# %% wrong="adds_one" faults="always_one"
def probabilities(counts, smoothing):
    smoothed = counts + 1
    return smoothed / smoothed.sum(axis=1, keepdims=True)

# %% wrong="all_equal" faults="number:p unused_argument"
def probabilities(counts, smoothing):
    n = len(counts)
    return np.full((n, n), 1 / n)

# %% wrong="axis_zero" faults="columns"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.sum(axis=0)

# %% wrong="blank" faults="unfinished"
def probabilities(counts, smoothing):
    smoothed = None
    sums = None
    p = None
    return p

# %% wrong="by_maximum" faults="largest"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.max(axis=1, keepdims=True)

# %% wrong="by_mean" faults="average"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.mean(axis=1, keepdims=True)

# %% wrong="by_size" faults="size"
def probabilities(counts, smoothing):
    n = len(counts)
    return (counts + smoothing) / n

# %% wrong="counts_over_new_sums" faults="old_counts"
def probabilities(counts, smoothing):
    sums = (counts + smoothing).sum(axis=1, keepdims=True)
    return counts / sums

# %% wrong="double_slash" faults="all_zero"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed // smoothed.sum(axis=1, keepdims=True)

# %% wrong="first_row_sum" faults="first_sum"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / sum(smoothed[0])

# %% wrong="forgets_smoothing" faults="no_smoothing number:p"
def probabilities(counts, smoothing):
    return counts / counts.sum(axis=1, keepdims=True)

# %% wrong="generator" faults="type"
def probabilities(counts, smoothing):
    return ((row + smoothing) / (row + smoothing).sum() for row in counts)

# %% wrong="input_returned" faults="unchanged"
def probabilities(counts, smoothing):
    return counts

# %% wrong="inverted" faults="upside_down"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed.sum(axis=1, keepdims=True) / smoothed

# %% wrong="keep_dims_misspelled" faults="arguments"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdim=True)
    return smoothed / sums

# %% wrong="last_row_sum" faults="last_sum only_the_last"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    for row in smoothed:
        total = row.sum()
    return smoothed / total

# %% wrong="list_plus_number" faults="joined"
def probabilities(counts, smoothing):
    rows = []
    for row in counts.tolist():
        row = row + smoothing
        rows.append(row / sum(row))
    return rows

# %% wrong="logarithms" faults="logarithm"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return np.log(smoothed / smoothed.sum(axis=1, keepdims=True))

# %% wrong="memorised" faults="shape number:p unused_argument"
def probabilities(counts, smoothing):
    return np.array([[0.2, 0.6, 0.2], [0.2, 0.2, 0.6], [3 / 6, 1 / 6, 2 / 6]])

# %% wrong="name_of_the_step" faults="name"
def probabilities(counts, smoothing):
    smooth = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    return smooth / sums

# %% wrong="no_keepdims" faults="flat_sums"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1)
    return smoothed / sums

# %% wrong="no_return" faults="nothing"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)

# %% wrong="norms" faults="lengths"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / np.linalg.norm(smoothed, axis=1, keepdims=True)

# %% wrong="not_divided" faults="not_divided"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    smoothed / smoothed.sum(axis=1, keepdims=True)
    return smoothed

# %% wrong="not_implemented" faults="unfinished"
def probabilities(counts, smoothing):
    raise NotImplementedError()

# %% wrong="nothing_filled" faults="rebinds"
def probabilities(counts, smoothing):
    p = np.zeros(counts.shape)
    for row, new in zip(counts, p):
        new = (row + smoothing) / (row + smoothing).sum()
    return p

# %% wrong="one_row" faults="returns_in_loop"
def probabilities(counts, smoothing):
    for row in counts:
        row = row + smoothing
        return row / row.sum()

# %% wrong="one_sum" faults="whole_table"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / np.sum(smoothed)

# %% wrong="pair_returned" faults="type"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    return smoothed / sums, sums

# %% wrong="percentages" faults="percent"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True) * 100

# %% wrong="plus_in_place" faults="counts_changed whole_array"
def probabilities(counts, smoothing):
    counts += smoothing
    return counts / counts.sum(axis=1, keepdims=True)

# %% wrong="python_round" faults="three_decimals"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)
    return [[round(float(entry), 3) for entry in row] for row in p]

# %% wrong="returns_in_loop" faults="returns_in_loop"
def probabilities(counts, smoothing):
    p = np.zeros(counts.shape)
    for i in range(len(counts)):
        row = counts[i] + smoothing
        p[i] = row / row.sum()
        return p

# %% wrong="returns_sums" faults="sums_returned"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True)
    return sums

# %% wrong="rounded" faults="two_decimals"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return (smoothed / smoothed.sum(axis=1, keepdims=True)).round(2)

# %% wrong="rows_in_place" faults="divided_in_place"
def probabilities(counts, smoothing):
    for i in range(len(counts)):
        row = counts[i] + smoothing
        counts[i] = row / row.sum()
    return counts

# %% wrong="smoothed_as_integers" faults="cut_smoothing"
def probabilities(counts, smoothing):
    smoothed = counts.copy()
    for i in range(len(counts)):
        for j in range(len(counts)):
            smoothed[i, j] = counts[i, j] + smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)

# %% wrong="smoothing_lost" faults="no_smoothing number:p"
def probabilities(counts, smoothing):
    counts + smoothing
    sums = counts.sum(axis=1, keepdims=True)
    return counts / sums

# %% wrong="smoothing_once" faults="one_in_the_sum"
def probabilities(counts, smoothing):
    return (counts + smoothing) / (counts.sum(axis=1, keepdims=True) + smoothing)

# %% wrong="smoothing_twice_in_sum" faults="one_more_in_the_sum"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = smoothed.sum(axis=1, keepdims=True) + smoothing
    return smoothed / sums

# %% wrong="smooths_afterwards" faults="added_late number:p"
def probabilities(counts, smoothing):
    p = counts / counts.sum(axis=1, keepdims=True)
    return p + smoothing

# %% wrong="smooths_zeros_only" faults="only_zeros"
def probabilities(counts, smoothing):
    smoothed = counts.astype(float)
    smoothed[smoothed == 0] = smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)

# %% wrong="softmax_of_counts" faults="softmax"
def probabilities(counts, smoothing):
    e = np.exp(counts + smoothing)
    return e / e.sum(axis=1, keepdims=True)

# %% wrong="sums_missing" faults="unfinished"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    sums = None
    p = smoothed / sums
    return p

# %% wrong="sums_of_counts" faults="old_sums"
def probabilities(counts, smoothing):
    return (counts + smoothing) / counts.sum(axis=1, keepdims=True)

# %% wrong="texts" faults="characters"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    p = smoothed / smoothed.sum(axis=1, keepdims=True)
    return [[f"{entry:.3f}" for entry in row] for row in p]

# %% wrong="times_smoothing" faults="no_smoothing number:p"
def probabilities(counts, smoothing):
    smoothed = counts * smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)

# %% wrong="transposed_at_the_end" faults="transposed"
def probabilities(counts, smoothing):
    smoothed = counts + smoothing
    return (smoothed.T / smoothed.sum(axis=1)).T.T

# %% wrong="zeros_like" faults="cut_decimals"
def probabilities(counts, smoothing):
    p = np.zeros_like(counts)
    for i in range(len(counts)):
        row = counts[i] + smoothing
        p[i] = row / row.sum()
    return p
