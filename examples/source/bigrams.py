# %% [markdown]
# # Counting pairs
#
# In the next lesson a network invents names of dinosaurs. First comes the simplest model that can: it looks at one
# letter and guesses the next. It needs no training. It counts.

# %% [markdown]
# You will
#
# - count how often each letter follows each other letter,
# - turn the counts into probabilities,
# - draw new names from them,
# - measure how well they guess.
#
# You write two functions: `count_pairs` and `probabilities`.

# %% [markdown]
# ## 1. The names
#
# NumPy holds the tables. `pairwise` goes through a text two symbols at a time. `check` asks your functions questions,
# and names the cause where an answer is wrong.

# %%
from itertools import pairwise
from pathlib import Path

import numpy as np

from utils.checks import check

# %% [markdown]
# A model is judged by names that it has never seen. So every fifth name is *held out*: it waits until the end. The
# others are *known*: you will count their pairs.

# %%
names = Path("data/dinos.txt").read_text(encoding="utf-8").split("\n")
held_out = names[::5]
known = [name for i, name in enumerate(names) if i % 5 != 0]
print(len(known), "known names,", len(held_out), "held out, such as", held_out[1:4])

# %% [markdown]
# Where does a name begin, and where does it end? Letters alone can't say. So a newline, `"\n"`, is put before each
# name and after it. Letters and newline together are the *symbols*.

# %%
symbols = sorted(set("\n".join(names)))
char_to_ix = {symbol: i for i, symbol in enumerate(symbols)}
print(char_to_ix)

# %% [markdown]
# The number of a symbol is its *index*. The newline has index 0, `a` to `z` have 1 to 26. So there are $n = 27$
# symbols.

# %% [markdown]
# ## 2. Counting pairs
#
# Two symbols in a row are a *pair*, or *bigram*. These are the pairs of the name `abb`:

# %% tags=["aside"]
text = "\n" + "abb" + "\n"
for first, second in pairwise(text):
    print(repr(first), "is followed by", repr(second))

# %% [markdown]
# Three letters give four pairs, for the newline counts at both ends. The `b` in the middle is in two of them: once it
# comes second, once first.

# %% [markdown]
# The counts go into a table $C$ with $n$ rows and $n$ columns. $C_{ij}$ says how often symbol $j$ came right after
# symbol $i$. So the two names `ab` and `abb` give
#
# | first | then `\n` | then `a` | then `b` |
# | --- | --- | --- | --- |
# | `\n` | 0 | 2 | 0 |
# | `a` | 0 | 0 | 2 |
# | `b` | 2 | 0 | 1 |

# %% [markdown]
# **Exercise 1.** Write `count_pairs`. Each name has its own two newlines: the end of one name and the beginning of the
# next are no pair.


# %% exercise="count_pairs"
def count_pairs(names, char_to_ix):
    """Count how often each symbol follows each other symbol.

    Arguments:
    names -- list of names, each a str without newlines
    char_to_ix -- dictionary from each symbol, the newline among them, to its index 0 .. n - 1

    Returns:
    counts -- (n, n): in row i and column j, how often symbol j came right after symbol i
    """
    n = len(char_to_ix)

    # Step 1: a table of zeros, (n, n). (about 1 line)
    counts = None
    ### BEGIN SOLUTION
    counts = np.zeros((n, n))
    ### END SOLUTION

    for name in names:
        # Step 2: the name with a newline before it and one after it. (about 1 line)
        text = None
        ### BEGIN SOLUTION
        text = "\n" + name + "\n"
        ### END SOLUTION

        # Step 3: go through the pairs; for each, add 1 in the row of its first symbol and
        # the column of its second. (about 2 lines)
        ### BEGIN SOLUTION
        for first, second in pairwise(text):
            counts[char_to_ix[first], char_to_ix[second]] += 1
        ### END SOLUTION

    return counts


# %% [markdown]
# Try it on `ab` and `abb`, with a dictionary of three symbols. The numbers should be those of the table above, row by
# row:

# %% tags=["aside"]
print(count_pairs(["ab", "abb"], {"\n": 0, "a": 1, "b": 2}))

