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
# Extinct animals are coming back to the island, and each new species needs a name. Choose with care: a dinosaur that
# dislikes its name is bad company. You will build a program that learns what dinosaurs are called, and invents names
# that please them.
#
# Run the next cell first. It looks for `utils`, the folder of helper code that comes with this notebook, and fetches it
# if it is missing.

# %% tags=["demonstration"]
# {{first cell}}

# %% [markdown]
# Now this one. The `temperature` says how bold the names are:

# %% tags=["demonstration", "nbval-ignore-output"]
from utils import inventor

temperature = 1.0
print(*inventor.names(10, temperature), sep=", ")

# %% [markdown]
# Nobody typed these names, though now and then a real one turns up. A **model**, a program whose numbers are learned
# from examples, drew them letter by letter. You will train your own.
#
# *Try: the temperatures 0.3 and 2.*
#
# <details><summary>What comes out</summary>
#
# At 0.3 most names end in *-saurus*; at 2 hardly any name does. A low temperature is careful, a high one bold; section
# 5 explains how it works. This model has 5,277 numbers.
#
# </details>

# %% [markdown]
# Afterwards you can
#
# - turn text into what a network reads, and invent text with it, character by character,
# - train a recurrent network, one name at a time,
# - say why gradients explode or vanish, and clip them,
# - measure how good a language model is.
#
# You will write four functions:
#
# | exercise | difficulty | minutes |
# | --- | --- | --- |
# | 1. `clip` keeps training in hand | easy | 10 |
# | 2. `sample` invents a name | harder | 30 |
# | 3. `optimize` learns from one | easy after 1 | 20 |
# | 4. `model` learns from all | harder | 30 |
#
# <details><summary>Before you begin</summary>
#
# You should know Python functions, loops and dictionaries, NumPy arrays and their shapes, the product of two matrices,
# and the derivative as a slope. The exercises are those of a well-known course, whose expected values and list of names
# are called *classic* here.
#
# </details>
#
# ## 1. Problem statement

# %%
import random

import numpy as np

from utils import *
from utils import baselines, comparisons, drawings, explore, lesson, recipes

# %% [markdown]
# ### Dataset and preprocessing
#
# All the names are in one text, the **corpus**, one name per line, in lower case:

# %%
data = load_names()
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
print(f"There are {data_size} total characters and {vocab_size} unique characters in your data.")
random.seed(3)
print(random.sample(data.split("\n"), 5))

# %% [markdown]
# The letters are `a` to `z`. The 27th symbol is the newline `"\n"`: it ends a name. A model reads numbers, so each
# character gets an index, in sorted order.

# %%
char_to_ix = {ch: i for i, ch in enumerate(chars)}
ix_to_char = {i: ch for i, ch in enumerate(chars)}
print(ix_to_char)

# %% [markdown]
# ### Overview of the model
#
# A **recurrent network** (RNN) reads a name one character at a time. At each step it predicts the next one from the
# character and from a memory of fixed size, its **state**. So the right answer at each step, the **target**, is the
# input of the next step; at the last step it is the newline.

# %% tags=["demonstration"]
drawings.unrolled("trex", 50, 27, number=1)

# %% [markdown]
# **Figure 1.** One network, drawn once per step of a name (*unrolled*). Follow a dashed arrow: the target of one step
# is the input of the next. A dotted line compares a prediction with its target.
#
# The **weights** on the arrows are the same at every step, and start as small random numbers. Each **iteration** of
# training reads one name:
#
# 1. forward: measure how wrong the predictions are, the **loss**;
# 2. backward: find the **gradient**, the loss's slope with respect to each weight (`dWax` for `Wax`);
# 3. **clip** the gradients;
# 4. update: move each weight a little downhill. How far is the **learning rate**.

# %% [markdown]
# ## 2. Building blocks of the model
#
# ### 2.1 Clipping the gradients
#
# The way back (**backpropagation through time**) multiplies by the same weights at each step, so a gradient can
# *explode*, and one update can undo what was learned. Clipping keeps each entry $g$ between $-N$ and $N$:
#
# $$g \leftarrow \min(\max(g, -N), N)$$

# %% tags=["demonstration"]
drawings.clipping(2.05, 12, 1.0, 1.0, number=2)

# %% [markdown]
# **Figure 2.** *A cliff*: two walks downhill from the same place on a wall. One large gradient flings the weight across
# the valley; clipped, the step stays short. *This network*: the length of all gradients as one vector, in a fast
# training.
#
# <details><summary>What was measured</summary>
#
# *This network*, at the learning rate 0.05: at iteration 165 it jumps to 65 in both runs; from 200 on it is about four
# times as large without clipping. At our own rate, 0.01, clipping at 5 first acts at iteration 2,366.
#
# </details>
#
# Clip four numbers at 10. `out=` writes the result into the array itself.

