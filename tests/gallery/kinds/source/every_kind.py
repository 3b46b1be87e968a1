# %% [markdown]
# # Every kind of answer
# Made-up messages and attacks are graded by it.

# %%
from datetime import date, datetime, timedelta

import matplotlib.pyplot as plt

from utils.checks import check

# %% settings="every_kind"
requires = ["pandas"]

# %% exercise="Stack"
class Stack:
    """Things on one another; `pop` raises an IndexError where there is none."""

    ### BEGIN SOLUTION
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)
    ### END SOLUTION

# %% questions="Stack"
from dinosaur_grader.assignments import hidden, public, right, steps
def filled(rng): return steps("s = Stack(); s.push(a); s.push(b); s.pop(); iter(s); len(s)", a=int(rng.integers(9)), b=int(rng.integers(10, 20)))
public(1, "push and pop", filled)
hidden(1, "push and pop again", filled)
hidden(1, "an empty stack", steps("s = Stack(); s.pop(); s.push(5); s.pop()"))

# %% exercise="largest"
def largest(values):
    """Return the largest value, and raise a ValueError where there is none."""
    ### BEGIN SOLUTION
    if not values:
        raise ValueError("no values")
    return max(values)
    ### END SOLUTION

# %% questions="largest"
hidden(1, "five numbers", lambda rng: (rng.integers(100, size=5).tolist(),))
hidden(1, "no numbers", lambda rng: ([],), raises=ValueError)

# %% exercise="draw"
def draw(values):
    """Draw the values in each way."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots(2)
    axes[0].plot(values, label="values")
    axes[0].scatter(values, values)
    axes[0].set_title("values")
    axes[1].bar(range(len(values)), values)
    axes[1].imshow([values, values])
    return axes
    ### END SOLUTION

# %% questions="draw"
public(1, "four values", lambda rng: (rng.normal(size=4).tolist(),), see="figure")
hidden(1, "five values", lambda rng: (rng.normal(size=5).tolist(),), see="figure")

# %% exercise="everything"
def everything(number):
    """Return values of each kind."""
    ### BEGIN SOLUTION
    days = [date(2020, 1, number), datetime(2020, 1, number, 3), timedelta(number)]
    return {
        number: {number, "a", (1, 2.5), frozenset([b"a"])},
        (number, None): [number + 1j, bytes([number]), 2**70 + number],
        2.5: days,
        True: range(number),
    }
    ### END SOLUTION

# %% questions="everything"
public(1, "a number", lambda rng: int(rng.integers(1, 20)))
hidden(1, "another number", lambda rng: int(rng.integers(1, 20)))
hidden(1, "a third number", lambda rng: int(rng.integers(1, 20)), compare="equal")

# %% exercise="pairs"
def pairs(values):
    """Yield each value and its number, in any order."""
    ### BEGIN SOLUTION
    for number, value in enumerate(values):
        yield value, number
    ### END SOLUTION

# %% questions="pairs"
public(1, "three values", lambda rng: (rng.normal(size=3).tolist(),), compare="unordered")
hidden(1, "four values", lambda rng: (rng.normal(size=4).tolist(),), compare="unordered")
hidden(1, "five values", lambda rng: (rng.normal(size=5).tolist(),), compare="set")
hidden(1, "in order", lambda rng: (rng.normal(size=5).tolist(),))

# %% exercise="tell"
def tell(words):
    """Print the words, a line each, and return them in one text."""
    ### BEGIN SOLUTION
    print(*words, sep="\n")
    return " ".join(words)
    ### END SOLUTION

# %% questions="tell"
def some(rng): return ([["Rex", "Una", "Ido"][int(i)] for i in rng.integers(3, size=4)],)
public(1, "four words", some, compare="text")
hidden(1, "four printed words", some, see="printed", compare="printed")

# %% exercise="totals"
def totals(sales):
    """Return what each shop sold in all, by its name."""
    ### BEGIN SOLUTION
    return sales.groupby("shop", as_index=False)["sold"].sum()
    ### END SOLUTION

# %% questions="totals"
import pandas as pd


def sold(rng):
    return (pd.DataFrame({"shop": rng.choice(["a", "b"], 6), "sold": rng.normal(size=6)}),)


public(1, "six sales", sold, compare="frame")
hidden(1, "six other sales", sold)
hidden(1, "the columns", sold, see="value.columns", gate=False)

# %% exercise="weeks"
### BEGIN SOLUTION
weeks = {"may": 4, "june": 5}
### END SOLUTION

# %% questions="weeks"
hidden(1, "the weeks")
