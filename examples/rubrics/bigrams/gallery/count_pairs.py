# %% right="add_at"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        ix = [char_to_ix[ch] for ch in "\n" + name + "\n"]
        np.add.at(counts, (ix[:-1], ix[1:]), 1)
    return counts

# %% right="bincount"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    text = "\n" + "\n".join(names) + "\n"
    ix = np.array([char_to_ix[ch] for ch in text])
    return np.bincount(ix[:-1] * n + ix[1:], minlength=n * n).reshape(n, n)

# %% right="comparison_of_all"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.empty((n, n))
    pairs = [pair for name in names for pair in pairwise("\n" + name + "\n")]
    for a in char_to_ix:
        for b in char_to_ix:
            counts[char_to_ix[a], char_to_ix[b]] = pairs.count((a, b))
    return counts

# %% right="counter"
from collections import Counter

def count_pairs(names, char_to_ix):
    seen = Counter()
    for name in names:
        seen.update(pairwise("\n" + name + "\n"))
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for (first, second), times in seen.items():
        counts[char_to_ix[first], char_to_ix[second]] = times
    return counts

# %% right="dictionary"
def count_pairs(names, char_to_ix):
    seen = {}
    for name in names:
        text = "\n" + name + "\n"
        for pair in zip(text[:-1], text[1:]):
            seen[pair] = seen.get(pair, 0) + 1
    return np.array([[seen.get((a, b), 0) for b in sorted(char_to_ix, key=char_to_ix.get)]
                     for a in sorted(char_to_ix, key=char_to_ix.get)])

# %% right="helper_functions"
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

# %% right="histogram"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    rows, columns = [], []
    for name in names:
        for a, b in pairwise(["\n"] + list(name) + ["\n"]):
            rows.append(char_to_ix[a])
            columns.append(char_to_ix[b])
    return np.histogram2d(rows, columns, bins=n, range=[[-0.5, n - 0.5], [-0.5, n - 0.5]])[0]

# %% right="index_loop"
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text) - 1):
            row = char_to_ix[text[i]]
            column = char_to_ix[text[i + 1]]
            counts[row, column] = counts[row, column] + 1
    return counts

# %% right="joined_with_one_newline"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    text = "\n".join(["", *names, ""])
    for first, second in pairwise(text):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% right="lists"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = [[0] * n for _ in range(n)]
    for name in names:
        text = "\n" + name + "\n"
        for first, second in pairwise(text):
            counts[char_to_ix[first]][char_to_ix[second]] += 1
    return counts

# %% right="newline_by_hand"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    end = char_to_ix["\n"]
    counts = np.zeros((n, n), dtype="float32")
    for name in names:
        counts[end, char_to_ix[name[0]]] += 1
        for i in range(1, len(name)):
            counts[char_to_ix[name[i - 1]], char_to_ix[name[i]]] += 1
        counts[char_to_ix[name[-1]], end] += 1
    return counts

# %% right="one_hot_product"
def count_pairs(names, char_to_ix):
    eye = np.eye(len(char_to_ix))
    counts = np.zeros_like(eye)
    for name in names:
        X = eye[[char_to_ix[ch] for ch in "\n" + name + "\n"]]  # (length, n)
        counts += X[:-1].T @ X[1:]
    return counts

# %% right="recursive"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    if not names:
        return np.zeros((n, n))
    counts = count_pairs(names[1:], char_to_ix)
    for first, second in pairwise("\n" + names[0] + "\n"):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% right="sum_of_tables"
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

# %% right="taught"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% right="tuple_of_rows"
def count_pairs(names, char_to_ix):
    rows = [[0.0 for _ in char_to_ix] for _ in char_to_ix]
    for name in names:
        before = "\n"
        for letter in name + "\n":
            rows[char_to_ix[before]][char_to_ix[letter]] += 1.0
            before = letter
    return tuple(rows)

# %% right="type_hints_and_prints"
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

# %% right="while_loop"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros([n, n], np.int32)
    k = 0
    while k < len(names):
        text = "\n" + names[k] + "\n"
        i = 1
        while i < len(text):
            counts[char_to_ix[text[i - 1]], char_to_ix[text[i]]] += 1
            i += 1
        k += 1
    return counts

# %% right="zip_shifted"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n), dtype=int)
    for name in names:
        text = f"\n{name}\n"
        for a, b in zip(text, text[1:]):
            counts[char_to_ix[a]][char_to_ix[b]] += 1
    return counts

# %% wrong="adds_to_a_copy" faults="nothing_counted"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            entry = counts[char_to_ix[first], char_to_ix[second]]
            entry += 1
    return counts

# %% wrong="always_27" faults="size_27"
def count_pairs(names, char_to_ix):
    counts = np.zeros((27, 27))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="blank" faults="unfinished"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = None
    for name in names:
        text = None
    return counts

# %% wrong="both_directions" faults="both_ways"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts + counts.T

# %% wrong="characters_as_indices" faults="index"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[first, second] += 1
    return counts

# %% wrong="column_first" faults="transposed"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = [[0] * n for _ in range(n)]
    for name in names:
        text = "\n" + name + "\n"
        for i in range(1, len(text)):
            counts[char_to_ix[text[i]]][char_to_ix[text[i - 1]]] += 1
    return counts

# %% wrong="counting_behind_the_loop" faults="only_last only_the_last"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
    for first, second in pairwise(text):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="diagonal" faults="symbols_alone"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for ch in text[:-1]:
            counts[char_to_ix[ch], char_to_ix[ch]] += 1
    return counts

