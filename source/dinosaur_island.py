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
# # Dinosaur Island
#
# {{badges}}
#
# Welcome to the island. Extinct animals are coming back, and each new species needs a name. The animals are proud:
# a name that displeases them is a risk. Your model will learn from the names that are known, and invent new ones.
#
# You will
#
# - store text so that a recurrent network can read it,
# - make new text: draw a character from the network's prediction, feed it back, and go on,
# - build and train a generator that works character by character,
# - see why gradients are clipped, and do it.

# %% [markdown]
# You write four functions:
#
# | exercise | function | difficulty | about |
# | --- | --- | --- | --- |
# | 1 | `clip` | easy | 10 minutes |
# | 2 | `sample` | harder | 30 minutes |
# | 3 | `optimize` | easy once 1 is done | 20 minutes |
# | 4 | `model` | harder | 30 minutes |
#
# **Before you begin**, you should know Python functions and loops, NumPy arrays and their shapes, the product of two
# matrices, and the derivative as a slope. No knowledge of networks is needed: each word is explained where it comes up
# first. With reading and trying, plan two hours. At the end you have a program that invents names from any list.

# %% [markdown]
# ## 1. Problem statement
#
# First, check that everything is in place: the notebook needs the folder `utils` that came with it. If only the
# notebook was opened, in Colab for instance, the cell fetches that folder and says so.

# %% tags=["aside"]
# {{first cell}}

# %% [markdown]
# Now the imports: NumPy for the arrays, and from `utils` the helpers that you will call by name.

# %%
import random

import numpy as np

from utils import *
from utils import findings, lesson, plots

# %% [markdown]
# ### Dataset and preprocessing
#
# All names are in one text, one name per line. It is lower-cased; the set of its characters is the model's whole
# alphabet.

# %%
data = load_names()
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
print(f"There are {data_size} total characters and {vocab_size} unique characters in your data.")

# %% [markdown]
# The letters are `a` to `z`. The 27th symbol is the newline `"\n"`: it ends a name, as a full stop ends a sentence.
# People call such a symbol EOS, *end of sequence*.
#
# A network reads numbers, so each character gets an index, in sorted order.

# %%
char_to_ix = {ch: i for i, ch in enumerate(chars)}
ix_to_char = {i: ch for i, ch in enumerate(chars)}
print(ix_to_char)

# %% [markdown]
# The newline sorts first and has index 0; `a` to `z` have 1 to 26. A few names, drawn at random, so that you know
# what the model will read:

# %% tags=["aside"]
random.seed(3)
print(random.sample(data.split("\n"), 5))

# %% [markdown]
# A list gathered by hand is never perfect. The classic file has names that run together (`AetonyxAfromimus`), words
# that are not names (`Skeleton`), and animals that are not dinosaurs (`Smilodon`). *Try: search for one in yours.*

# %% [markdown]
# ### Overview of the model
#
# A **recurrent network** (RNN) reads a text one character at a time. What it remembers of the characters so far is a
# vector $a$, the **hidden state**. A character enters as a **one-hot** vector $x$: zeros, and a single 1 at the
# character's index. From the new state the network computes one number per character, the **logits** $z$: the larger,
# the likelier that character comes next. **Softmax** turns them into probabilities $\hat{y}$: positive, with sum 1.

# %% [markdown]
# Step $t$ in full:
#
# $$a^{\langle t \rangle} = \tanh(W_{ax} x^{\langle t \rangle} + W_{aa} a^{\langle t-1 \rangle} + b) \qquad (1)$$
#
# $$z^{\langle t \rangle} = W_{ya} a^{\langle t \rangle} + b_y \qquad (2)$$
#
# $$\hat{y}^{\langle t \rangle} = \mathrm{softmax}(z^{\langle t \rangle}), \quad
# \hat{y}_i = e^{z_i} / \textstyle\sum_j e^{z_j} \qquad (3)$$
#
# The five arrays $W_{ax}$, $W_{aa}$, $W_{ya}$, $b$ and $b_y$ are the **parameters**: the same at every step, and all
# that is learned.
#
# <details><summary>Equation (1) in plain loops</summary>
#
# ```python
# for i in range(n_a):
#     total = b[i]
#     for j in range(n_x):
#         total += Wax[i, j] * x[j]
#     for k in range(n_a):
#         total += Waa[i, k] * a_prev[k]
#     a[i] = np.tanh(total)
# ```
#
# </details>