# %% tags=["aside"]
g = np.array([-14.0, 3.0, 10.0, 25.0])  # (4,)
np.clip(g, -10, 10, out=g)
print(g)

# %% [markdown]
# **Exercise 1** (easy). Write `clip`: it does the same to the five arrays in a dictionary. From here on,
# `lesson.attempt` says in a sentence what is still missing.
#
# <details><summary>One more hint</summary>
#
# A dictionary's `keys()` are the names, its `values()` the arrays. In the end it has to hold the clipped arrays: write
# into them with `out=`, or store new ones under their names. A copy that goes nowhere changes nothing.
#
# </details>
#
# <details><summary>I get this error</summary>
#
# - `TypeError: return arrays must be of ArrayType`: `out=` needs an array and got a string. A loop over a dictionary
#   gives its names, not its arrays. Look up the array by its name.
# - `ValueError: The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()`: an
#   `if` needs a single true or false, and an array gives one per entry. `np.clip` goes through all entries by itself.
# - `TypeError: clip() got an unexpected keyword argument 'out'`: you are calling the function that you are
#   writing. You want NumPy's: `np.clip`.
# - `NameError: name 'max_value' is not defined`: Python knows a name only as it is spelled. Compare it with the
#   `def` line.
# - `ValueError: operands could not be broadcast together with shapes (5,3) () () (5,5)`: one array is written into
#   another one of a different shape. `out=` has to be the array that is clipped.
#
# </details>


# %% exercise="clip"
def clip(gradients, maxValue):
    """Squeeze every entry of the five gradients into the interval [-maxValue, maxValue].

    Arguments:
    gradients -- dictionary with the arrays "dWaa" (n_a, n_a), "dWax" (n_a, n_x), "dWya" (n_y, n_a), "db" (n_a, 1) and
                 "dby" (n_y, 1), perhaps with others, which you may clip or leave; change nothing else
    maxValue -- positive number: entries above it become maxValue, entries below -maxValue become -maxValue

    Returns:
    gradients -- this dictionary or a new one, with the clipped arrays under the same five names; it may hold more
    """
    # Step 1: go through the arrays and clip each of them. (about 2 lines)
    ### BEGIN SOLUTION
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    ### END SOLUTION

    return gradients


# %% [markdown]
# Run it on five arrays from a fixed seed.

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
#
# `check` tests more than these five numbers. If an answer is wrong, it tries to say why.

# %% public="clip"
check(clip)

# %% [markdown]
# When your work is graded, `clip` is tested on further inputs. A function that does what its docstring says will pass.
#
# *Try: `np.clip(np.array([30.0, 4.0]), -5, 5)`. Does a gradient of two entries still point the same way?*
#
# <details><summary>What comes out</summary>
#
# `[5. 4.]`: it now points 39 degrees upwards; before, it was 8. Clipping entry by entry turns a gradient; shortening
# the whole vector would not.
#
# </details>

# %% hidden="clip"
# Your clip is tested again here, with gradients of other sizes and other limits.

# %% [markdown]
# What does clipping achieve? Train on four hundred names, at a learning rate of 0.07, without clipping and with your
# `clip` at 0.5:

# %% tags=["demonstration"]
with lesson.attempt("clip"):
    display(comparisons.clipping(clip, data, char_to_ix, number=3))

# %% [markdown]
# **Figure 3.** The mean loss of the last fifty names. Both runs meet steep gradients; with `clip` the network learns
# on, without it the loss soon rises above blind guessing, in each of sixteen orders of the names. There its curve ends:
# from then on, rounding decides.
#
# The opposite happens too, unseen. How much of a gradient at the end of a name is left, letters earlier?

# %% tags=["demonstration"]
comparisons.vanishing(data, char_to_ix, number=4)

# %% [markdown]
# **Figure 4.** It **vanishes**: a new network keeps 6% one letter back, and nothing after three; the trained one of
# the first cell keeps 20% after eight (medians of 172 names). So a network hardly learns how an early letter matters
# at the end of a long text. Clipping can't help; {{link shakespeare}} has cells with a longer memory.
#
# ### 2.2 Sampling
#
# First, one step by numbers. Here is a network so small that you can see all 21 of its numbers. It knows `\n`, `a` and
# `b`. `rnn_step_forward` lets it read an `a`:

