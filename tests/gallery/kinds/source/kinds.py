# %% [markdown]
# # Kinds of answers
# A function that raises errors.

# %%
from utils.checks import check


class TooFew(ValueError):
    """There are too few values."""


# %% exercise="largest"
def largest(values):
    """Return the largest value. Raise a ValueError for an empty list."""
    ### BEGIN SOLUTION
    if not values:
        raise ValueError("no values")
    return max(values)
    ### END SOLUTION

# %% questions="largest"
from dinosaur_grader.assignments import fault, hidden, public, right, wrong
def numbers(rng, n): return [int(i) for i in rng.integers(100, size=n)]
public(2, "five numbers", lambda rng: numbers(rng, 5))
public(1, "an empty list", [], raises=ValueError)
hidden(2, "eight numbers", lambda rng: numbers(rng, 8))
hidden(2, "an empty tuple", lambda rng: ((), ) , raises=ValueError)
fault('raise ValueError("no values")', "return 0", "What is the largest of no values? Not 0.", name="zero")
right("class Nothing(ValueError):\n    pass\ndef largest(values):\n    if len(values): return max(values)\n    raise Nothing")
wrong("def largest(values): return sorted(values)[-1]", "not_raised")
wrong("def largest(values): return max(values) if values else 0", "zero")

# %% exercise="spread"
def spread(values):
    """Return how far the values are apart. Raise TooFew where there are less than two."""
    ### BEGIN SOLUTION
    if len(values) < 2:
        raise TooFew(len(values))
    return largest(values) - min(values)
    ### END SOLUTION

# %% questions="spread"
public(1, "one number", lambda rng: (numbers(rng, 1),), raises="TooFew")
hidden(2, "six numbers", lambda rng: numbers(rng, 6))
hidden(1, "one more number", lambda rng: (numbers(rng, 1),), raises=TooFew)
wrong("def spread(values):\n    if len(values) < 2: raise ValueError\n    return max(values) - min(values)", "not_raised")