# %% [markdown]
# At each step the network reads one character and predicts the next. So the target at step $t$ is the input at step
# $t + 1$:
#
# $$y^{\langle t \rangle} = x^{\langle t+1 \rangle}$$

# %% tags=["demonstration"]
plots.show(plots.unrolled, "trex", 50, 27)

# %% [markdown]
# **Figure 1.** The network, unrolled over a name. The first input is all zeros, since nothing came before; the last
# target is the newline. Follow a dashed arrow: what had to be predicted is read next.
#
# | in the text | in the code | size |
# | --- | --- | --- |
# | input $x$, prediction $\hat{y}$, target $y$ | `n_x`, `n_y`: both the number of characters, 27 | $(27, 1)$ |
# | state $a$ | `n_a`: the number of hidden units, 50 | $(50, 1)$ |
# | $W_{ax}$, $W_{aa}$, $W_{ya}$ | `Wax`, `Waa`, `Wya` | $(50, 27)$, $(50, 50)$, $(27, 50)$ |
# | $b$, $b_y$ | `b`, `by` | $(50, 1)$, $(27, 1)$ |

# %% [markdown]
# Training repeats a loop:
#
# 1. initialise the parameters, once;
# 2. forward: read a name and measure the **loss**. It is the **cross-entropy**: minus the logarithm of the probability
#    that each right character got, summed;
# 3. backward: the **gradient**, the slope of the loss for each parameter. It is computed from the last step to the
#    first, by **backpropagation through time**;
# 4. **clip** the gradients, so that none explodes;
# 5. update: each parameter takes a small step against its slope. Back to 2;
#
# and at the end return what was learned. The gradient of `Wax` is called `dWax`, and so on: same shape.

# %% [markdown]
# ## 2. Building blocks of the model
#
# Two blocks come first: clipping the gradients, and sampling. Then both go into the training loop.

# %% [markdown]
# ### 2.1 Clipping the gradients
#
# A recurrent network multiplies by the same weights at each step, so a gradient can grow from step to step until
# one update ruins everything. Clipping sets a limit $N$ to each entry $g$:
#
# $$g \leftarrow \min(\max(g, -N), N)$$

# %% tags=["demonstration"]
plots.show(plots.clipping, 2.05, 12, 1.0, 1.0)

# %% [markdown]
# **Figure 2.** Two walks downhill from the same place on a steep wall, computed. One gradient there is large enough
# to fling the weight across the valley. Clipped, the step stays short and the walk goes on where it was.

# %% [markdown]
# A small example first: a gradient of four numbers, and the limit 10. `out=` writes the result into the array itself.

# %% tags=["aside"]
g = np.array([-14.0, 3.0, 10.0, 25.0])  # (4,)
np.clip(g, -10, 10, out=g)
print(g)

# %% [markdown]
# Entries inside the limits stay as they are; only the others move, to the limit that they crossed.
#
# **Exercise 1.** Write `clip`: the same for the five arrays of a dictionary. Shapes: `dWaa` $(n_a, n_a)$, `dWax`
# $(n_a, n_x)$, `dWya` $(n_y, n_a)$, `db` $(n_a, 1)$, `dby` $(n_y, 1)$.


# %% nbgrader={"grade_id": "clip"}
def clip(gradients, maxValue):
    """Squeeze every entry of the five gradients into the interval [-maxValue, maxValue].

    Arguments:
    gradients -- "dWaa" (n_a, n_a), "dWax" (n_a, n_x), "dWya" (n_y, n_a), "db" (n_a, 1), "dby" (n_y, 1) in a dictionary
    maxValue -- positive number: entries above it become maxValue, entries below -maxValue become -maxValue

    Returns:
    gradients -- dictionary with the clipped arrays under the same five names
    """
    dWaa, dWax, dWya = gradients["dWaa"], gradients["dWax"], gradients["dWya"]
    db, dby = gradients["db"], gradients["dby"]

    # Go through the five arrays and clip each of them in place: np.clip(..., out=...). (about 2 lines)
    ### BEGIN SOLUTION
    for gradient in [dWaa, dWax, dWya, db, dby]:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    ### END SOLUTION

    gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}

    return gradients


