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
# # One step backwards
#
# {{badges}}
#
# In {{link dinosaur_island}} the helper `rnn_backward` finds all gradients. Its heart is one step. Here you write it.
# This page is optional, with 10 points of its own. You need the chain rule; allow 45 minutes.

# %%
# {{first cell}}

# %% [markdown]
# The letters and helpers are those of the lesson.

# %%
import copy

import numpy as np

from utils import *
from utils import lesson
from utils.backwards import truncation

# %% [markdown]
# ## 1. The slope at the logits
#
# A `d` before a name means the slope of the loss with respect to it: `dz` says how the loss changes as each logit in
# $z$ grows.

# %% [markdown]
# One step's loss is $L = -\log \hat{y}_c$, where $c$ is the index of the right symbol. With the softmax written out:
#
# $$L = -\log \frac{e^{z_c}}{\sum_j e^{z_j}} = -z_c + \log \sum_j e^{z_j}$$
#
# $$\frac{\partial L}{\partial z_i} = -[i = c] + \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# $$dz = \hat{y} - y$$
#
# $[i = c]$ is 1 for the right symbol, else 0, as the one-hot target $y$ is.

# %% [markdown]
# The lesson's small network, three symbols (`\n`, `a`, `b`) and two hidden units, reads an `a` as the first symbol.
# The right next one is `b`:

# %%
mini = {
    "Wax": np.array([[0.0, 1.0, -1.0], [0.0, 0.5, 0.5]]),  # (2, 3)
    "Waa": np.array([[0.5, 0.0], [0.0, 1.0]]),  # (2, 2)
    "Wya": np.array([[0.0, 2.0], [-1.0, 0.0], [1.0, 0.0]]),  # (3, 2)
    "b": np.zeros((2, 1)),
    "by": np.array([[-1.0], [0.5], [0.0]]),  # (3, 1)
}
x, y = np.array([[0.0], [1.0], [0.0]]), np.array([[0.0], [0.0], [1.0]])  # a is read, b is right
a, y_hat = rnn_step_forward(mini, np.zeros((2, 1)), x)
print("y_hat =", y_hat.ravel().round(3), " dz =", (y_hat - y).ravel().round(3))

# %% [markdown]
# `b` got 0.558. Its slope is $0.558 - 1 = -0.442$: raise its logit and the loss falls.

# %% [markdown]
# *Try: let the right symbol be the unlikely `a`, `y = np.array([[0.0], [1.0], [0.0]])`. What is its slope?*
#
# <details><summary>What comes out</summary>
#
# $0.201 - 1 = -0.799$: the larger the surprise, the steeper.
#
# </details>

# %% [markdown]
# ## 2. Back through the step
#
# From $z$ the way back leads through the step's lines, from the last to the first. $u$ is what goes into the tanh, and
# $\odot$ multiplies entry by entry:

# %% [markdown]
# | forward | backward |
# | --- | --- |
# | $z = W_{ya} a + b_y$ | $dW_{ya} = dz \, a^T$<br>$db_y = dz$ |
# | | $da = W_{ya}^T dz + da_{next}$ |
# | $a = \tanh(u)$ | $du = (1 - a^2) \odot da$ |
# | $u = W_{ax} x + W_{aa} a_{prev} + b$ | $dW_{ax} = du \, x^T$<br>$dW_{aa} = du \, a_{prev}^T$<br>$db = du$ |
# | | $da_{prev} = W_{aa}^T du$ |

# %% [markdown]
# Why? $W_{ij}$ multiplies only $a_j$, on its way to $z_i$: its slope is $dz_i \, a_j$. And $a_j$ reaches every $z_i$
# through column $j$ of $W$. Its slope adds up that column: hence the transpose.

# %% [markdown]
# The state is read twice: by this step's output and by the next step. The slope that comes from there is
# $da_{next}$, zero at the last step. What you return as $da_{prev}$ is the $da_{next}$ of the step before.

# %% [markdown]
# **Exercise.** Write `step_backward`. The kit's own `rnn_step_backward` is there to compare with, not to be called.
#
# <details><summary>One more hint</summary>
#
# Write the shape beside each factor. Then only one order fits. `@` multiplies matrices, `*` entry by entry.
#
# </details>


