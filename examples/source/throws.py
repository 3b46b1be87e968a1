# %% [markdown]
# # Throwing dice
#
# A function that draws has many right answers. So nobody can say which numbers should come; but we can say what has to
# be true of them.

# %%
import numpy as np


# %% [markdown]
# **Exercise 1.** Write `throws`. The generator `rng` draws whole numbers with `rng.integers(low, high)`, where `high`
# itself never comes.


# %% exercise="throws"
def throws(n, rng):
    """Return a list of `n` throws of a die with the faces 1 to 6, drawn with `rng`."""
    ### BEGIN SOLUTION
    return rng.integers(1, 7, n).tolist()
    ### END SOLUTION


# %% questions="throws"
from dinosaur_grader.assignments import hidden, holds, public, right, wrong

FACES = ["len(t) == n", "all(x in range(1, 7) for x in t)"]
EACH = "all(0.8 * n / 6 <= sum(x == face for x in t) <= 1.2 * n / 6 for face in range(1, 7))"


def die(rng):
    return np.random.default_rng(int(rng.integers(10**6)))


public(2, "30 throws", lambda rng: holds(FACES, "t = throws(n, rng)", n=30, rng=die(rng)))
hidden(
    4,
    "each face about as often",
    lambda rng: holds([*FACES, EACH], "t = throws(n, rng)", n=3000, rng=die(rng)),
)


def same_seed(rng):
    seed = int(rng.integers(10**6))
    one, two = np.random.default_rng(seed), np.random.default_rng(seed)
    text = "a = throws(20, one)\nb = throws(20, two)\nc = throws(20, two)"
    return holds(["a == b", "b != c"], text, one=one, two=two)


hidden(4, "the same for the same seed", same_seed)
right("def throws(n, rng): return [int(rng.integers(1, 7)) for _ in range(n)]", "one_by_one")
right("def throws(n, rng): return tuple(np.ceil(rng.random(n) * 6))", "real_numbers")
wrong("def throws(n, rng): return rng.integers(1, 6, n).tolist()", name="five_faces")
wrong("def throws(n, rng): return [1 + i % 6 for i in range(n)]", name="in_turn")
wrong(
    "def throws(n, rng):\n    class Always(list):\n        def __eq__(self, other): return True\n"
    "        def __len__(self): return n\n    return Always()",
    name="a_class_that_says_yes",
)

# %% [markdown]
# **Exercise 2.** Write `arrange`. An answer has to be right in two ways: nothing is lost, and each number is at least
# the one before it.


# %% exercise="arrange"
def arrange(numbers):
    """Return a new list of `numbers`, the smallest first."""
    ### BEGIN SOLUTION
    return sorted(numbers)
    ### END SOLUTION


# %% questions="arrange"
SORTED = ["all(x <= y for x, y in zip(b, b[1:]))", "sorted(a) == sorted(b)"]


def some(rng):
    numbers = rng.integers(20, size=7).tolist()
    return holds(SORTED, "b = arrange(a)", a=[*numbers, numbers[0]])  # one of them is there twice


public(4, "sorted", some)
hidden(6, "eight other numbers", some)
wrong("def arrange(numbers): return sorted(set(numbers))", name="lost")
wrong("def arrange(numbers): return numbers", name="as_it_was")

# %% settings="throws"
title = "Throwing dice"