# %% [markdown]
# `check` asks more. A wrong answer is no disaster: it comes with a hint, and you may try as often as you like. The
# last line is the points of this cell.

# %% public="count_pairs"
check(count_pairs)

# %% [markdown]
# When your work is graded, fresh questions are added here. A function that does what its docstring says has nothing
# to fear.

# %% hidden="count_pairs"
# Your count_pairs is asked again here, with other names and other symbols.

# %% questions="count_pairs"
from dinosaur_grader.assignments import fault, hidden, public, when, words

TABLE = {"counts": "value"}


def letters(rng, n):
    """n different letters."""
    return "".join(rng.permutation(list("abcdefghijklmnopqrstuvwxyz"))[:n])


def indices(order):
    return {symbol: i for i, symbol in enumerate(order)}


def spelled(rng, names, own, newline=0, order=sorted):
    """These names in other letters, and indices in this order, with the newline in its place."""
    others = letters(rng, len(own))
    symbols = order(others)
    symbols.insert(newline, "\n")
    return [name.translate(str.maketrans(own, others)) for name in names], indices(symbols)


def some_names(rng, own, n):
    """n names of 2 to 7 letters, and two more that every list should have: one that was there before, and one with
    a letter three times in a row."""
    names = ["".join(rng.choice(list(own), length)) for length in rng.integers(2, 8, n)]
    return [*names, names[1], own[0] + own[1] * 3]


def many(rng, n):
    own = letters(rng, rng.integers(6, 10))
    return some_names(rng, own, n), indices(["\n", *sorted(own)])


def shuffled(rng):
    """Any order but the sorted one, the newline not the first."""
    own = letters(rng, rng.integers(6, 10))
    order = list(own) if list(own) != sorted(own) else list(own)[::-1]
    order.insert(rng.integers(1, len(order) + 1), "\n")
    return some_names(rng, own, 16), indices(order)


def runs(rng):
    """Names such as aaaab: a run of 3 to 6, then another letter."""
    own = letters(rng, rng.integers(6, 10))
    names = [a * rng.integers(3, 7) + b for a, b in zip(own, own[1:] + own[0], strict=True)]
    return names, indices(["\n", *sorted(own)])


def rare(rng):
    own = letters(rng, rng.integers(6, 10))
    return some_names(rng, own[:4], 5), indices(["\n", *sorted(own)])


SEVEN = ["noah", "anna", "tona", "aaah", "hannah", "tona", "otto"]
FIVE = ["bad", "dab", "cab", "add", "abba"]
public(1, "two names", lambda rng: spelled(rng, ["ca", "cab"], "abc"), see=TABLE)
public(2, "seven names, one of them twice", lambda rng: spelled(rng, SEVEN, "ahnot"), see=TABLE)
public(1, "symbols in an order of their own", lambda rng: spelled(rng, FIVE, "dbac", 2, list), see=TABLE)
hidden(2, "many names", lambda rng: many(rng, 24), see=TABLE)
hidden(2, "symbols in another order", shuffled, see=TABLE)
hidden(1, "the same letter many times", runs, see=TABLE)
hidden(1, "symbols that never occur", rare, see=TABLE)

# What goes wrong, the likeliest first. No mark depends on it.
ZEROS = "np.zeros((n, n))"
NAMES = "in names:"
TEXT = r'"\n" + name + "\n"'
PAIRS = "pairwise(text)"
COUNT = "counts[char_to_ix[first], char_to_ix[second]] += 1"
LAST = "return counts"
fault(TEXT, r'"\n" + name', name="no_end",
      hint="How a name ends was not counted: no newline follows the last letter. Look at your text, and at where "
      "your loop stops.")
fault(TEXT, r'name + "\n"', name="no_start",
      hint="How a name begins was not counted: no newline comes before the first letter. Look at your text, and "
      "at where your loop starts.")
fault(TEXT, "name", name="no_newlines",
      hint="Only letters were counted, not how a name begins and ends. Give each name its two newlines first.")
fault(COUNT, "counts[char_to_ix[second], char_to_ix[first]] += 1", name="transposed",
      hint="Rows and columns are in each other's place. The first symbol of a pair names the row.")
