# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

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


# %% nbgrader={"grade_id": "count_pairs"}
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

# %% nbgrader={"grade_id": "count_pairs_expected", "points": 4}
check(count_pairs)
### BEGIN HIDDEN TESTS
from dinosaur_grader.plain import marks

marks("count_pairs_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# When your work is graded, fresh questions are added here. A function that does what its docstring says has nothing
# to fear.

# %% nbgrader={"grade_id": "count_pairs_hidden", "points": 6}
# Your count_pairs is asked again here, with other names and other symbols.
### BEGIN HIDDEN TESTS
from dinosaur_grader.plain import marks

marks("count_pairs_hidden", globals())
### END HIDDEN TESTS

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


# %% nbgrader={"grade_id": "probabilities"}
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

# %% nbgrader={"grade_id": "probabilities_expected", "points": 4}
check(probabilities)
### BEGIN HIDDEN TESTS
from dinosaur_grader.plain import marks

marks("probabilities_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# Here too, fresh questions are added. Your `probabilities` gets its counts ready-made, so a mistake in `count_pairs`
# costs nothing here.

# %% nbgrader={"grade_id": "probabilities_hidden", "points": 6}
# Your probabilities is asked again here, with other counts and other smoothing.
### BEGIN HIDDEN TESTS
from dinosaur_grader.plain import marks

marks("probabilities_hidden", globals())
### END HIDDEN TESTS

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