# %% tags=["aside"]
mini = {
    "Wax": np.array([[0.0, 1.0, -1.0], [0.0, 0.5, 0.5]]),  # (2, 3)
    "Waa": np.array([[0.5, 0.0], [0.0, 1.0]]),  # (2, 2)
    "Wya": np.array([[0.0, 2.0], [-1.0, 0.0], [1.0, 0.0]]),  # (3, 2)
    "b": np.zeros((2, 1)),
    "by": np.array([[-1.0], [0.5], [0.0]]),  # (3, 1)
}
x = np.array([[0.0], [1.0], [0.0]])  # (3, 1)
a, y = rnn_step_forward(mini, a_prev=np.zeros((2, 1)), x=x)
z = mini["Wya"] @ a + mini["by"]  # (3, 1)
for word, vector in (("input", x), ("state", a), ("logits", z), ("probabilities", y)):
    print(f"{word:13}", vector.ravel().round(2))

# %% [markdown]
# | word | what it is |
# | --- | --- |
# | input $x$ | the character, **one-hot**: a 1 at its index, zeros elsewhere |
# | state $a$ | what the network remembers |
# | **logits** $z$ | a score for each symbol |
# | probabilities $\hat{y}$ | the logits after **softmax**: positive, summing to 1 |
#
# Step $t$ in full. Steps are counted from 1, $a^{\langle 0 \rangle}$ is the state before the first one, and $\tanh$
# squeezes each entry into the range from -1 to 1:
#
# $$a^{\langle t \rangle} = \tanh(W_{ax} x^{\langle t \rangle} + W_{aa} a^{\langle t-1 \rangle} + b) \qquad (1)$$
#
# $$z^{\langle t \rangle} = W_{ya} a^{\langle t \rangle} + b_y \qquad (2)$$
#
# $$\hat{y}^{\langle t \rangle} = \mathrm{softmax}(z^{\langle t \rangle}) \qquad (3)$$
#
# where softmax is $\hat{y}_i = e^{z_i} / \sum_j e^{z_j}$.
#
# The **weights** $W_{ax}$, $W_{aa}$, $W_{ya}$ and the **biases** $b$, $b_y$ are the **parameters**: the same at every
# step, and all that is learned. $W_{ax}$ leads from $x$ to $a$.
#
# <details><summary>Equation (1) in plain loops</summary>
#
# `n_a` counts the entries of the state, `n_x` the characters; `a_prev` is the state before, $a^{\langle t-1
# \rangle}$.
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
# | in the text | in the code | size |
# | --- | --- | --- |
# | input $x$, prediction $\hat{y}$ | `x`, `y`; `n_x`, `n_y`: both 27, the size of the alphabet | $(27, 1)$ |
# | state $a$ | `n_a`: the number of its entries, called hidden units, 50 | $(50, 1)$ |
# | $W_{ax}$, $W_{aa}$, $W_{ya}$ | `Wax`, `Waa`, `Wya` | $(50, 27)$, $(50, 50)$, $(27, 50)$ |
# | $b$, $b_y$ | `b`, `by` | $(50, 1)$, $(27, 1)$ |
#
# Now a name.
#
# **Step 1.** Nothing has been read yet, so both the first input and the state are zero:
# $x^{\langle 1 \rangle} = \vec{0}$, shape $(n_x, 1)$, and $a^{\langle 0 \rangle} = \vec{0}$, shape $(n_a, 1)$.
#
# **Step 2.** One step forward, by equations (1) to (3): the new state $a^{\langle t \rangle}$ $(n_a, 1)$, the
# logits $z^{\langle t \rangle}$ and the probabilities $\hat{y}^{\langle t \rangle}$, both $(n_y, 1)$. Entry $i$ of
# $\hat{y}^{\langle t \rangle}$ is the probability of the character with index $i$.

# %% [markdown]
# **Step 3.** Draw an index at random, with these probabilities. If $\hat{y}_i = 0.2$, index $i$ comes up in about a
# fifth of the draws. `np.random.choice` does it; here with four symbols, a thousand times:

# %% tags=["aside"]
np.random.seed(0)
p = np.array([0.1, 0.0, 0.7, 0.2])  # (4,)
drawn = np.random.choice([0, 1, 2, 3], size=1000, p=p)
print([int((drawn == i).sum()) for i in range(4)])

# %% [markdown]
# Without `size`, one index is drawn. Why not take the likeliest one every time? Every name would be the same.
#
# **Step 4.** The next input is the one-hot vector of the drawn index, shape $(n_x, 1)$. Then back to step 2, until
# the newline is drawn.
#
# The small network again. Its first input, its state and its $b$ are zero, so $b_y$ alone decides: `a` is the likeliest
# start. What if `a` is drawn, then `b`, then the newline?

# %% tags=["demonstration"]
drawn = [1, 2, 0]
lesson.draw_steps(drawn, mini, {0: "\n", 1: "a", 2: "b"}, number=5)