fault(COUNT, "counts[char_to_ix[first], char_to_ix[second]] = 1", name="set_to_one",
      hint="Every pair counts at most once, however often it came. Add to what is there already.")
fault(PAIRS, "set(pairwise(text))", name="once_a_name",
      hint="A pair that comes twice in one name was counted once. NumPy's += on a list of indices, and a set of "
      "pairs, both forget repeats: try one pair at a time.")
fault(PAIRS, '(pair for pair in set(pairwise(text)) for _ in range(text.count("".join(pair))))', name="overlap",
      hint="A letter three times in a row holds two pairs, and they overlap. str.count doesn't see overlaps; go "
      "through the text symbol by symbol.")
fault(PAIRS, "zip(text[::2], text[1::2])", name="every_second",
      hint="Only every second pair was counted. Each symbol but the last begins a pair, so move on by one symbol.")
fault(PAIRS, "zip(text, text[2:])", name="skips_one",
      hint="The two symbols that you count have another one between them. A pair is a symbol and the very next one.")
fault(PAIRS, "zip(text[-1:] + text, text)", name="wraps",
      hint="The last symbol of a name was followed by its first one. In Python the index -1 is the end of a "
      "text: see where your loop begins.")
fault(NAMES, "in names[:1]:", name="only_first",
      hint="Only the first name was counted. Check whether the return stands inside the loop.")
fault(NAMES, "in names[-1:]:", name="only_last",
      hint="Only the last name was counted. Check whether the table of zeros is made again inside the loop, or "
      "the counting comes only after it.")
fault(NAMES, "in names[:-1]:", name="all_but_last",
      hint="The last name was not counted. Look where your loop over the names stops.")
fault(NAMES, "in names[1:]:", name="all_but_first",
      hint="The first name was not counted. Python's indices begin at 0.")
fault(NAMES, 'in ["".join(names)]:', name="run_together",
      hint="All names were read as one long name. Each of them has its own two newlines.")
fault(NAMES, r'in ["\n\n".join(names)]:', name="two_newlines",
      hint="Between two names a newline was followed by a newline. Count name by name, or join them with a "
      "single newline.")
fault(NAMES, "in set(names):", name="distinct_names",
      hint="A name that is in the list twice was counted once. Go through the list as it is.")
fault(ZEROS, r'np.zeros((n, n)); char_to_ix = {**char_to_ix, "\n": 0}', name="newline_at_zero",
      hint="The newline does not always have index 0. Ask char_to_ix for it, as for a letter.")
fault(ZEROS, "np.zeros((n, n)); char_to_ix = {symbol: i for i, symbol in enumerate(sorted(char_to_ix))}",
      name="own_indices",
      hint="The rows and columns are in alphabetical order. The index of a symbol is what char_to_ix says.")
fault(COUNT, "counts[char_to_ix[first], char_to_ix[first]] += 1", name="symbols_alone",
      hint="Only the diagonal was counted: row and column come from the same symbol. The column belongs to the "
      "second one.")
fault(COUNT, "counts[char_to_ix[first], char_to_ix[second]] += 1; counts[char_to_ix[second], char_to_ix[first]] += 1",
      name="both_ways",
      hint="Each pair was counted forwards and backwards. Only the order in which the symbols stand counts.")
fault(ZEROS, "np.ones((n, n))", name="starts_at_one",
      hint="Every entry is too large by the same number. The table has to be all zeros before you count.")
fault(ZEROS, "np.zeros((27, 27))", name="size_27",
      hint="The table is always as large as that of 27 symbols. Take the size from char_to_ix.")
fault(LAST, r'return np.delete(np.delete(counts, char_to_ix["\n"], 0), char_to_ix["\n"], 1)',
      name="without_newline_row",
      hint="The table has no row and no column for the newline. It is a symbol like the letters.")
fault(LAST, "return counts / len(names)", name="per_name",
      hint="The counts were divided by the number of names. Here they are plain counts; dividing comes in the "
      "next exercise.")