# %% wrong="dictionary_of_pairs" faults="type"
def count_pairs(names, char_to_ix):
    counts = {}
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[first + second] = counts.get(first + second, 0) + 1
    return counts

# %% wrong="divides_at_once" faults="divided"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts / np.sum(counts)

# %% wrong="fancy_indices" faults="once_a_name"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        ix = [char_to_ix[ch] for ch in "\n" + name + "\n"]
        counts[ix[:-1], ix[1:]] += 1
    return counts

# %% wrong="fancy_indices_of_all" faults="set_to_one"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    ix = [char_to_ix[ch] for ch in "\n" + "\n".join(names) + "\n"]
    counts[ix[:-1], ix[1:]] += 1
    return counts

# %% wrong="flat_table" faults="shape"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros(n)
    for name in names:
        for ch in name + "\n":
            counts[char_to_ix[ch]] += 1
    return counts

# %% wrong="half_written" faults="unfinished"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = None
    for name in names:
        text = "\n" + name + "\n"
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="index_minus_one" faults="wraps"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text)):
            counts[char_to_ix[text[i - 1]], char_to_ix[text[i]]] += 1
    return counts

# %% wrong="input_returned" faults="characters"
def count_pairs(names, char_to_ix):
    return names

# %% wrong="letters_only" faults="no_newlines"
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        for first, second in zip(name, name[1:]):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="letters_table" faults="without_newline_row"
def count_pairs(names, char_to_ix):
    letters = [ch for ch in sorted(char_to_ix, key=char_to_ix.get) if ch != "\n"]
    counts = np.zeros((len(letters), len(letters)))
    for name in names:
        for first, second in pairwise(name):
            counts[letters.index(first), letters.index(second)] += 1
    return counts

# %% wrong="loop_from_one" faults="no_start"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(1, len(text) - 1):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts

# %% wrong="loop_one_short" faults="no_end"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text) - 2):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts

# %% wrong="loop_past_the_end" faults="index"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text)):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts

# %% wrong="memorised" faults="shape unused_argument"
def count_pairs(names, char_to_ix):
    return np.array([[0, 2, 0], [0, 0, 2], [2, 0, 1]])

# %% wrong="names_from_one" faults="all_but_first"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for k in range(1, len(names)):
        for first, second in pairwise("\n" + names[k] + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="names_one_short" faults="all_but_last"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for k in range(len(names) - 1):
        for first, second in pairwise("\n" + names[k] + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="newline_in_front_only" faults="no_end"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name
        for i in range(len(text) - 1):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts

# %% wrong="newline_is_zero" faults="newline_at_zero"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        ix = [0] + [char_to_ix[ch] for ch in name] + [0]
        for i, j in pairwise(ix):
            counts[i, j] += 1
    return counts

# %% wrong="newlines_doubled" faults="two_newlines"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    text = ""
    for name in names:
        text += "\n" + name + "\n"
    for first, second in pairwise(text):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="no_return" faults="nothing"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    print(counts)

# %% wrong="not_implemented" faults="unfinished"
def count_pairs(names, char_to_ix):
    raise NotImplementedError

# %% wrong="one_long_name" faults="run_together"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for first, second in pairwise("\n" + "".join(names) + "\n"):
        counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="ones" faults="starts_at_one"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.ones((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="plus_sign_before" faults="set_to_one"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] =+ 1
    return counts

# %% wrong="returns_in_loop" faults="returns_in_loop"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
        return counts

# %% wrong="rows_are_one_list" faults="number:counts"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = [[0] * n] * n
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first]][char_to_ix[second]] += 1
    return counts

# %% wrong="set_of_names" faults="distinct_names"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in set(names):
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="set_to_one" faults="set_to_one"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] = 1
    return counts

# %% wrong="shared_out_over_names" faults="per_name"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1 / len(names)
    return counts

# %% wrong="size_of_names" faults="index shape"
def count_pairs(names, char_to_ix):
    n = len(names)
    counts = np.zeros((n, n))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="slash_n_mistyped" faults="slash_for_backslash"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "/n" + name + "/n"
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts

# %% wrong="sorts_symbols" faults="own_indices"
def count_pairs(names, char_to_ix):
    symbols = sorted(char_to_ix)
    counts = np.zeros((len(symbols), len(symbols)))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[symbols.index(first), symbols.index(second)] += 1
    return counts

# %% wrong="step_of_two" faults="every_second"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(0, len(text) - 1, 2):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 1]]] += 1
    return counts

# %% wrong="str_count" faults="overlap once_a_name"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for a in char_to_ix:
            for b in char_to_ix:
                counts[char_to_ix[a], char_to_ix[b]] += text.count(a + b)
    return counts

# %% wrong="symbols_of_the_names" faults="shape own_indices unused_argument"
def count_pairs(names, char_to_ix):
    symbols = sorted(set("\n".join(names)))
    counts = np.zeros((len(symbols), len(symbols)))
    for name in names:
        for first, second in pairwise("\n" + name + "\n"):
            counts[symbols.index(first), symbols.index(second)] += 1
    return counts

# %% wrong="two_symbols_on" faults="skips_one"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    counts = np.zeros((n, n))
    for name in names:
        text = "\n" + name + "\n"
        for i in range(len(text) - 2):
            counts[char_to_ix[text[i]], char_to_ix[text[i + 2]]] += 1
    return counts

# %% wrong="zeros_in_loop" faults="only_last"
def count_pairs(names, char_to_ix):
    n = len(char_to_ix)
    for name in names:
        counts = np.zeros((n, n))
        for first, second in pairwise("\n" + name + "\n"):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