# %% [markdown]
# **Figure 5.** Sampling, one row per step: the probabilities, with the drawn symbol marked. It is the next input, as
# the dashed arrow shows.
#
# *Try, in place of `mini` in this cell:* `{**mini, "by": np.array([[3.0], [0.5], [0.0]])}`.
#
# <details><summary>What comes out</summary>
#
# The newline's probability rises from 0.12 to 0.88 in the first step: most names would be empty.
#
# </details>
#
# **Exercise 2** (harder; it invents a name). Write `sample`; replace what is `None`. The sizes, the loop's condition
# and the seeds are given; the seeds make everybody draw the same characters. The helper `softmax` is equation (3). A
# name that doesn't end is cut after 50 characters and is given a newline.
#
# <details><summary>One more hint</summary>
#
# Write the shapes beside each product; only one order fits. If the first index is right and the second is wrong, check
# what you hand on: the new state as it is, and an input that is made new from zeros.
#
# </details>
#
# <details><summary>I get this error</summary>
#
# - `ValueError: 'a' and 'p' must have same size`: there are not as many probabilities as symbols, so a shape went
#   wrong earlier. Print `x.shape`, `a.shape` and `y.shape`: all are columns, with a 1 at the end.
# - `AttributeError: 'NoneType' object has no attribute 'append'`: `append` changes the list and returns `None`.
#   If its result is assigned to `indices`, the list is lost. Or `indices` is still None.
# - `ValueError: probabilities do not sum to 1`, or `probabilities are not non-negative`: what
#   `np.random.choice` got are not probabilities yet. Equation (3) is missing, or isn't taken over the whole column. The
#   helper `softmax` does it.
# - `ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0`: the two shapes of a product `@` don't
#   fit. Print both; perhaps their order is wrong, or one is a row instead of a column.
# - `ValueError: operands could not be broadcast together with shapes (100,27) (27,1)`: `*` multiplies entry by
#   entry. The product of two matrices is `@`.
# - `ValueError: 'p' must be 1-dimensional`: `y` is a column, and `np.random.choice` wants its numbers in a flat
#   array. The comment of step 3 says how.
#
# </details>