fault(LAST, "return counts / counts.sum()", name="divided",
      hint="What came back are shares, not counts. Dividing comes in the next exercise.")
when({"counts": "zero"}, name="nothing_counted",
     hint="The table is still all zeros. Check whether your loop is reached, and whether it adds to the table.")
when({"counts": "text"}, name="characters",
     hint="Symbols stand where counts should. Use the two indices to find the entry, and add to it.")
words(
    returns="an array of counts, a row for each first symbol",
    kinds=["array", "list"],
    advice={
        "counts": "Print your table for one short name and compare it with its pairs, written down by hand.",
    },
)

# %% [markdown]
# Now count the known names. A row of the table says what follows one symbol. What comes most often after an `s`?

# %% tags=["demonstration"]
counts = count_pairs(known, char_to_ix)
if counts is not None:
    row = np.array(counts[char_to_ix["s"]])  # (27,)
    for i in np.argsort(-row)[:4]:
        print(repr(symbols[i]), int(row[i]))

# %% [markdown]
# The newline, for most names end in `s`; and `a`, for many go on with *-saurus*. *Try: other letters. What comes after
# a `q`? With which letters do names begin?*

# %% [markdown]
# ## 3. From counts to probabilities
#
# Divide each row by its sum, and it sums to 1. Then its entries are *probabilities*: how likely each symbol is to come
# next.

# %% [markdown]
# But a pair that was never counted would have probability 0, and a new name that contains it would be impossible. A
# row of zeros can't be divided by its sum at all.

# %% [markdown]
# *Smoothing* helps: before dividing, add the same number $\alpha$ to every count. $P_{ij}$ is then the probability that
# symbol $j$ comes after symbol $i$:
#
# $$P_{ij} = \frac{C_{ij} + \alpha}{\sum_{k} (C_{ik} + \alpha)} \qquad (n, n)$$

# %% [markdown]
# A mini first: a table of two rows, and the sums of its rows. They come once as a flat vector, once as a column:

# %% tags=["aside"]
table = np.array([[1.0, 3.0], [2.0, 6.0]])  # (2, 2)
print(table.sum(axis=1))  # (2,)
print(table.sum(axis=1, keepdims=True))  # (2, 1)

# %% [markdown]
# Only the column lines up with the rows: `table / column` divides each row by its own sum. The flat vector divides
# each *column* by a number, and NumPy doesn't complain.

# %% [markdown]
# **Exercise 2.** Write `probabilities`. Make new arrays and leave `counts` as it is: you will need it again.


# %% exercise="probabilities"
def probabilities(counts, smoothing):
    """Turn counts into probabilities, row by row.

    Arguments:
    counts -- (n, n) array of counts, int or float; it stays as it is
    smoothing -- number that is added to every count; 0 only where no row of counts is all zeros

    Returns:
    p -- (n, n): in row i and column j, the probability that symbol j comes after symbol i; each row sums to 1
    """
    # Step 1: add smoothing to every count, in a new array (n, n). (about 1 line)
    smoothed = None
    ### BEGIN SOLUTION
    smoothed = counts + smoothing  # (n, n)
    ### END SOLUTION

    # Step 2: the sum of each row, as a column (n, 1). (about 1 line)
    sums = None
    ### BEGIN SOLUTION
    sums = smoothed.sum(axis=1, keepdims=True)  # (n, 1)
    ### END SOLUTION

    # Step 3: divide each row by its sum. (about 1 line)
    p = None
    ### BEGIN SOLUTION
    p = smoothed / sums  # (n, n)
    ### END SOLUTION

    return p


# %% [markdown]
# Try it on the table of `ab` and `abb`. With smoothing 1, the first row is 1, 3, 1, and its sum 5. So it should
# become 0.2, 0.6, 0.2:

# %% tags=["aside"]
mini = np.array([[0, 2, 0], [0, 0, 2], [2, 0, 1]])  # (3, 3)
print(probabilities(mini, 1))

# %% [markdown]
# The likeliest symbol after a newline is still `a`, and nothing is impossible any more. Now the questions to your
# function:

# %% public="probabilities"
check(probabilities)

