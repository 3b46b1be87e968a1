# %% [markdown]
# # Kinds of answers
# Functions that raise errors, a class, and two values.

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

# %% exercise="Stack"
class Stack:
    """Things on one another: `push` puts one on top, `pop` takes the top one away and returns it.

    `pop` raises an IndexError where there is none.
    """

    def __init__(self):
        self.items = []

    def push(self, item):
        """Put it on top."""
        ### BEGIN SOLUTION
        self.items.append(item)
        ### END SOLUTION

    def pop(self):
        """Take the top one away and return it."""
        ### BEGIN SOLUTION
        return self.items.pop()
        ### END SOLUTION

    def __len__(self):
        return len(self.items)

# %% questions="Stack"
from dinosaur_grader.assignments import steps
def filled(rng): return steps("s = Stack(); s.push(a); s.push(b); s.pop(); len(s)", a=int(rng.integers(9)), b=int(rng.integers(10, 20)))
public(3, "push and pop", filled)
public(1, "an empty stack", steps("s = Stack(); s.pop(); s.push(5); s.pop()"))
hidden(3, "push and pop again", filled)
hidden(3, "two stacks", steps("s, t = Stack(), Stack(); s.push(3); t.push(4); len(t); s.pop()"))
fault(".pop()", ".pop(0)", "This is the one at the bottom. Which end is the top?", name="queue")
wrong("class Stack(list):\n    def push(self, item): self.append(item)\n    def pop(self): return list.pop(self, 0)", "queue")
right("class Stack(list):\n    push = list.append")
wrong("class Stack:\n    shared = []\n    def push(self, item): self.shared.append(item)\n    def pop(self): return self.shared.pop()\n    def __len__(self): return len(self.shared)")

# %% [markdown]
# ## A value under a name

# %%
WEEKS = {"may": 4, "june": 5}

# %% exercise="longest"
# The month with the most weeks.
### BEGIN SOLUTION
longest = max(WEEKS, key=WEEKS.get)
### END SOLUTION

# %% questions="longest"
hidden(2, "the longest month")
fault("max(", "min(", "This one has the fewest weeks.", name="shortest")
wrong("longest = 'may'")
right("longest = 'ju' + 'ne'")

# %% exercise="weeks"
### BEGIN SOLUTION
weeks = sum(WEEKS.values())
### END SOLUTION

# %% questions="weeks"
public(1, "all weeks")
hidden(1, "all weeks, again")