# %% [markdown]
# Try it on five arrays from a fixed seed. The five values come from different arrays, so none can be forgotten.

# %% tags=["aside"]
with lesson.attempt("clip"):
    np.random.seed(3)
    dWax = np.random.randn(5, 3) * 10
    dWaa = np.random.randn(5, 5) * 10
    dWya = np.random.randn(2, 5) * 10
    db = np.random.randn(5, 1) * 10
    dby = np.random.randn(2, 1) * 10
    gradients = clip({"dWax": dWax, "dWaa": dWaa, "dWya": dWya, "db": db, "dby": dby}, 10)
    print('gradients["dWaa"][1][2] =', gradients["dWaa"][1][2])
    print('gradients["dWax"][3][1] =', gradients["dWax"][3][1])
    print('gradients["dWya"][1][2] =', gradients["dWya"][1][2])
    print('gradients["db"][4] =', gradients["db"][4])
    print('gradients["dby"][1] =', gradients["dby"][1])

# %% [markdown]
# Expected output:
#
# {{expected}}

# %% [markdown]
# `check` asks your function more questions than these five numbers, and names the cause where an answer is wrong.
# Its last line is the points of this cell.

# %% nbgrader={"grade_id": "clip_expected", "points": 8}
check(clip)
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("clip_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# When your work is graded, fresh questions are added here. A function that does what its docstring says has nothing
# to fear.

# %% nbgrader={"grade_id": "clip_hidden", "points": 12}
# Your clip is asked again here, with gradients of other sizes and other limits.
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("clip_hidden", globals())
### END HIDDEN TESTS

# %% [markdown]
# ### 2.2 Sampling
#
# Now the other way round: assume that the model is trained, and let it invent a name. Each step gives
# probabilities; one character is drawn; the drawn character is the next input.

# %% [markdown]
# **Step 1.** The first input is a dummy, and nothing was read yet:
# $x^{\langle 1 \rangle} = \vec{0}$, shape $(n_x, 1)$, and $a^{\langle 0 \rangle} = \vec{0}$, shape $(n_a, 1)$.
#
# **Step 2.** One step forward, by the equations (1) to (3): the new state $a^{\langle t \rangle}$ $(n_a, 1)$, the
# logits $z^{\langle t \rangle}$ and the probabilities $\hat{y}^{\langle t \rangle}$, both $(n_y, 1)$. Entry $i$ of
# $\hat{y}^{\langle t \rangle}$ is the probability of the character with index $i$.

# %% [markdown]
# **Step 3.** Draw an index with these probabilities. If $\hat{y}_i = 0.2$, index $i$ comes up in a fifth of the draws.
# `np.random.choice` does it; here with four symbols, a thousand times:

# %% tags=["aside"]
np.random.seed(0)
p = np.array([0.1, 0.0, 0.7, 0.2])  # (4,)
drawn = np.random.choice([0, 1, 2, 3], size=1000, p=p)
print([int((drawn == i).sum()) for i in range(4)])

# %% [markdown]
# Index 2 leads, index 1 never comes: chance follows the probabilities. Why not take the likeliest each time? Then
# every name would be the same.
#
# **Step 4.** The next input is the one-hot vector of the drawn index, shape $(n_x, 1)$. Then back to step 2, until the
# newline is drawn.

# %% [markdown]
# A small network, with every number in sight: three symbols (`\n`, `a`, `b`) and two hidden units.

# %% tags=["aside"]
mini = {
    "Wax": np.array([[0.0, 1.0, -1.0], [0.0, 0.5, 0.5]]),  # (2, 3)
    "Waa": np.array([[0.5, 0.0], [0.0, 1.0]]),  # (2, 2)
    "Wya": np.array([[0.0, 2.0], [-1.0, 0.0], [1.0, 0.0]]),  # (3, 2)
    "b": np.zeros((2, 1)),
    "by": np.array([[-1.0], [0.5], [0.0]]),  # (3, 1)
}
a, p = rnn_step_forward(mini, a_prev=np.zeros((2, 1)), x=np.zeros((3, 1)))
print("a =", a.ravel(), " p =", p.ravel().round(3))

# %% [markdown]
# Before any letter the state is zero, so $b_y$ alone decides: `a` is the likeliest start. What follows if `a` is
# drawn, then `b`, then the newline?

# %% tags=["demonstration"]
drawn = [1, 2, 0]
plots.show(plots.sampling, lesson.probabilities(drawn, mini), drawn, {0: "\n", 1: "a", 2: "b"})

# %% [markdown]
# **Figure 3.** Sampling: one row per step. The bars are the network's own probabilities, the drawn symbol is marked.
# The first input is a zero vector; each drawn character is the next input. *Try: other weights in `mini`.*

# %% [markdown]
# **Exercise 2.** Write `sample`. Given are the sizes, the loop's condition and the seeds, so that all draw alike. A
# name that doesn't end is cut after 50 characters and gets its newline.


# %% nbgrader={"grade_id": "sample"}
def sample(parameters, char_to_ix, seed):
    """Invent one name: draw a character from the model's probabilities, feed it back, and go on until the name ends.

    Arguments:
    parameters -- dictionary with "Waa" (n_a, n_a), "Wax" (n_a, n_x), "Wya" (n_y, n_a), "b" (n_a, 1), "by" (n_y, 1)
    char_to_ix -- dictionary from each character to its index
    seed -- whole number that fixes the draws: step t is seeded with seed + 2 t

    Returns:
    indices -- list of the drawn indices, the newline's own index at its end
    """
    Waa, Wax, Wya = parameters["Waa"], parameters["Wax"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    vocab_size = by.shape[0]
    n_a = Waa.shape[1]

    # Step 1: no character came before the first one, so x (vocab_size, 1) and a_prev (n_a, 1) are zero. (about 2 lines)
    x = None
    a_prev = None
    ### BEGIN SOLUTION
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    ### END SOLUTION

    # An empty list for the indices that you will draw. (about 1 line)
    indices = None
    ### BEGIN SOLUTION
    indices = []
    ### END SOLUTION

    idx = -1  # the index drawn last; -1 stands for "none so far"
    counter = 0
    newline_character = char_to_ix["\n"]

    # The name ends with a newline, or after 50 characters, so that an untrained model can't go on for ever.
    while idx != newline_character and counter != 50:
        # Step 2: forward: the state a (n_a, 1), the logits z and the probabilities y (vocab_size, 1). (about 3 lines)
        a = None
        z = None
        y = None
        ### BEGIN SOLUTION
        a = np.tanh(Wax @ x + Waa @ a_prev + b)  # (n_a, 1)
        z = Wya @ a + by  # (vocab_size, 1)
        y = softmax(z)  # (vocab_size, 1)
        ### END SOLUTION

        np.random.seed(counter + seed)  # so that you, your neighbour and the check draw alike

        # Step 3: draw an index out of range(vocab_size) with the probabilities y.ravel(); append it. (about 2 lines)
        idx = None
        ### BEGIN SOLUTION
        idx = np.random.choice(range(vocab_size), p=y.ravel())
        indices.append(idx)
        ### END SOLUTION

        # Step 4: the next input x is the one-hot vector of idx; the next a_prev is a. (about 3 lines)
        x = None
        a_prev = None
        ### BEGIN SOLUTION
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        ### END SOLUTION

        seed += 1
        counter += 1

    if counter == 50:
        indices.append(char_to_ix["\n"])

    return indices


# %% [markdown]
# Try it with random weights from a fixed seed, 100 hidden units and all 27 symbols:

# %% tags=["aside"]
with lesson.attempt("sample"):
    np.random.seed(2)
    n_a = 100
    Wax, Waa = np.random.randn(n_a, vocab_size), np.random.randn(n_a, n_a)
    Wya, b, by = np.random.randn(vocab_size, n_a), np.random.randn(n_a, 1), np.random.randn(vocab_size, 1)
    parameters = {"Wax": Wax, "Waa": Waa, "Wya": Wya, "b": b, "by": by}
    indices = sample(parameters, char_to_ix, seed=0)
    print("first 31 indices =", [int(i) for i in indices[:31]])
    print("first 31 characters =", [ix_to_char[i] for i in indices[:31]])

# %% [markdown]
# Expected output:
#
# {{expected}}

# %% [markdown]
# Why only 31? With weights this large the network is chaotic: a rounding error in the last digit doubles again and
# again. Correct programs agree at first, and then differ from machine to machine.

# %% nbgrader={"grade_id": "sample_expected", "points": 10}
check(sample)
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("sample_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# Trained weights are tame, and there whole names agree. The hidden questions use such weights.

# %% nbgrader={"grade_id": "sample_hidden", "points": 15}
# Your sample is asked again here, with other parameters, other vocabularies and other seeds.
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("sample_hidden", globals())
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Building the language model
#
# ### 3.1 One step of gradient descent
#
# Learning from one name takes four calls. Three helpers are given; the fourth function is your `clip`.

# %% [markdown]
# ```python
# def rnn_forward(X, Y, a_prev, parameters):
#     """Reads the name X, compares with Y. a_prev: (n_a, 1)."""
#     return loss, cache
#
# def rnn_backward(X, Y, parameters, cache):
#     """Backpropagation through time. a[t]: (n_a, 1) for t = 0 .. len(X) - 1."""
#     return gradients, a
#
# def update_parameters(parameters, gradients, lr):
#     """One step downhill, in place."""
#     return parameters
# ```

# %% [markdown]
# The loss is the cross-entropy of section 1, in nats (that is what the natural logarithm counts), summed over the $T$
# characters of the name:
#
# $$L = -\sum_{t=1}^{T} \log \hat{y}^{\langle t \rangle}_{y^{\langle t \rangle}}$$
#
# and with the learning rate $\alpha$ each parameter takes a step against its gradient:
#
# $$W \leftarrow W - \alpha \, dW$$

# %% [markdown]
# The small network again: read `ab`, expect `a`, `b` and the end. What is the loss before one step, and after it?

# %% tags=["aside"]
X, Y, a_prev = [None, 1, 2], [1, 2, 0], np.zeros((2, 1))
learner = {name: array.copy() for name, array in mini.items()}  # mini stays as it is in Figure 3
before, cache = rnn_forward(X, Y, a_prev, learner)
mini_gradients, a = rnn_backward(X, Y, learner, cache)
update_parameters(learner, mini_gradients, 0.1)
after, cache = rnn_forward(X, Y, a_prev, learner)
print(f"loss {before:.4f} before, {after:.4f} after; dby = {mini_gradients['dby'].ravel().round(3)}")

# %% [markdown]
# One step, and the name surprises the network less. Look at `dby`: its entries sum to zero, since what one symbol
# gains the others lose. *Try: a larger rate. When does the loss rise?*
#
# **Exercise 3.** Write `optimize`: forward, backward, clip at 5, update.


# %% nbgrader={"grade_id": "optimize"}
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Learn from one name: one step of stochastic gradient descent.

    Arguments:
    X -- list of the input indices, X[0] may be None (a zero vector)
    Y -- list of the target indices, as long as X
    a_prev -- hidden state before the name, (n_a, 1)
    parameters -- dictionary with "Wax", "Waa", "Wya", "b", "by"; changed in place
    learning_rate -- how far one step goes

    Returns:
    loss -- cross-entropy of the name in nats, summed over its characters
    gradients -- dictionary with the clipped gradients
    a[len(X) - 1] -- hidden state after the last input, (n_a, 1)
    """
    # Step 1: forward through the whole name. (about 1 line)
    loss, cache = None, None
    ### BEGIN SOLUTION
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    ### END SOLUTION

    # Step 2: backward through time. (about 1 line)
    gradients, a = None, [None] * len(X)
    ### BEGIN SOLUTION
    gradients, a = rnn_backward(X, Y, parameters, cache)
    ### END SOLUTION

    # Step 3: clip the gradients at 5. (about 1 line)
    ### BEGIN SOLUTION
    gradients = clip(gradients, 5)
    ### END SOLUTION

    # Step 4: update the parameters. (about 1 line)
    ### BEGIN SOLUTION
    parameters = update_parameters(parameters, gradients, learning_rate)
    ### END SOLUTION

    return loss, gradients, a[len(X) - 1]


# %% [markdown]
# Try it on one made-up name with random weights:

# %% tags=["aside"]
with lesson.attempt("optimize"):
    np.random.seed(1)
    n_a = 100
    a_prev = np.random.randn(n_a, 1)
    Wax, Waa = np.random.randn(n_a, vocab_size), np.random.randn(n_a, n_a)
    Wya, b, by = np.random.randn(vocab_size, n_a), np.random.randn(n_a, 1), np.random.randn(vocab_size, 1)
    parameters = {"Wax": Wax, "Waa": Waa, "Wya": Wya, "b": b, "by": by}
    X, Y = [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26]
    loss, gradients, a_last = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
    print(f"loss = {loss:.9f}")
    print(f'gradients["dWaa"][1][2] = {gradients["dWaa"][1][2]:.9f}')
    print('np.argmax(gradients["dWax"]) =', np.argmax(gradients["dWax"]))
    print(f'gradients["dWya"][1][2] = {gradients["dWya"][1][2]:.9f}')
    print('gradients["db"][4] =', gradients["db"][4])
    print('gradients["dby"][1] =', gradients["dby"][1])
    print("a_last[4] =", a_last[4])

# %% [markdown]
# Expected output:
#
# {{expected}}

# %% [markdown]
# Seven numbers can't tell whether the parameters moved, how far, and whether they were clipped before. The check
# asks for that too.

# %% nbgrader={"grade_id": "optimize_expected", "points": 10}
check(optimize)
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("optimize_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# The hidden questions lend your `optimize` a right `clip`, so a mistake in one function doesn't cost you the other.

# %% nbgrader={"grade_id": "optimize_hidden", "points": 15}
# Your optimize is asked again here, with other names, states and learning rates. A right clip is lent to it.
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("optimize_hidden", globals())
### END HIDDEN TESTS

# %% [markdown]
# ### 3.2 Training the model
#
# One name is one example. As input it begins with `None`, the zero vector; as target it ends with the newline. The
# target is the input, one step ahead:

# %% tags=["aside"]
X = [None, 20, 18, 5, 24]  # trex, 5 inputs
Y = [20, 18, 5, 24, 0]  # 5 targets
for x, y in zip(X, Y, strict=True):
    print("reads", "nothing" if x is None else ix_to_char[x], "and has to predict", repr(ix_to_char[y]))

# %% [markdown]
# Why `[None]` in front? The first letter has to be predicted from nothing, or the model could never begin a name.
# Why the newline? So that it learns to end one.

# %% [markdown]
# There are fewer names than iterations. So iteration $j$ takes the example $j \bmod m$, where $m$ is the number of
# examples: after the last comes the first again.

# %% tags=["aside"]
three = ["ankylo", "bronto", "compy"]
print([(j, three[j % 3]) for j in range(7)])

# %% [markdown]
# The list is shuffled first. Sorted names would teach the network a hundred words with `a`, and then let it forget
# them for a hundred with `b`.
#
# **Exercise 4.** Write the core of `model`: the index, `X`, `Y`, and the call of `optimize`.


# %% nbgrader={"grade_id": "model"}
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train the network on the names in data, and print new names every 2,000 iterations.

    Arguments:
    data -- the whole text as one str, a name a line
    ix_to_char, char_to_ix -- dictionaries between indices and characters; the newline can have any index
    num_iterations -- how many names to learn from
    n_a -- number of hidden units
    dino_names -- how many names to invent at each report
    vocab_size -- number of distinct characters

    Returns:
    parameters -- dictionary with the trained "Wax", "Waa", "Wya", "b", "by"
    """
    n_x, n_y = vocab_size, vocab_size
    parameters = initialize_parameters(n_a, n_x, n_y)
    loss = get_initial_loss(vocab_size, dino_names)

    # The examples: each line a name, lower-cased and stripped, in a shuffled order that is the same for everybody.
    examples = [name.lower().strip() for name in data.strip().split("\n")]
    np.random.seed(0)
    np.random.shuffle(examples)

    a_prev = np.zeros((n_a, 1))

    for j in range(num_iterations):
        # Step 1: the index of this round's example; after the last example comes the first one again. (about 1 line)
        index = None
        ### BEGIN SOLUTION
        index = j % len(examples)
        ### END SOLUTION

        # Step 2: X is None, then the indices of the characters; Y is X one step ahead, newline last. (about 2 lines)
        X = None
        Y = None
        ### BEGIN SOLUTION
        X = [None] + [char_to_ix[ch] for ch in examples[index]]
        Y = X[1:] + [char_to_ix["\n"]]
        ### END SOLUTION

        # Step 3: one optimisation step, learning rate 0.01; the state goes on to the next name. (about 1 line)
        curr_loss, gradients = None, None
        ### BEGIN SOLUTION
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
        ### END SOLUTION

        loss = smooth(loss, curr_loss)

        if j % 2000 == 0:
            print("Iteration: %d, Loss: %f" % (j, loss) + "\n")
            for seed in range(dino_names):
                sampled_indices = sample(parameters, char_to_ix, seed)
                print_sample(sampled_indices, ix_to_char)
            print("\n")

    return parameters


# %% [markdown]
# The check trains your model for a while and compares its log with the one that every correct program prints.

# %% nbgrader={"grade_id": "model_expected", "points": 10}
check(model)
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("model_expected", globals())
### END HIDDEN TESTS

# %% [markdown]
# Here too, right helpers are lent to your `model` when it is graded.

# %% nbgrader={"grade_id": "model_hidden", "points": 20}
# Your model is asked again here, on other texts and sizes. A right clip, sample and optimize are lent to it.
### BEGIN HIDDEN TESTS
from grader.plain import marks

marks("model_hidden", globals())
### END HIDDEN TESTS

# %% [markdown]
# ### 3.3 The long run
#
# Now let it learn. The run takes some seconds. You may stop it at any time (the stop button, or the keys `i` `i`): what
# was learned so far is kept, the rest of the notebook works with it, and `lesson.train(..., go_on=run)` goes on.
# Where nothing can be stopped, as on a page in the browser, train for fewer iterations and go on as often as you like.

# %% tags=["demonstration"]
run = lesson.Run()
with lesson.attempt("model"):
    run = lesson.train(model, data, ix_to_char, char_to_ix, num_iterations=12_001)
run

# %% [markdown]
# From noise to names. At iteration 0 all letters are about equally likely; at 2,000 there are syllables; then the
# endings come. By 12,000 some names could stand in a museum, and others run on and on: a few unlikely draws are enough
# to lead the network where it has never been. *Temperature*, below under "Things to try", makes it more careful.
#
# This log is the same on every machine for the kit's own list. On the right is the classic one, of the classic file:
#
# {{log}}

# %% [markdown]
# Longer runs differ between machines, since rounding errors grow there too: from about 14,000 iterations on, yours may
# differ from your neighbour's in the last digit, and then in a name. The classic run was stopped at 12,000 as well.

# %% [markdown]
# How did the loss go down? It is smoothed, since it jumps from name to name:

# %% tags=["demonstration"]
with lesson.attempt("run"):
    display(plots.show(findings.losses, run.losses, reports=run.names))

# %% [markdown]
# The smoothed loss first climbs: it starts from a guess for seven symbols a name, and real names are longer. Then it
# sinks, and the names beside it become ones that you could say aloud.

# %% [markdown]
# Ask the trained model for one name and look at each step. These are its real probabilities:

# %% tags=["demonstration"]
with lesson.attempt("run"):
    indices = sample(run.parameters, char_to_ix, seed=10)
    display(plots.show(plots.sampling, lesson.probabilities(indices, run.parameters), indices, ix_to_char, size=(8, 6)))

# %% [markdown]
# Some steps are nearly certain, others wide open. *Try: another seed. Where does the model hesitate, where not?*

# %% [markdown]
# Are the names new? Draw two hundred, and compare them with the real ones.

# %% tags=["demonstration"]
with lesson.attempt("run"):
    real = data.split("\n")
    invented = [get_sample(sample(run.parameters, char_to_ix, s), ix_to_char).strip().lower() for s in range(200)]
    count, found = findings.known(real, invented)
    print(f"{count} of {len(invented)} invented names are in the data: {found}")
    display(plots.show(findings.lengths, real, invented))

# %% [markdown]
# It doesn't copy: it has seen every name a few times and kept the pattern, not the words. And the endings?

# %% tags=["demonstration"]
with lesson.attempt("run"):
    display(plots.show(findings.endings, real, invented))

# %% [markdown]
# A hidden unit is a number between -1 and 1 that the network carries from letter to letter. What does one of them
# follow?

# %% tags=["demonstration"]
with lesson.attempt("run"):
    name, number = "mangosaurus", 3
    activity = lesson.states(name, run.parameters, char_to_ix)[:, number]
    display(plots.show(findings.unit, name, activity, number))

# %% [markdown]
# Nobody told the unit what to do. *Try: other units, from 0 to 49, and other names. Is there one that wakes up in
# -saurus?*

# %% [markdown]
# ## 4. Conclusion
#
# Your model has found out by itself that names end in *saurus*, *don*, *aura* or *tor*. With other settings people got
# *maconucon*, *marloralus* and *macingsersaurus*, and liked them.
#
# Not every real name sounds better: *dromaeosauroides* is a real dinosaur, and it is in the data.

# %% [markdown]
# Run it longer, with more hidden units, with another learning rate, and keep the names that you like. The favourite
# of this island is the great, the fierce **Mangosaurus**. Which is yours? Write it here:

# %% tags=["demonstration"]
favourite = "Mangosaurus"
plots.show(findings.certificate, favourite, size=(7, 4))

# %% [markdown]
# ### Things to try
#
# **Temperature.** Divide the logits by a number $\tau$ before the softmax: below 1 the model is careful, above 1 it
# is bold. Dividing $W_{ya}$ and $b_y$ does the same, so your `sample` needs no change.

# %% tags=["demonstration"]
with lesson.attempt("sample"):
    for tau in (0.3, 1.0, 1.5):
        bold = {**run.parameters, "Wya": run.parameters["Wya"] / tau, "by": run.parameters["by"] / tau}
        print(tau, [get_sample(sample(bold, char_to_ix, s), ix_to_char).strip() for s in (10, 20, 30)])

# %% [markdown]
# **A list of your own.** Any list will do: your class, pets, villages. Write it between the quotation marks, one word
# per line. `vocabulary` makes the two dictionaries, and the model is told how many symbols there are.

# %% tags=["demonstration", "nbval-ignore-output"]
own = """
amelie
anton
benno
carla
elias
emil
frida
greta
jonas
leonie
"""
with lesson.attempt("model"):
    own = own.strip().lower()
    to_ix, to_char = vocabulary(own)
    mine = model(own, to_char, to_ix, num_iterations=2_001, vocab_size=len(to_ix))

# %% [markdown]
# Two thousand steps on a handful of words: did the model learn them by heart? Count how many of the printed names are
# in your list. They are few. *Try to find out why: in training, which state does a name start from? And in `sample`?
# Copy your `model`, set `a_prev` to zeros before each name, and count again.*
#
# **Elements.** The folder `data` has a list of all 118. Can you tell an invented one from a real one?

# %% tags=["demonstration", "nbval-ignore-output"]
with lesson.attempt("model"):
    elements = load_names("data/elements.txt")
    to_ix, to_char = vocabulary(elements)
    chemistry = model(elements, to_char, to_ix, num_iterations=6_001, vocab_size=len(to_ix))

# %% [markdown]
# The ending *-ium* is found before anything else.
#
# **Cities.** Here are 315, from all over the world, with the space as a 28th symbol.

# %% tags=["demonstration", "nbval-ignore-output"]
with lesson.attempt("model"):
    cities = load_names("data/cities.txt")
    to_ix, to_char = vocabulary(cities)
    atlas = model(cities, to_char, to_ix, num_iterations=6_001, vocab_size=len(to_ix))

# %% [markdown]
# Harder: a hundred languages leave few patterns in common. *Try: only the cities of one country, then more hidden
# units, `n_a=100`. Any file with one name per line can be read: `load_names("my_names.txt")`.*

# %% [markdown]
# ## 5. Writing like Shakespeare
#
# Optional and ungraded. With a deeper model and a longer memory the same idea writes lines of verse. The next
# notebook does it: [shakespeare.ipynb](../shakespeare/shakespeare.ipynb).

# %% [markdown]
# ## 6. References
#
# - Andrej Karpathy's minimal character RNN: <https://gist.github.com/karpathy/d4dee566867f8291f086>, and his post "The
#   Unreasonable Effectiveness of Recurrent Neural Networks": <http://karpathy.github.io/2015/05/21/rnn-effectiveness/>
# - The Keras team's LSTM text generation: <https://keras.io/examples/generative/lstm_character_level_text_generation/>

# %% [markdown]
# ## 7. Pack my work
#
# Save first (Ctrl + S, on a Mac ⌘ + S), then run this cell. It asks the questions of `check` afresh, as if the notebook
# had just been opened, says what is still missing, and gives you the one file to hand in.

# %% tags=["demonstration"]
from utils.checks import pack

pack("dinosaur_island")
