# %% [markdown]
# # A histogram

# %%
import numpy as np
from matplotlib import pyplot as plt

# %% exercise="histogram"
def histogram(values):
    """Draw how many values lie in each of the ten equal bins from 0 to 1. Name the axes `value` and `count`."""
    ### BEGIN SOLUTION
    plt.hist(values, bins=10, range=(0, 1))
    plt.xlabel("value")
    plt.ylabel("count")
    ### END SOLUTION

# %% questions="histogram"
from dinosaur_grader.assignments import fault, hidden, public, right, wrong
BARS = {"places": "figure.0.bars.0.x", "heights": "figure.0.bars.0.height"}
NAMED = {"x axis": "figure.0.xlabel", "y axis": "figure.0.ylabel"}
public(3, "twenty values", lambda rng: rng.random(20), see=BARS)
hidden(5, "two hundred values", lambda rng: rng.random(200), see=BARS)
hidden(2, "named axes", lambda rng: rng.random(5), see=NAMED, compare="text")
fault("range=(0, 1)", "range=None", "The bins begin at the smallest value. Where should the first one begin?", name="own_range")
right("""def histogram(values):
    counts, edges = np.histogram(values, 10, (0, 1))
    figure, axes = plt.subplots()
    axes.bar(edges[:-1], counts, width=0.1, align="edge")
    axes.set(xlabel="Value", ylabel="Count ")
    return axes
""", name="bar")
wrong("""def histogram(values):
    plt.hist(values)
    plt.xlabel("value")
    plt.ylabel("count")
""", "own_range")

# %% settings="bars"
title = "A histogram"
requires = ["matplotlib.pyplot"]