# %% [markdown]
# Here too, fresh questions are added. Your `probabilities` gets its counts ready-made, so a mistake in `count_pairs`
# costs nothing here.

# %% hidden="probabilities"
# Your probabilities is asked again here, with other counts and other smoothing.

# %% questions="probabilities"
# No row of counts is all zeros where the smoothing is 0.
ROWS = {"p": "value"}
ROWS_AND_ARGUMENT = {"p": "value", "counts": "arguments.0"}


def more(rng, table, smoothing, dtype=float):
    """Other counts where there is any, zeros where there is none."""
    counts = np.array(table, dtype=dtype)
    return np.where(counts > 0, counts + rng.integers(1, 9, counts.shape).astype(dtype), counts), smoothing


def drawn(rng, dtype=float):
    """Counts of 0 to 9 with a zero and a large count in each row, so that no row is empty, and all rows have
    different sums."""
    n = rng.integers(5, 9)
    counts = rng.integers(0, 10, (n, n))
    rows = np.arange(n)
    zeros = rng.permutation(n)
    counts[rows, zeros] = 0
    largest = (zeros + 1) % n
    counts[rows, largest] = 0
    counts[rows, largest] = 60 + 11 * rows - counts.sum(axis=1)
    return counts.astype(dtype)


def alpha(rng, low, high):
    return round(float(rng.uniform(low, high)), 3)


def two_rows_of_zeros(rng):
    counts = drawn(rng)
    counts[rng.permutation(len(counts))[:2]] = 0
    return counts, alpha(rng, 0.3, 0.8)


WHOLE = [[0, 2, 1], [3, 0, 1], [1, 4, 0]]
EMPTY = [[0, 3, 1, 0], [2, 0, 0, 5], [0, 0, 0, 0], [4, 1, 0, 1]]
FULL = [[1, 3, 0, 0], [0, 2, 5, 1], [4, 0, 1, 0], [1, 1, 0, 7]]
KEPT = [[5, 1, 0], [2, 2, 3], [0, 1, 1]]
public(1, "integers, smoothing 1.5", lambda rng: more(rng, WHOLE, 1.5, int), see=ROWS)
public(1, "a row of zeros, smoothing 0.5", lambda rng: more(rng, EMPTY, 0.5), see=ROWS)
public(1, "smoothing 0", lambda rng: more(rng, FULL, 0), see=ROWS)
public(1, "the counts afterwards", lambda rng: more(rng, KEPT, 2), see=ROWS_AND_ARGUMENT)
hidden(2, "integers, other smoothing", lambda rng: (drawn(rng, int), alpha(rng, 1.2, 1.8)), see=ROWS)
hidden(2, "two rows of zeros, a small smoothing", two_rows_of_zeros, see=ROWS)
hidden(1, "no smoothing", lambda rng: (drawn(rng), 0), see=ROWS)
hidden(1, "other counts afterwards", lambda rng: (drawn(rng), alpha(rng, 1.2, 1.8)), see=ROWS_AND_ARGUMENT)

# What goes wrong, the likeliest first. No mark depends on it.
ADD = "counts + smoothing"
SUMS = "smoothed.sum(axis=1, keepdims=True)"
DIVIDE = "smoothed / sums"
fault(SUMS, "smoothed.sum(axis=1)", name="flat_sums",
      hint="Each column was divided by the sum of a row. Print the shape of your sums: a flat vector lines up "
      "with the columns.")
fault(SUMS, "smoothed.sum(axis=0, keepdims=True)", name="columns",
      hint="The columns sum to 1, not the rows. Look along which axis you add up.")
fault(SUMS, "smoothed.sum()", name="whole_table",
      hint="The whole table sums to 1. Each row has to do so by itself.")
fault(ADD, "counts", name="no_smoothing",
      hint="The smoothing changes nothing. Add it to the counts, and go on with the result.")
fault(ADD, "counts + 1", name="always_one",
      hint="The smoothing is always 1. Use the argument.")
fault(SUMS, "counts.sum(axis=1, keepdims=True)", name="old_sums",
      hint="The sums are those of the counts before smoothing, so no row sums to 1. Add up what you divide.")