# %% exercise="step_backward"
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    """Go back through one step of the network.

    Arguments:
    y_hat -- (n_y, 1), the probabilities of this step
    y -- (n_y, 1), its target, one-hot
    x -- (n_x, 1), its input
    a, a_prev -- (n_a, 1) each, the states after and before the step
    da_next -- (n_a, 1), the slope of all later steps' loss with respect to a
    parameters -- "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "b" (n_a, 1), "by" (n_y, 1) in a dictionary

    All of these stay as they are: nothing is written into them.

    Returns:
    gradients -- this step's "dWax", "dWaa", "dWya", "db", "dby" in a dictionary, each with the shape of its parameter,
                 and "da_prev" (n_a, 1)
    """
    Waa, Wya = parameters["Waa"], parameters["Wya"]

    # Step 1: the slope at the logits. (about 1 line)
    dz = None
    ### BEGIN SOLUTION
    dz = y_hat - y  # (n_y, 1)
    ### END SOLUTION

    # Step 2: the output's weights and bias. (about 2 lines)
    dWya, dby = None, None
    ### BEGIN SOLUTION
    dWya = dz @ a.T  # (n_y, 1) @ (1, n_a)
    dby = dz
    ### END SOLUTION

    # Step 3: the state, from this step's output and from the next step; then through the tanh. (about 2 lines)
    da, du = None, None
    ### BEGIN SOLUTION
    da = Wya.T @ dz + da_next  # (n_a, n_y) @ (n_y, 1)
    du = (1 - a**2) * da  # (n_a, 1)
    ### END SOLUTION

    # Step 4: the state's weights and bias, and what the step before gets. (about 4 lines)
    dWax, dWaa, db, da_prev = None, None, None, None
    ### BEGIN SOLUTION
    dWax = du @ x.T  # (n_a, 1) @ (1, n_x)
    dWaa = du @ a_prev.T  # (n_a, 1) @ (1, n_a)
    db = du
    da_prev = Waa.T @ du  # (n_a, n_a) @ (n_a, 1)
    ### END SOLUTION

    return {"dWax": dWax, "dWaa": dWaa, "dWya": dWya, "db": db, "dby": dby, "da_prev": da_prev}


# %% [markdown]
# Run it on the step above:

# %%
with lesson.attempt("step_backward"):
    last = np.zeros((2, 1))  # no step comes after this one
    gradients = step_backward(y_hat, y, x, a, np.zeros((2, 1)), last, mini)
    print('gradients["dby"][2] =', gradients["dby"][2].round(4))
    print('gradients["dWya"][2] =', gradients["dWya"][2].round(4))
    print('gradients["db"][1] =', gradients["db"][1].round(4))
    print('gradients["dWax"][1] =', gradients["dWax"][1].round(4))
    print('gradients["da_prev"][1] =', gradients["da_prev"][1].round(4))

# %% [markdown]
# Expected output:
#
# {{expected}}
#
# `check` asks more:

# %% public="step_backward"
check(step_backward)

# %% [markdown]
# When your work is graded, six of the ten points are for other questions.

# %% hidden="step_backward"
# Your step_backward is asked again here, with other sizes and other numbers.

# %% [markdown]
# ## 3. Is it right?
#
# A test for any gradient that you will ever write. First go back through a whole name, step by step:

# %%
def backward(X, Y, parameters):
    """The gradients of a whole name, added up by step_backward from the last step to the first."""
    _, (y_hats, a, x) = rnn_forward(X, Y, np.zeros_like(parameters["b"]), parameters)
    total, da_next = {}, np.zeros_like(parameters["b"])
    for t in reversed(range(len(X))):
        y = np.eye(len(y_hats[t]))[:, [Y[t]]]  # (n_y, 1), one-hot
        step = step_backward(y_hats[t], y, x[t], a[t], a[t - 1], da_next, parameters)
        da_next = step.pop("da_prev")
        total = {name: total.get(name, 0) + slope for name, slope in step.items()}
    return total


# %% [markdown]
# Now nudge one weight up and down a little, and measure how the loss changes: the slope by its definition, a *finite
# difference*. The name is `ab`:

