# %% [markdown]
# # k-means
# Three steps to clusters.

# %%
import numpy as np
from utils.checks import check

# %% exercise="assign"
def assign(points, centres):
    """Index of the nearest centre for each point; ties go to the lower one."""
    ### BEGIN SOLUTION
    return ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    ### END SOLUTION

# %% questions="assign"
from dinosaur_grader.assignments import fault, hidden, public, wrong
def drawn(rng, n, d, k): return rng.normal(size=(n, d)), rng.normal(size=(k, d))
public(3, "6 points, 3 centres", lambda rng: drawn(rng, 6, 2, 3))
hidden(3, "12 points in space", lambda rng: drawn(rng, 12, 3, 4))
hidden(4, "20 points on a line", lambda rng: drawn(rng, 20, 1, 5))
fault("argmin", "argmax", "These centres are the farthest. Which end do you look for?")
fault("sum(axis=2)", "max(axis=2)", "This is the largest difference of a coordinate. A distance takes all of them.")
wrong("def assign(points, centres): return abs(points[:, None] - centres).sum(2).argmin(1)")

# %% [markdown]
# ## Centres

# %% exercise="centres"
def centres(points, labels, k):
    """Mean of the points of each of k clusters, as an array with a row a cluster."""
    ### BEGIN SOLUTION
    return np.array([points[labels == j].mean(axis=0) for j in range(k)])
    ### END SOLUTION

# %% questions="centres"
def labelled(rng, n, d, k): return rng.normal(size=(n, d)), rng.permutation(np.arange(n) % k), k
public(3, "8 points, 2 clusters", lambda rng: labelled(rng, 8, 2, 2))
hidden(3, "15 points, 3 clusters", lambda rng: labelled(rng, 15, 3, 3))
hidden(3, "9 points, 4 clusters", lambda rng: labelled(rng, 9, 1, 4))
fault(".mean(axis=0)", ".sum(axis=0)", "These are sums. Share them out over the points of the cluster.")
fault(".mean(axis=0)", ".mean()", "One number a cluster: take the mean along the points only.")
wrong("def centres(points, labels, k): return np.array([np.median(points[labels == j], axis=0) for j in range(k)])")

# %% [markdown]
# ## All of it

# %% exercise="kmeans"
def kmeans(points, start, steps):
    """Centres after so many rounds of assign and centres, beginning with start."""
    ### BEGIN SOLUTION
    found = start
    for _ in range(steps):
        found = centres(points, assign(points, found), len(start))
    return found
    ### END SOLUTION

# %% questions="kmeans"
def begun(rng, n, k, steps):
    points = rng.normal(size=(n, 2)) + 9 * rng.permutation(np.arange(n) % k)[:, None]
    return points, points[[int(np.argmin(abs(points[:, 0] - 9 * j))) for j in range(k)]], steps
public(2, "12 points, one round", lambda rng: begun(rng, 12, 2, 1))
public(2, "12 points, no round", lambda rng: begun(rng, 12, 2, 0))
hidden(4, "20 points, three rounds", lambda rng: begun(rng, 20, 3, 3))
hidden(3, "30 points, two rounds", lambda rng: begun(rng, 30, 4, 2))
fault("range(steps)", "range(1)", "Only one round was made. Repeat it as often as steps says.")
fault("found = centres(", "centres(", "The centres never move. What does the new round begin with?")
wrong("def kmeans(points, start, steps): return centres(points, assign(points, start), len(start))")