fault(DIVIDE, "counts / sums", name="old_counts",
      hint="The sums are smoothed and the counts are not, so no row sums to 1. Divide the smoothed counts.")
fault(SUMS, "counts.sum(axis=1, keepdims=True) + smoothing", name="one_in_the_sum",
      hint="The smoothing went into the sum of a row only once. Every entry of the row got it, so add up the "
      "smoothed row.")
fault(SUMS, "smoothed.sum(axis=1, keepdims=True) + smoothing", name="one_more_in_the_sum",
      hint="The smoothing went into the sum of a row once too often. Your smoothed row holds it already.")
fault({ADD: "counts", DIVIDE: "smoothed / sums + smoothing"}, name="added_late",
      hint="The smoothing was added to the probabilities, so no row sums to 1. It belongs to the counts, before "
      "the division.")
fault(ADD, "np.where(counts == 0, smoothing, counts)", name="only_zeros",
      hint="Only the zeros were smoothed. Every count gets the same smoothing, large ones as well.")
fault("smoothed = " + ADD, "counts += smoothing; smoothed = counts", name="counts_changed",
      hint="The probabilities are right, but the counts have changed. += works in the array itself: make a new one.")
fault(DIVIDE, "counts; p[:] = smoothed / sums", name="divided_in_place",
      hint="The probabilities are right, but they were written over the counts. Give them an array of their own.")
fault(DIVIDE, "np.zeros_like(counts); p[:] = smoothed / sums", name="cut_decimals",
      hint="The decimals are gone: an array made like one of integers holds integers. Make the new array of floats.")
fault(ADD, "np.zeros_like(counts); smoothed[:] = counts + smoothing", name="cut_smoothing",
      hint="The smoothed counts lost their decimals: an array made like one of integers holds integers. Make the "
      "new array of floats.")
fault(DIVIDE, "np.zeros(counts.shape)", name="all_zero",
      hint="Every entry is zero. Check whether your loop fills the table that you return, and whether you divide "
      "with / and not with //.")
fault(DIVIDE, "smoothed", name="not_divided",
      hint="The smoothing is there, the division is not. Divide each row by its sum, and return the result.")
fault(DIVIDE, "counts", name="unchanged",
      hint="The counts came back as they went in. See that it is your new array that you return.")
fault(DIVIDE, "sums", name="sums_returned",
      hint="What came back are the sums of the rows. Divide by them, and return the result.")
fault(DIVIDE, "sums / smoothed", name="upside_down",
      hint="The sums were divided by the counts. It has to be the other way round.")
fault(SUMS, "smoothed.max(axis=1, keepdims=True)", name="largest",
      hint="The largest entry of each row is 1. Divide by the sum of the row, not by its maximum.")
fault(SUMS, "smoothed.mean(axis=1, keepdims=True)", name="average",
      hint="The rows are divided by their averages. Divide by their sums.")
fault(SUMS, "len(counts)", name="size",
      hint="Every row is divided by the number of symbols. Divide by the sum of the row.")
fault(SUMS, "smoothed[0].sum()", name="first_sum",
      hint="All rows are divided by the sum of the first one. Each row has a sum of its own.")
fault(SUMS, "smoothed[-1].sum()", name="last_sum",
      hint="All rows are divided by the sum of the last one. Check whether the division stands inside the loop.")
fault(SUMS, "np.linalg.norm(smoothed, axis=1, keepdims=True)", name="lengths",
      hint="The squares of a row sum to 1, not its entries. A sum is asked for, not a norm.")
fault(ADD, "np.exp(counts + smoothing)", name="softmax",
      hint="The counts went into an exponential. Counts are never negative, so dividing by their sum is enough.")
fault(DIVIDE, "(smoothed / sums).T", name="transposed",
      hint="Rows and columns are in each other's place at the end. Return the table as it lies.")
fault(DIVIDE, "np.log(smoothed / sums)", name="logarithm",
      hint="What came back are logarithms. The logarithm comes later in the lesson.")
fault(DIVIDE, "100 * smoothed / sums", name="percent",
      hint="The rows sum to a hundred. Probabilities are shares of 1, not percent.")