# %%
X, Y, h, start = [None, 1, 2], [1, 2, 0], 1e-5, np.zeros((2, 1))
with lesson.attempt("step_backward"):
    for name in ["Wax", "Waa", "Wya"]:
        up, down = copy.deepcopy(mini), copy.deepcopy(mini)
        up[name][1, 1] += h
        down[name][1, 1] -= h
        nudged = (rnn_forward(X, Y, start, up)[0] - rnn_forward(X, Y, start, down)[0]) / (2 * h)
        print(name, "nudged:", nudged.round(6), " yours:", backward(X, Y, mini)["d" + name][1, 1].round(6))

# %% [markdown]
# Each pair agrees to six digits. Does yours agree with the kit's in every entry?

# %%
with lesson.attempt("step_backward"):
    right, _ = rnn_backward(X, Y, mini, rnn_forward(X, Y, start, mini)[1])
    print({name: float(abs(slope - right[name]).max().round(12)) for name, slope in backward(X, Y, mini).items()})

# %% [markdown]
# *Try: a larger nudge, `h = 0.1`. Then a tiny one, `h = 1e-14`.*
#
# <details><summary>What comes out</summary>
#
# At 0.1 `Wax` gives -0.0998 in place of -0.0942: over so long a step the loss bends. At 1e-14 it gives -0.111: the two
# losses differ only in their last digits, which are rounded.
#
# </details>

# %% [markdown]
# *Try: spoil your function, with $1 - a$ as the slope of tanh. Which of the nudges notice?*
#
# <details><summary>What comes out</summary>
#
# `Wax` and `Waa`. The gradient of `Wya` comes before the tanh. A test is worth what it can catch.
#
# </details>

# %% [markdown]
# ## 4. How far back?
#
# A text of a million letters is a million steps: too many to go back through at every update. So the way back is cut,
# while the state goes on: *truncated* backpropagation.

# %%
truncation.drawn(
    "trex\nraptor\n",
    {"All the way": [12], "Cut every 4 steps": [4, 4, 4], "Cut after each name, as in model": [5, 7]},
)

# %% [markdown]
# **Figure 1.** Thin arrows: the state. Thick arrows: the gradient. At a cut $da_{next}$ begins again from zero, and no
# weight learns what it did for a later piece. Pieces may differ in length; some draw it by chance.

# %% [markdown]
# *Try: in `backward`, cut after every step: `da_next = 0 * step.pop("da_prev")`. Which gradients change?*
#
# <details><summary>What comes out</summary>
#
# `dWax` and `db`. `dWax[1, 1]` goes from -0.094 to 0.380: even its sign is wrong now. `dWya` and `dby` need no later
# step. `dWaa` is spared by chance: in this name only the last step begins with a state other than zero.
#
# </details>

# %% settings="step_backwards"
optional = True
files = ["data/README.md"]

# %% questions="step_backward"
from dinosaur_grader.assignments import fault, hidden, public, right, when, words, wrong

OUTPUT = {"dWya": "value.dWya", "dby": "value.dby"}
STATE = {"dWax": "value.dWax", "dWaa": "value.dWaa", "db": "value.db"}
BEFORE = {"da_prev": "value.da_prev"}


def one_hot(rng, n):
    return np.eye(n)[:, [rng.integers(n)]]


def a_step(rng, n_a, n_x, n_y, width=1.0):
    """A step in the middle of a name: every array is drawn, and no entry of a state is zero. The wider the states,
    the nearer to 1 and to -1."""
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "b": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    y_hat = rng.dirichlet(np.full(n_y, 3.0))[:, None]
    a, a_prev = np.tanh(width * rng.normal(size=(2, n_a, 1)))
    return y_hat, one_hot(rng, n_y), one_hot(rng, n_x), a, a_prev, rng.normal(size=(n_a, 1)), parameters


def the_last(rng):
    """A step after which none comes."""
    *others, da_next, parameters = a_step(rng, 3, 3, 3)
    return *others, 0 * da_next, parameters