# %% exercise="sample"
def sample(parameters, char_to_ix, seed):
    """Invent one name: draw a character from the model's probabilities, feed it back, and go on until the name ends.

    Arguments:
    parameters -- dictionary with "Waa" (n_a, n_a), "Wax" (n_a, n_x), "Wya" (n_y, n_a), "b" (n_a, 1), "by" (n_y, 1)
    char_to_ix -- dictionary from each character to its index; like parameters, it is read only
    seed -- whole number that fixes the draws: the first is seeded with seed, each later one with 2 more

    Returns:
    indices -- list of the drawn indices, the newline's own index at its end; a tuple or an array will do
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

    # The name ends with a newline, or after 50 characters, so that an untrained model can't go on forever.
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

        np.random.seed(counter + seed)  # so that you, your neighbour and the check draw the same

        # Step 3: draw an index from range(vocab_size) with the probabilities y.ravel(); append it. (about 2 lines)
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
# Run it with random weights:

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
#
# Only 31 are shown: with weights this large, rounding makes later ones differ from machine to machine.

# %% public="sample"
check(sample)

# %% [markdown]
# *Try: an untrained network, `initialize_parameters(50, 27, 27)`, with the seeds 0, 2 and 4. `get_sample(indices,
# ix_to_char)` makes the name. How are the three related?*
#
# <details><summary>What comes out</summary>
#
# *Nkzxwtdmf...*, *Kzxwtdmf...*, *Zxwtdmf...*: each is the one before without its first letter. Each draw is seeded
# with 2 more than the one before, and untrained weights hardly react to what was read.
#
# </details>

# %% hidden="sample"
# Your sample is tested again here, with other parameters, other vocabularies and other seeds.

# %% [markdown]
# ## 3. Building the language model
#
# ### 3.1 One step of gradient descent
#
# **Gradient descent** walks downhill; it is *stochastic* because each step looks at one name only. A step takes three
# helpers and your `clip`:
#
# ```python
# def rnn_forward(X, Y, a_prev, parameters):
#     """Read X, predict at each step, compare with Y. cache: what the backward pass needs."""
#     return loss, cache
#
# def rnn_backward(X, Y, parameters, cache):
#     """Backpropagation through time. a[i]: the state after X[i]."""
#     return gradients, a
#
# def update_parameters(parameters, gradients, lr):
#     """One step downhill at the learning rate lr, in place."""
#     return parameters
# ```
#
# The loss is the cross-entropy. If $c_t$ is the index of the target at step $t$, and there are $T$ characters, the
# newline included, it is
#
# $$L = -\sum_{t=1}^{T} \log \hat{y}^{\langle t \rangle}_{c_t}$$
#
# With the learning rate $\alpha$ each parameter, weight or bias, takes a step:
#
# $$W \leftarrow W - \alpha \, dW$$
#
# The small network again: read `ab`, expect `a`, `b` and the end. In `X`, `None` stands for the zero vector. What is
# the loss before and after one step?

# %% tags=["aside"]
X, Y, a_prev = [None, 1, 2], [1, 2, 0], np.zeros((2, 1))
learner = {name: array.copy() for name, array in mini.items()}  # mini stays as it is in Figure 5
loss, cache = rnn_forward(X, Y, a_prev, learner)
mini_gradients, a = rnn_backward(X, Y, learner, cache)
update_parameters(learner, mini_gradients, 0.1)
later, cache = rnn_forward(X, Y, a_prev, learner)
print(f"loss {loss:.4f} before, {later:.4f} after; dby = {mini_gradients['dby'].ravel().round(3)}")

# %% [markdown]
# One step, and the loss is lower. The entries of `dby` sum to zero: what some symbols gain in
# probability, others lose.
#
# *Try: the rates 0.3, 1 and 3. When does the loss rise?*
#
# <details><summary>What comes out</summary>
#
# 1.95, 2.33 and 6.26, from 2.32: the step gets so long that it overshoots.
#
# </details>
#
# **Exercise 3** (easy after 1; it learns from one name). Write `optimize`: forward, backward, clip at 5, update.
#
# <details><summary>One more hint</summary>
#
# Note beside each of the four calls what goes in and what comes out: all but the first need what an earlier one
# returned. The cell above makes three of the four.
#
# </details>
#
# <details><summary>I get this error</summary>
#
# - ``IndexError: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean
#   arrays are valid indices``: there is an array where a dictionary belongs. Did you unpack the two results of
#   `rnn_backward` in their order?
# - `ValueError: rnn_backward: parameters has to be a dictionary with the keys Wax, Waa, Wya, b, by; no 'Wax'`: two
#   arguments are swapped. Compare your call with the helper's signature above.
# - `KeyError: 'Wax'`: `update_parameters` got the gradients where the parameters belong. Their keys begin with a d.
# - `TypeError: cannot unpack non-iterable numpy.float64 object`: the loss was passed instead of the cache.
#   `rnn_forward` returns the loss first.
# - `NameError: name 'lr' is not defined`: only the helper calls it `lr`; see the `def` line for
#   its name here.
#
# </details>


# %% exercise="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Learn from one name: one step of stochastic gradient descent.

    Arguments:
    X -- list of the input indices, X[0] may be None (a zero vector)
    Y -- list of the target indices, as long as X
    a_prev -- hidden state before the name, (n_a, 1)
    parameters -- dictionary with "Wax", "Waa", "Wya", "b", "by"; changed in place
    learning_rate -- how far one step goes

    Returns these three in a tuple or a list:
    loss -- cross-entropy of the name in nats, summed over its characters: a number
    gradients -- dictionary with the clipped gradients; it may hold more
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
# Run it with random weights:

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

# %% public="optimize"
check(optimize)

# %% [markdown]
# At grading your `optimize` runs with a correct `clip`, one that clips in place, so no mistake costs you points twice.
#
# *Try: the five random parameters above, multiplied by 0.01. Compare the loss with blind guessing, $6 \log 27$.*
#
# <details><summary>What comes out</summary>
#
# 19.8 instead of 126.5, as good as blind guessing (19.78), and nothing was learned. Large random weights make the
# network confident, and wrong.
#
# </details>

# %% hidden="optimize"
# Your optimize is tested again here, with other names, states and learning rates. It runs with a correct clip.

# %% [markdown]
# ### 3.2 Training the model
#
# One name is one example. Its inputs begin with `None`, the zero vector, which teaches the model to begin a name; its
# targets end with the newline, which teaches it to end one:

# %% tags=["aside"]
X = [None, 20, 18, 5, 24]  # trex, 5 inputs
Y = [20, 18, 5, 24, 0]  # 5 targets
for x, target in zip(X, Y, strict=True):
    print("reads", "nothing" if x is None else ix_to_char[x], "and has to predict", repr(ix_to_char[target]))

# %% [markdown]
# With $m$ examples, iteration $j$ takes example $j \bmod m$, the remainder of $j / m$ (`%` in Python). The list is
# shuffled: in alphabetical order, the *b* would make the model forget the *a*. The state is carried over from name to
# name, as in the classic program.
#
# **Exercise 4** (harder; it learns from all names). Write the core of `model`: the index, `X`, `Y`, and the call of
# `optimize`.
#
# <details><summary>One more hint</summary>
#
# For `trex` the cell above shows both lists: `Y` is a part of `X` plus one item. Which of the three results of
# `optimize` does the next name need?
#
# </details>
#
# <details><summary>I get this error</summary>
#
# - `IndexError: list index out of range`: `j` keeps growing after the list of names has ended. The index has to begin
#   again at 0.
# - `KeyError: 'l'`: a letter was looked up in `ix_to_char`, whose keys are numbers. You need the dictionary for the
#   other direction.
# - `KeyError: 'latirhinus'`: the whole name was looked up at once. The dictionary knows single characters: go
#   through the name.
# - `ValueError: too many values to unpack (expected 2)`: `optimize` returns three things, and two names wait for
#   them. Which one is missing?
# - `TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'`: `curr_loss` is still None. Step 3 isn't
#   written, or its results are not assigned.
#
# </details>


# %% exercise="model"
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train the network on the names in data, and print new names every 2,000 iterations.

    Arguments:
    data -- the whole text as one str, one name per line
    ix_to_char, char_to_ix -- dictionaries between indices and characters; the newline can have any index; both are
                              read only
    num_iterations -- how many names to learn from
    n_a -- number of hidden units
    dino_names -- how many names to invent at each report
    vocab_size -- number of distinct characters

    Returns:
    parameters -- dictionary with the trained "Wax", "Waa", "Wya", "b", "by"; it may hold more, and more may come back
                  beside it, in a tuple or a list
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
# `check` trains your model for a while and reads what it prints: iterations, losses (two decimal places will do) and
# names. Extra words and blank lines are fine.

# %% public="model"
check(model)

# %% [markdown]
# Your `model`, too, is graded with correct helpers.
#
# *Try: names spelled backwards, `"\n".join(name[::-1] for name in data.split("\n"))`, for 12,001 iterations. Is the
# last loss higher than that of the run in section 3.3?*
#
# <details><summary>What comes out</summary>
#
# 23.13, and forwards 23.28: names are no harder to learn backwards.
#
# </details>

# %% hidden="model"
# Your model is tested again here, on other texts and sizes. It runs with a correct clip, sample and optimize.

# %% [markdown]
# ### 3.3 The long run
#
# Let it learn for a few seconds. You may stop it (the stop button, or the keys `i` `i`): it keeps what it has learned;
# to go on, add `go_on=run` to the same call.
#
# <details><summary>In a browser with nothing installed</summary>
#
# Stopping restarts Python there: train in shorter runs.
#
# </details>

# %% tags=["demonstration"]
with lesson.attempt("model"):
    run = lesson.train(model, data, ix_to_char, char_to_ix, num_iterations=12_001)
    display(run)

# %% [markdown]
# At iteration 0 all letters are about equally likely; at 2,000 there are syllables. By 12,000, five of the seven names
# end in *-saurus*, but two run on past 40 letters. For the kit's own list this log is the same on every machine.
#
# {{log}}

# %% [markdown]
# How did the loss change? It jumps from name to name, so it is smoothed: each new loss counts for one thousandth.

# %% tags=["demonstration"]
with lesson.attempt("run"):
    display(run.draw(number=6))

# %% [markdown]
# **Figure 6.** The loss first climbs: it starts at the value for blind guessing on a name of seven symbols, and real
# names are longer. With the newline they have 12.8 on average: the last loss is 1.8 nats per letter. (The seven is an
# accident of the classic program: it hands `get_initial_loss` the number of names to print as a length.)
#
# ## 4. Conclusion
#
# Your model found out by itself that nearly half of all names end in *-saurus*. Some real names sound no better than
# yours: *dromaeosauroides* is in the data. The island's favourite is the **Mangosaurus**. Which is yours?

# %% tags=["demonstration"]
favourite = "Mangosaurus"
explore.certificate(favourite, number=7)

# %% [markdown]
# **Figure 7.** Its certificate. Here the graded path ends: section 8 packs your work.

# %% [markdown]
# ## 5. Explore (optional)
#
# Nothing here is graded. Is the network any good, and what has it learned?
#
# ### Counting
#
# The simplest model only counts: how often, say, does `s` follow `u`? Its table has a row for each symbol and a column
# for the one that follows. Think of a newline before and after each name.
#
# Fill in the table.
#
# <details><summary>One way</summary>
#
# ```python
# for name in data.split("\n"):
#     before = "\n"
#     for after in name + "\n":
#         pairs[char_to_ix[before], char_to_ix[after]] += 1
#         before = after
# ```
#
# </details>

# %% tags=["aside"] nbgrader={"grade_id": "pairs"}
pairs = np.zeros((vocab_size, vocab_size))

# For each pair of neighbouring symbols, add 1 in the row of the first and the column of the second. (about 5 lines)
### BEGIN SOLUTION
for name in data.split("\n"):
    before = "\n"
    for after in name + "\n":
        pairs[char_to_ix[before], char_to_ix[after]] += 1
        before = after
### END SOLUTION

baselines.try_pairs(pairs, data, char_to_ix)

# %% [markdown]
# The loss is measured on *held-out* names, which were not counted: the mean of $-\log p$, where $p$ is the probability
# that the character got which came next. With the natural logarithm the unit is the **nat**.
#
# This is a **language model**: it says how likely each next character is. What does it remember? Only the last letter.
# A table of triples has 27 times as many entries, most of them empty. A network has a state instead.
#
# *Try: which letters follow `q`? Print* `pairs[char_to_ix["q"]]`.
#
# <details><summary>What comes out</summary>
#
# `u` 12 times, `i` 6, and `a`, `e`, `s`, `w` once each: `q` occurs 22 times in all.
#
# </details>

# %% [markdown]
# ### Better than counting
#
# In `sample` a name begins with a zero state; in training only the very first one did, and every other began with what
# the name before had left. And on held-out names such a network is no better than a table of triples.
#
# Change two things: **the state is zero before each name**, and **the learning rate falls** to zero along the way. The
# step is your own `optimize`; every tenth name is held out.

# %% tags=["demonstration"]
with lesson.attempt("optimize"):
    real = data.split("\n")
    held = "\n".join(real[9::10])
    kept = "\n".join(name for i, name in enumerate(real) if i % 10 != 9)
    better = recipes.train(optimize, kept, char_to_ix)
    display(explore.standing(kept, held, better, char_to_ix, number=8))

# %% [markdown]
# **Figure 8.** Loss on held-out names after 24,000 names (8,000 in a browser with nothing installed: 1.77). Your
# network wins: 1.68 against 1.80 for the best of these tables. The black line shows ten networks of the classic
# recipe.
#
# *Try, in the call of `recipes.train`, one more argument:* `48_000`, *or* `falling=False`.
#
# <details><summary>What comes out</summary>
#
# 1.77 and 1.81. Twice as long, it starts to memorise the names; at a fixed rate each name still tugs at the weights to
# the very end.
#
# </details>
#
# How long are the names?

# %% tags=["demonstration"]
with lesson.attempt("better"):
    invented = [get_sample(sample(better, char_to_ix, s), ix_to_char).strip() for s in range(200)]
    classic = [get_sample(sample(run.parameters, char_to_ix, s), ix_to_char).strip() for s in range(200)]
    for what, names in (("classic", classic), ("better", invented), ("real", real)):
        print(f"{sum(len(name) > 25 for name in names)} of {len(names)} {what} names have over 25 letters.")
    print(*invented[::20], sep=", ")

# %% [markdown]
# Over ten runs of each recipe, the falling rate lowers the loss by 0.09 and the zero state by 0.04; only the zero state
# ends the long names. `better` is the model from here on. One of its names, step by step:

# %% tags=["demonstration"]
with lesson.attempt("better"):
    display(lesson.draw_steps(sample(better, char_to_ix, seed=3), better, ix_to_char, number=9))

# %% [markdown]
# **Figure 9.** A row per step, as in Figure 5. Some steps are nearly certain, others wide open.
#
# *Try: another seed. Where does the model hesitate?*
#
# <details><summary>What comes out</summary>
#
# At the first letters. Once *-saur* has begun, each next letter is nearly certain.
#
# </details>
#
# Are the names new?

# %% tags=["demonstration"]
with lesson.attempt("better"):
    display(explore.endings(real, invented, number=10))

# %% [markdown]
# **Figure 10.** Hardly one is copied: the model has picked up the most common endings, not the names.
#
# Does any of the 50 hidden units show how far into a name the network is? Search for the one whose sign best tells the
# first half of a name from the second:

# %% tags=["demonstration"]
with lesson.attempt("better"):
    display(explore.unit(real, better, char_to_ix, number=11))

# %% [markdown]
# **Figure 11.** The unit after each letter: mostly one colour at the beginning, the other at the end. The letter alone
# gives away the right half for 67%. Nobody asked the unit to do that.
#
# *Try, in the call: one more argument,* `unit=16`*. What does that unit tell apart?*
#
# <details><summary>What comes out</summary>
#
# Vowels, mostly: its sign tells a vowel from a consonant for 76% of the letters; always guessing a consonant gets 57%.
#
# </details>
#
# ### Things to try
#
# **Temperature.** Divide the logits by a number $\tau$ before the softmax: below 1 the model is careful, above 1
# bold. Dividing $W_{ya}$ and $b_y$ does the same, so your `sample` needs no change.

# %% tags=["demonstration"]
with lesson.attempt("better"):
    for tau in (0.3, 1.0, 1.5):
        other = {**better, "Wya": better["Wya"] / tau, "by": better["by"] / tau}
        print(tau, [get_sample(sample(other, char_to_ix, s), ix_to_char).strip() for s in (10, 20, 30)])

# %% [markdown]
# **A list of your own**: your class, pets, villages, one word per line. `vocabulary` makes the dictionaries.

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
# How many of the printed names are in your list?
#
# *Try: train with a zero state before each name, and draw seven. Or* `own = load_names("data/elements.txt")`*, all 118
# elements, or* `data/cities.txt`*, with the space as a 28th symbol.*
#
# <details><summary>What comes out</summary>
#
# ```python
# mine = recipes.train(optimize, own, to_ix, 2_001, falling=False)
# print([get_sample(sample(mine, to_ix, s), to_char).strip() for s in range(7)])
# ```
#
# By `model`, none; with a zero state three of the seven: *Emil*, *Elias*, *Leonie*. The elements end in *-ium* after
# 2,000 steps: *Troginium*, *Necaium*. The cities take longer.
#
# </details>
#
# ## 6. Writing like Shakespeare
#
# Optional: with two layers and a longer memory the same idea writes verse, in {{link shakespeare}}. One step of
# `rnn_backward` by hand is in {{link step_backwards}}. Six faulty functions wait in {{link find_the_fault}}.

# %% [markdown]
# ## 7. Where to go next
#
# **The same model in PyTorch**, to read: it derives the way back by itself, and its losses are yours to three places.
#
# <details><summary>Thirty lines</summary>
#
# ```python
# import torch
# from torch import nn
#
#
# class Network(nn.Module):
#     def __init__(self, Wax, Waa, Wya, b, by):
#         super().__init__()
#         n_a, n_x = Wax.shape
#         self.rnn = nn.RNN(n_x, n_a, dtype=torch.double)  # a = tanh(Wax x + Waa a_prev + b)
#         self.out = nn.Linear(n_a, len(by), dtype=torch.double)  # z = Wya a + by
#         ours = [Wax, Waa, b.ravel(), 0 * b.ravel(), Wya, by.ravel()]  # it has b twice
#         for mine, start in zip(self.parameters(), ours, strict=True):
#             mine.data = torch.from_numpy(start.copy())
#         self.rnn.bias_hh_l0.requires_grad_(False)
#
#     def forward(self, x, a_prev):
#         a, a_last = self.rnn(x, a_prev)  # (T, n_a), (1, n_a): all steps of a name
#         return self.out(a), a_last
#
#
# def train(network, examples, loss):
#     """Read the examples (X, Y), index tensors with -1 for None; the smoothed loss."""
#     sgd = torch.optim.SGD(network.parameters(), lr=0.01)
#     n_a, n_x = network.rnn.weight_ih_l0.shape
#     one_hot = torch.eye(n_x + 1, n_x, dtype=torch.double)  # its last row is all zeros
#     a = torch.zeros(1, n_a, dtype=torch.double)
#     for X, Y in examples:
#         z, a = network(one_hot[X], a.detach())  # the state goes on, the way back ends
#         cost = nn.functional.cross_entropy(z, Y, reduction="sum")
#         sgd.zero_grad()
#         cost.backward()
#         nn.utils.clip_grad_value_(network.parameters(), 5)
#         sgd.step()
#         loss = 0.999 * loss + 0.001 * cost.item()
#     return loss
# ```
#
# </details>

# %% [markdown]
# - [makemore](https://github.com/karpathy/makemore): names again, by one model after another, up to a transformer. Each
#   is short enough to read whole.
#
# <details><summary>Three papers</summary>
#
# - [Attention Is All You Need](https://arxiv.org/abs/1706.03762): the transformer, which looks back at every
#   character at once, so nothing has to survive in a state.
# - [On the difficulty of training recurrent neural networks](https://arxiv.org/abs/1211.5063): why gradients explode
#   and vanish, and what clipping does about it.
# - [Long Short-Term Memory](https://doi.org/10.1162/neco.1997.9.8.1735): the cell that made long memories trainable.
#
# </details>

# %% [markdown]
# ### References
#
# - Andrej Karpathy's minimal character RNN: <https://gist.github.com/karpathy/d4dee566867f8291f086>, and his post "The
#   Unreasonable Effectiveness of Recurrent Neural Networks": <http://karpathy.github.io/2015/05/21/rnn-effectiveness/>
# - The Keras team's LSTM text generation: <https://keras.io/examples/generative/lstm_character_level_text_generation/>

# %% [markdown]
# ## 8. Pack my work
#
# Save first (Ctrl + S, on a Mac ⌘ + S), then run this cell. It runs all the checks again, says what is still
# missing, and makes the one file that you hand in.

# %% tags=["demonstration"]
from utils.checks import pack

pack("dinosaur_island")

# %% settings="dinosaur_island"
# The questions stand in rubrics/dinosaur_island/FUNCTION.py.
title = "Dinosaur Island"
files = [
    *("data/dinos*", "data/cities.txt", "data/elements.txt", "data/gradients.csv", "data/recipes.csv"),
    *("data/network.npy", "data/NETWORK.md", "data/README.md"),
]