fault(DIVIDE, "np.round(smoothed / sums, 2)", name="two_decimals",
      hint="The probabilities were rounded, so the rows no longer sum to 1. Round when you print, not before.")
fault(DIVIDE, "np.round(smoothed / sums, 3)", name="three_decimals",
      hint="The probabilities were rounded, so the rows no longer sum to 1. Round when you print, not before.")
fault(DIVIDE, "np.zeros((len(counts), len(counts))); p[0] = (smoothed / sums)[0]", name="only_first_row",
      hint="Only the first row is filled. Check whether the return stands inside the loop.")
fault(DIVIDE, "(smoothed / sums)[0]", name="one_row",
      hint="One row came back where all are asked for. Check whether the return stands inside the loop.")
when({"p": "text"}, name="characters",
     hint="Texts stand where probabilities should. Return the numbers themselves, and format them when you print.")
words(
    returns="an array of probabilities, as large as counts",
    kinds=["array", "list"],
    advice={
        "p": "Print the sum of each row: all have to be 1. If they are, compare your smoothed counts with the counts.",
        "counts": "The counts are not what they were before the call. Make a new array in your first step.",
    },
)

# %% [markdown]
# ## 4. New names
#
# Both functions are written, and the rest is given. To invent a name, start from a newline, draw the next symbol with
# the probabilities of its row, and go on from there.

# %% tags=["demonstration"]
def invent(p, rng):
    """Draw 30 symbols, each from the row of the one before; the first newline ends the name."""
    text = "\n"
    for _ in range(30):
        text += rng.choice(symbols, p=p[char_to_ix[text[-1]]])
    return text.split("\n")[1]


# %% [markdown]
# The seed fixes the draws, so your neighbour gets the same names. The smoothing is small, for there are many counts:

# %% tags=["demonstration"]
p = probabilities(counts, 0.1) if counts is not None else None
if p is not None:
    rng = np.random.default_rng(2)
    print([invent(p, rng) for _ in range(8)])

# %% [markdown]
# Two letters at a time look right, the whole does not: one name is too short, the next one never ends. The model
# forgets all but the last letter. *Try: other seeds.*

# %% [markdown]
# ## 5. The number to beat
#
# How well does the model guess the held-out names? If it gave probability $q$ to the symbol that came, its *surprise*
# is $-\ln q$. The unit is the *nat*.

# %% [markdown]
# A symbol that was certain costs 0 nats, an unlikely one many. The *loss* $L$ is the average over all pairs of the
# held-out names. With $H$, the counts of these pairs:
#
# $$L = -\frac{\sum_{ij} H_{ij} \ln P_{ij}}{\sum_{ij} H_{ij}}$$

# %% tags=["demonstration"]
if p is not None:
    H = np.array(count_pairs(held_out, char_to_ix))  # (27, 27)
    loss = -(H * np.log(p)).sum() / H.sum()
    print(f"{loss:.3f} nats a symbol, as hard as guessing one of {np.exp(loss):.1f}")
    print(f"{np.log(27):.3f} nats a symbol for a model that knows nothing")

# %% [markdown]
# Counting alone brought 27 symbols down to about 8. How much smoothing is best? Look at a few:

# %% tags=["demonstration"]
if p is not None:
    for smoothing in (0.001, 0.1, 1, 10, 100):
        smoother = np.log(probabilities(counts, smoothing))
        print(smoothing, f"{-(H * smoother).sum() / H.sum():.3f} nats")

# %% [markdown]
# With too little, a rare pair costs too much. With too much, the counts drown. *Try: 1e-9. Why does the loss rise? How
# high can it go?*

# %% [markdown]
# Write down the loss at 0.1: this is the number that the network of the next lesson has to beat, on the same names. It
# can, for it remembers more than one letter.

# %% [markdown]
# To compare: the next lesson adds up the loss over a whole name. A name with its newline has about 13 symbols, so
# divide that loss by 13 to get nats a symbol.

# %% settings="bigrams"
files = ["data/dinos.txt"]  # the names; the notebook finds them under this path