public(1, "the output's gradients, with three units and three symbols", lambda rng: a_step(rng, 3, 3, 3), see=OUTPUT)
public(1, "the state's gradients, at the last step", the_last, see=STATE)
public(1, "the state's gradients, with three units and three symbols", lambda rng: a_step(rng, 3, 3, 3), see=STATE)
public(1, "what the step before gets", lambda rng: a_step(rng, 3, 3, 3), see=BEFORE)
hidden(1, "the output's gradients in another size", lambda rng: a_step(rng, 4, 5, 6), see=OUTPUT)
hidden(1, "the state's gradients in another size", lambda rng: a_step(rng, 4, 6, 5), see=STATE)
hidden(1, "what the step before gets in another size", lambda rng: a_step(rng, 5, 3, 4), see=BEFORE)
hidden(1, "more units than symbols", lambda rng: a_step(rng, 9, 2, 2), see=OUTPUT | STATE | BEFORE)
hidden(1, "states near 1 and -1", lambda rng: a_step(rng, 4, 3, 3, 2.0), see=STATE | BEFORE)
# with the gradients: who writes nothing at all leaves every argument as it was
KEPT = {"an argument": "arguments"}
hidden(1, "its arguments as they were", lambda rng: a_step(rng, 3, 4, 4), see=OUTPUT | KEPT)

# What goes wrong, the likeliest first. No mark depends on it.
DZ, DA, DU = "y_hat - y ", "Wya.T @ dz + da_next", "(1 - a**2)"
DWYA, DWAX, DWAA = "dz @ a.T", "du @ x.T", "du @ a_prev.T"
fault(DZ, "y - y_hat ", name="reversed",
      hint="Every slope has the wrong sign. A logit that got too much probability has to have a positive one.")
fault(DZ, "y_hat ", name="no_target",
      hint="The slope at the logits is the probabilities alone. What does the target change at the right symbol?")
fault(" + da_next", "", name="no_da_next",
      hint="The next step reads the state, too: what comes from there in da_next is left out.")
fault(DU, "(1 - a)", name="not_squared",
      hint="The slope of tanh is wrong: the state has to be squared in it.")
fault(DU, "(1 - np.tanh(a) ** 2)", name="tanh_twice",
      hint="The tanh was taken twice: a is what came out of it already.")
fault(DU, "(1 - a_prev**2)", name="slope_before",
      hint="The slope of tanh is taken at the state before. Which state came out of this step's tanh?")
fault(DU, "1", name="no_tanh",
      hint="The way back leaves out the tanh: multiply by its slope.")
fault(DU, "a * (1 - a)", name="sigmoid",
      hint="That is the slope of a sigmoid. The state came out of a tanh.")
fault("Wya.T @", "Wya @", name="wya_not_transposed",
      hint="On the way back through Wya a product takes its rows. Which entries of z does one entry of a reach?")
fault("Waa.T @", "Waa @", name="waa_not_transposed",
      hint="On the way back through Waa a product takes its rows. Which units does one unit of the state before reach?")
fault(DWYA, "a @ dz.T", name="dwya_transposed",
      hint="dWya has rows and columns in each other's place. It has the shape of Wya: a row for each symbol.")
fault(DWAX, "x @ du.T", name="dwax_transposed",
      hint="dWax has rows and columns in each other's place. It has the shape of Wax: a row for each unit.")
fault(DWAA, "a_prev @ du.T", name="dwaa_transposed",
      hint="dWaa has rows and columns in each other's place. A row belongs to a unit of the new state.")
fault({DWYA: "a @ dz.T", DWAX: "x @ du.T", DWAA: "a_prev @ du.T"}, name="all_transposed",
      hint="The weights' gradients have rows and columns in each other's place. Compare each shape with its weight's.")
fault("db = du", "db = np.zeros_like(du)", name="no_db",
      hint="db is zero. The bias b is added to what goes into the tanh: what is its slope?")
fault("dby = dz", "dby = np.zeros_like(dz)", name="no_dby",
      hint="dby is zero. The bias by is added to the logits: what is its slope?")
fault("db = du", "db = da", name="db_of_da",
      hint="db skips the tanh: b is added before it.")
fault({DWAX: "da @ x.T", DWAA: "da @ a_prev.T", "db = du": "db = da"}, name="all_of_da",
      hint="The state's gradients skip the tanh: weights and bias come before it.")
fault(DWAA, "du @ a.T", name="dwaa_of_a",
      hint="dWaa takes the state after the step. Which state did Waa multiply?")
fault(DWYA, "dz @ a_prev.T", name="dwya_of_a_prev",
      hint="dWya takes the state before the step. Which state did Wya multiply?")
fault("Waa.T @ du", "Waa.T @ da", name="da_prev_of_da",
      hint="The way to the step before skips the tanh.")
fault("Waa.T @ du", "Waa.T @ du + da_next", name="da_next_again",
      hint="da_next is in da already. It came in with the state after the step, not the one before.")
fault("Waa.T @ du", "da", name="da_prev_is_da",
      hint="That is the slope at the state after the step. It still has to go through tanh and Waa.")
words(
    returns="a dictionary of six arrays",
    kinds=["dict"],
    advice={
        "dWya": "Begin with dz, and compare it with the worked numbers of section 1.",
        "dby": "Begin with dz, and compare it with the worked numbers of section 1.",
        "db": "Print da and du, and compare each with its line in the table.",
        "dWax": "Compare du with its line in the table; then write the shapes beside the product.",
        "dWaa": "Compare du with its line in the table; then write the shapes beside the product.",
        "da_prev": "Compare du with its line in the table; then look at the weights of the last product.",
        "an argument": "What came in belongs to the caller. `-=` and `+=` write into the old array: make a new one.",
    },
)
when({"dWya": "zero", "dby": "zero"}, "The output's gradients are all zero. Begin with dz.", name="zeros")

right('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat.copy()
    dz[np.argmax(y)] -= 1
    du = (parameters["Wya"].T.dot(dz) + da_next) * (1 - np.square(a))
    return {
        "dWya": np.outer(dz, a), "dby": dz, "db": du, "dWax": du * x.T, "dWaa": np.dot(du, a_prev.T),
        "da_prev": np.dot(du.T, parameters["Waa"]).T,
    }
''', name="outer")
right('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    names = {"dWax": "Wax", "dWaa": "Waa", "dWya": "Wya", "db": "b", "dby": "by"}
    slopes = {name: np.zeros_like(parameters[of]) for name, of in names.items()}
    slopes["da_next"] = da_next
    dz = y_hat - y
    for i in range(len(dz)):
        slopes["dby"][i] += dz[i]
        for j in range(len(a)):
            slopes["dWya"][i, j] += dz[i, 0] * a[j, 0]
    da = da_next.copy()
    for j in range(len(a)):
        da[j] += sum(parameters["Wya"][i, j] * dz[i, 0] for i in range(len(dz)))
    slopes["db"] += (1 - a * a) * da
    slopes["dWax"][:, np.argmax(x)] = slopes["db"].ravel()
    slopes["dWaa"] += slopes["db"] * a_prev.ravel()
    slopes["da_prev"] = (slopes["db"] * parameters["Waa"]).sum(axis=0)[:, np.newaxis]
    return slopes
''', name="loops")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y - y_hat
    du = (1 - a**2) * (np.dot(parameters["Wya"].T, dz) + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', "reversed", "target_first")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a) * (parameters["Wya"].T @ dz + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', "not_squared", "one_minus_a")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a * a) * (parameters["Wya"].T @ dz)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', "no_da_next", "this_step_alone")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a * a) * (parameters["Wya"].T @ dz + da_next)
    return {"dWax": x @ du.T, "dWaa": a_prev @ du.T, "dWya": a @ dz.T, "db": du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', "all_transposed dwya_transposed", "outer_the_other_way")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a * a) * (parameters["Wya"].T @ dz + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": 0 * du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', "no_db", "forgets_db")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a * a) * (parameters["Wya"].T @ dz + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": np.zeros_like(parameters["by"]),
            "da_prev": parameters["Waa"].T @ du}
''', "no_dby", "forgets_dby")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    dz = y_hat - y
    du = (1 - a * a) * (np.dot(parameters["Wya"], dz) + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": dz,
            "da_prev": np.dot(parameters["Waa"], du)}
''', name="nothing_transposed")
wrong('''
def step_backward(y_hat, y, x, a, a_prev, da_next, parameters):
    y_hat -= y
    dz = y_hat
    du = (1 - a * a) * (parameters["Wya"].T @ dz + da_next)
    return {"dWax": du @ x.T, "dWaa": du @ a_prev.T, "dWya": dz @ a.T, "db": du, "dby": dz,
            "da_prev": parameters["Waa"].T @ du}
''', name="writes_into_y_hat")
wrong("def step_backward(y_hat, y, x, a, a_prev, da_next, parameters): return dict(parameters)", name="parameters_back")
