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
# a name that displeases them is a risk. Your *model*, a program whose numbers are
# learned from examples, will read the known names and invent new ones.

# %% [markdown]
# You write four functions:
#
# | exercise | function | difficulty | minutes |
# | --- | --- | --- | --- |
# | 1 | `clip` | easy | 10 |
# | 2 | `sample` | harder | 30 |
# | 3 | `optimize` | easy after 1 | 20 |
# | 4 | `model` | harder | 30 |
#
# **Before you begin**, you should know Python functions, loops, lists and dictionaries, NumPy arrays and their
# shapes, the product of two matrices, and the derivative as a slope. No knowledge of networks is needed. Allow two
# hours. By the end you will have a program that invents names in the style of any list.

# %% [markdown]
# ## 1. Problem statement
#
# From a list of names, learn to write new ones. The exercises are those of a well-known course; its numbers and names
# are called *classic* here.
#
# The notebook needs the folder `utils` of the *kit* that it came in. If it is missing, in Colab for instance, the
# next cell fetches it.

# %% tags=["aside"]
# {{first cell}}

# %% [markdown]
# The imports: NumPy for the arrays, and from `utils` the helpers that you will call.

# %%
import random

import numpy as np

from utils import *
from utils import baselines, findings, lesson, plots

# %% [markdown]
# ### Dataset and preprocessing
#
# All names are in one text, the **corpus**, one name per line. It is lower-cased; the set of its characters is the
# model's whole alphabet.

# %%
data = load_names()
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
print(f"There are {data_size} total characters and {vocab_size} unique characters in your data.")

# %% [markdown]
# The letters are `a` to `z`. The 27th symbol is the newline `"\n"`: it ends a name.
#
# A model reads numbers, so each character gets an index, in sorted order.

# %%
char_to_ix = {ch: i for i, ch in enumerate(chars)}
ix_to_char = {i: ch for i, ch in enumerate(chars)}
print(ix_to_char)

# %% [markdown]
# The newline sorts first and has index 0; `a` to `z` have 1 to 26. A few of the names that the model will read:

# %% tags=["aside"]
random.seed(3)
print(random.sample(data.split("\n"), 5))

# %% [markdown]
# ### Overview of the model
#
# A **recurrent network** (RNN) reads a text one character at a time. What it remembers of the characters so far is a
# vector $a$, the **hidden state**. A character enters as a **one-hot** vector $x$: all zeros but for a single 1 at
# the character's index. From the new state the network computes one number per character, the **logits** $z$: the
# larger the number, the likelier that character is to come next. **Softmax** turns them into probabilities $\hat{y}$:
# positive, with sum 1.

# %% [markdown]
# Step $t$ in full. Steps are counted from 1, and $\tanh$ squeezes each entry into the range from -1 to 1:
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
# step, and all that is learned. Read their letters from right to left: $W_{ax}$ leads from $x$ to $a$.
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
# At each step the network reads one character and predicts the next. So the right answer at step $t$, the **target**
# $y$, is the input at step $t + 1$:
#
# $$y^{\langle t \rangle} = x^{\langle t+1 \rangle}$$
#
# The last target is the newline.

# %% tags=["demonstration"]
plots.show(plots.unrolled, "trex", 50, 27, number=1)

# %% [markdown]
# **Figure 1.** One network, drawn once per step of a name (*unrolled*). The first input is all zeros. Follow a dashed
# arrow: what had to be predicted is read next.
#
# | in the text | in the code | size |
# | --- | --- | --- |
# | input $x$, prediction $\hat{y}$, target $y$ | `n_x`, `n_y`: both the number of characters, 27 | $(27, 1)$ |
# | state $a$ | `n_a`: the number of its entries, called hidden units, 50 | $(50, 1)$ |
# | $W_{ax}$, $W_{aa}$, $W_{ya}$ | `Wax`, `Waa`, `Wya` | $(50, 27)$, $(50, 50)$, $(27, 50)$ |
# | $b$, $b_y$ | `b`, `by` | $(50, 1)$, $(27, 1)$ |

# %% [markdown]
# Training starts from random parameters. Each **iteration** then reads one name:
#
# 1. forward: measure the **loss**, the **cross-entropy**: minus the logarithm of the probability given to each correct
#    character, all added up;
# 2. backward: the **gradient**, the slope of the loss with respect to each parameter, computed from the last step to
#    the first (**backpropagation through time**);
# 3. **clip** the gradients (section 2.1);
# 4. update: move each parameter against its slope, by the slope times a small number, the **learning rate**.
#
# The gradient of `Wax` is called `dWax`, and so on; each has the shape of its parameter.

# %% [markdown]
# ## 2. Building blocks of the model
#
# ### 2.1 Clipping the gradients
#
# A recurrent network multiplies by the same weights at each step, so on the way back a gradient can grow with every
# character: it *explodes*, and one update can undo what was learned. Clipping keeps each entry $g$ between $-N$ and
# $N$:
#
# $$g \leftarrow \min(\max(g, -N), N)$$

# %% tags=["demonstration"]
plots.show(plots.clipping, 2.05, 12, 1.0, 1.0, plots.gradient_norms(), number=2)

# %% [markdown]
# **Figure 2.** Left: two walks downhill from the same place on a wall. One large gradient flings the weight across
# the valley; clipped, the step stays short. Right: this very network, trained at five times the rate of the
# exercises; the norm is the length of all gradients taken as one vector, before clipping. At iteration 165 both runs
# meet a norm of 65; without clipping the norm then stays four times as large. At our own rate, 0.01, clipping at 5
# first acts at iteration
# 2,366.

# %% [markdown]
# Four numbers, and the limit 10. `out=` writes the result into the array itself.

# %% tags=["aside"]
g = np.array([-14.0, 3.0, 10.0, 25.0])  # (4,)
np.clip(g, -10, 10, out=g)
print(g)

# %% [markdown]
# **Exercise 1.** Write `clip`: the same for the five arrays of a dictionary. Shapes: `dWaa` $(n_a, n_a)$, `dWax`
# $(n_a, n_x)$, `dWya` $(n_y, n_a)$, `db` $(n_a, 1)$, `dby` $(n_y, 1)$.
#
# <details><summary>One more hint</summary>
#
# A dictionary's names are its `keys()`, its arrays its `values()`. In the end it has to hold the clipped arrays: write
# into them with `out=`, or store new ones under their names. A copy that goes nowhere changes nothing.
#
# </details>


# %% exercise="clip"
def clip(gradients, maxValue):
    """Squeeze every entry of the five gradients into the interval [-maxValue, maxValue].

    Arguments:
    gradients -- dictionary with the arrays "dWaa" (n_a, n_a), "dWax" (n_a, n_x), "dWya" (n_y, n_a), "db" (n_a, 1) and
                 "dby" (n_y, 1), perhaps with more, which may be clipped, too; nothing but clipping may change it
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
# Run it on five arrays from a fixed seed. If something is missing, `lesson.attempt` says so in a sentence.

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
# `check` tests more than these five numbers. If an answer is wrong, it says why, as far as it can tell.

# %% public="clip"
check(clip)

# %% [markdown]
# When your work is graded, new questions are added here. A function that does what its docstring says will pass.
#
# *Try: clip a gradient of two entries, `np.array([30.0, 4.0])`, at 5. Does it still point the same way?*

# %% hidden="clip"
# Your clip is tested again here, with gradients of other sizes and other limits.

# %% [markdown]
# ### 2.2 Sampling
#
# **Step 1.** The first input is a dummy, and nothing has been read yet:
# $x^{\langle 1 \rangle} = \vec{0}$, shape $(n_x, 1)$, and $a^{\langle 0 \rangle} = \vec{0}$, shape $(n_a, 1)$.
#
# **Step 2.** One step forward, by the equations (1) to (3): the new state $a^{\langle t \rangle}$ $(n_a, 1)$, the
# logits $z^{\langle t \rangle}$ and the probabilities $\hat{y}^{\langle t \rangle}$, both $(n_y, 1)$. Entry $i$ of
# $\hat{y}^{\langle t \rangle}$ is the probability of the character with index $i$.

# %% [markdown]
# **Step 3.** Draw an index with these probabilities. If $\hat{y}_i = 0.2$, index $i$ comes up in about a fifth of the
# draws. `np.random.choice` does it; here with four symbols, a thousand times:

# %% tags=["aside"]
np.random.seed(0)
p = np.array([0.1, 0.0, 0.7, 0.2])  # (4,)
drawn = np.random.choice([0, 1, 2, 3], size=1000, p=p)
print([int((drawn == i).sum()) for i in range(4)])

# %% [markdown]
# Index 2 leads, index 1 never comes up. Without `size`, one index is drawn. Why not take the likeliest each time?
# Then every name would be the same.
#
# **Step 4.** The next input is the one-hot vector of the drawn index, shape $(n_x, 1)$. Then back to step 2, until
# the newline is drawn.

# %% [markdown]
# A network small enough to see every number: three symbols (`\n`, `a`, `b`) and two hidden units. `rnn_step_forward`
# is step 2, which you will write yourself; `.ravel()` flattens a column, so that it prints on one line.

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
# Nothing has been read and `b` is zero, so the state is zero and $b_y$ alone decides: the letter `a` is the likeliest
# start. What if
# `a` is drawn, then `b`, then the newline?

# %% tags=["demonstration"]
drawn = [1, 2, 0]
plots.show(plots.sampling, lesson.probabilities(drawn, mini), drawn, {0: "\n", 1: "a", 2: "b"}, size=(8, 3), number=3)

# %% [markdown]
# **Figure 3.** Sampling, one row per step: the probabilities, with the drawn symbol marked. It is the next input, as
# the dashed arrow shows. *Try: other weights in `mini`.*

# %% [markdown]
# **Exercise 2.** Write `sample`. The sizes, the loop's condition and the seeds are given, so that everybody draws the
# same characters. The helper `softmax` is equation (3); the probabilities are called `y` in the code. A name
# that doesn't end is cut after 50 characters and is given a newline.
#
# <details><summary>One more hint</summary>
#
# Write the shapes beside each product; only one order fits. If the first index is right and the second is
# wrong: two things go on to the next round: the state as it is, and an input that is made new from zeros.
#
# </details>


# %% exercise="sample"
def sample(parameters, char_to_ix, seed):
    """Invent one name: draw a character from the model's probabilities, feed it back, and go on until the name ends.

    Arguments:
    parameters -- dictionary with "Waa" (n_a, n_a), "Wax" (n_a, n_x), "Wya" (n_y, n_a), "b" (n_a, 1), "by" (n_y, 1)
    char_to_ix -- dictionary from each character to its index; like parameters, it is read only
    seed -- whole number that fixes the draws: step t, counted from 0, is seeded with seed + 2 t

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
# Run it with random weights, 100 hidden units and all 27 symbols:

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
# Only 31 are shown: with weights this large rounding errors grow, and correct programs begin to differ from machine
# to machine.

# %% public="sample"
check(sample)

# %% [markdown]
# *Try: an untrained network, `initialize_parameters(50, 27, 27)`, with the seeds 0, 2 and 4. `get_sample(indices,
# ix_to_char)` makes the name. How are the three related? The docstring's line on `seed` explains it.*

# %% hidden="sample"
# Your sample is tested again here, with other parameters, other vocabularies and other seeds.

# %% [markdown]
# ## 3. Building the language model
#
# A **language model** says how likely each next character is.
#
# ### 3.1 One step of gradient descent
#
# **Gradient descent** is the walk against the slope; *stochastic*, since each step looks at one name only. A step
# takes four calls: three helpers, and your `clip`.

# %% [markdown]
# ```python
# def rnn_forward(X, Y, a_prev, parameters):
#     """Reads the indices X, compares with the indices Y. cache: what the backward pass needs."""
#     return loss, cache
#
# def rnn_backward(X, Y, parameters, cache):
#     """Backpropagation through time. a[t]: the state after X[t], t from 0."""
#     return gradients, a
#
# def update_parameters(parameters, gradients, lr):
#     """One step downhill at the learning rate lr, in place."""
#     return parameters
# ```

# %% [markdown]
# The loss is the cross-entropy of section 1, in nats (the unit of the natural logarithm). If $c_t$ is the index of
# the correct character at step $t$, and there are $T$ characters, the newline included, the loss is
#
# $$L = -\sum_{t=1}^{T} \log \hat{y}^{\langle t \rangle}_{c_t}$$
#
# With the learning rate $\alpha$ each parameter, weight or bias, takes a step:
#
# $$W \leftarrow W - \alpha \, dW$$

# %% [markdown]
# The small network again: read `ab`, expect `a`, `b` and the end. `None` is the zero vector. What is the loss before
# and after one step?

# %% tags=["aside"]
X, Y, a_prev = [None, 1, 2], [1, 2, 0], np.zeros((2, 1))
learner = {name: array.copy() for name, array in mini.items()}  # mini stays as it is in Figure 3
before, cache = rnn_forward(X, Y, a_prev, learner)
mini_gradients, a = rnn_backward(X, Y, learner, cache)
update_parameters(learner, mini_gradients, 0.1)
after, cache = rnn_forward(X, Y, a_prev, learner)
print(f"loss {before:.4f} before, {after:.4f} after; dby = {mini_gradients['dby'].ravel().round(3)}")

# %% [markdown]
# One step, and the loss is lower. The entries of `dby` sum to zero: the probabilities always sum to 1, so what some
# symbols gain (a negative slope) the others lose.
# *Try: a larger rate. When does the loss rise?*
#
# **Exercise 3.** Write `optimize`: forward, backward, clip at 5, update.
#
# <details><summary>One more hint</summary>
#
# Note beside each of the four calls what goes in and what comes out: all but the first need what an earlier one
# returned. The cell above makes three of the four.
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
# Run it on a made-up example with random weights:

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
# The questions added at grading run your `optimize` with a correct `clip`, which clips in place, so that a mistake
# costs you only once.
#
# *Try: the five random parameters above, multiplied by 0.01. The loss is 19.8 instead of 126.5, and nothing was
# learned. Compare it with blind guessing, $6 \log 27$.*

# %% hidden="optimize"
# Your optimize is tested again here, with other names, states and learning rates. It runs with a correct clip.

# %% [markdown]
# ### 3.2 Training the model
#
# One name is one example. As input it begins with `None`, the zero vector; as target it ends with the newline:

# %% tags=["aside"]
X = [None, 20, 18, 5, 24]  # trex, 5 inputs
Y = [20, 18, 5, 24, 0]  # 5 targets
for x, y in zip(X, Y, strict=True):
    print("reads", "nothing" if x is None else ix_to_char[x], "and has to predict", repr(ix_to_char[y]))

# %% [markdown]
# `None` teaches the model to begin a name, the newline to end one. Iteration $j$ takes example $j \bmod m$ of the $m$
# examples, the remainder of a division (`%` in Python): after the last comes the first again. The list is shuffled:
# in alphabetical order, the names beginning with *b* would make the model forget those beginning with *a*. The state
# is carried over from name to name, as in the classic program.

# %% [markdown]
# **Exercise 4.** Write the core of `model`: the index, `X`, `Y`, and the call of `optimize`.
#
# <details><summary>One more hint</summary>
#
# For `trex` the cell above shows both lists: `Y` is a part of `X` plus one item. Which of the three results of
# `optimize` does the next name need?
#
# </details>


# %% exercise="model"
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train the network on the names in data, and print new names every 2,000 iterations.

    Arguments:
    data -- the whole text as one str, a name a line
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
# `check` trains your model for a while and reads what it prints: iterations, losses (two digits will do) and names.
# Words of your own and blank lines do no harm.

# %% public="model"
check(model)

# %% [markdown]
# Your `model`, too, is graded with a correct `clip`, `sample` and `optimize`.
#
# *Try: names spelled backwards, `"\n".join(name[::-1] for name in data.split("\n"))`, for 12,001 iterations. Is the
# last loss higher than that of the run in section 3.3?*

# %% hidden="model"
# Your model is tested again here, on other texts and sizes. It runs with a correct clip, sample and optimize.

# %% [markdown]
# ### 3.3 The long run
#
# Now let it learn for a few seconds. You may stop it (the stop button, or the keys `i` `i`): what was learned is
# kept; to go on, add `go_on=run` to the same call. On a web page with nothing to install, stopping restarts Python:
# train in shorter runs there.

# %% tags=["demonstration"]
run = lesson.Run()
with lesson.attempt("model"):
    run = lesson.train(model, data, ix_to_char, char_to_ix, num_iterations=12_001)
run

# %% [markdown]
# At iteration 0 all letters are about equally likely (the names share their ends because their seeds overlap); at
# 2,000 there are syllables. By 12,000 five of the seven names end in *-saurus*, but two run on past 40 letters: a few
# unlikely draws lead to states that training never met. A low *temperature*, in section 4, makes the model careful.
#
# For the kit's own list this log is the same on every machine.
#
# {{log}}

# %% [markdown]
# How did the loss change? It is smoothed, since it jumps from name to name: each new one counts a thousandth.

# %% tags=["demonstration"]
with lesson.attempt("run"):
    display(plots.show(findings.losses, run.losses, reports=run.names, number=4))

# %% [markdown]
# **Figure 4.** The loss first climbs: its given start is that of blind guessing over seven symbols, and real names
# are longer.
#
# Is that good? Letters can also be guessed by counting: how often does `u` follow `a`? Hold out every tenth name,
# learn from the others, and compare both on the names held out:

# %% tags=["demonstration"]
with lesson.attempt("model"):
    kept, held = baselines.split(data)
    second = lesson.train(model, kept, ix_to_char, char_to_ix, num_iterations=6_001, quiet=True)
    found = baselines.standing(kept, held, second.parameters, char_to_ix)
    display(plots.show(findings.standing, found, size=(8, 2.6), number=5))

# %% [markdown]
# **Figure 5.** Held-out loss in nats per letter. Counting pairs gives 2.13; where do you stand? Counting triples does
# as well as your network has done so far. *Try: train on, with `go_on=second` in the call. How far below triples does
# it get?*
#
# Now one name of the trained model, step by step:

# %% tags=["demonstration"]
with lesson.attempt("run"):
    indices = sample(run.parameters, char_to_ix, seed=10)
    p = lesson.probabilities(indices, run.parameters)
    display(plots.show(plots.sampling, p, indices, ix_to_char, size=(8, 6), number=6))

# %% [markdown]
# **Figure 6.** Some steps are nearly certain, others wide open. *Try: another seed. Where does the model hesitate?*
#
# Are the names new? Draw two hundred, and compare them and their endings with the real ones.

# %% tags=["demonstration"]
with lesson.attempt("run"):
    real = data.split("\n")
    invented = [get_sample(sample(run.parameters, char_to_ix, s), ix_to_char).strip().lower() for s in range(200)]
    count, found = findings.known(real, invented)
    print(f"{count} of {len(invented)} invented names are in the data: {found}")
    display(plots.show(findings.endings, real, invented, number=7))

# %% [markdown]
# **Figure 7.** The model doesn't copy: it has read every name nine times and kept the commonest ending, not the
# names.
#
# Each hidden unit is a number between -1 and 1. Here is one of them over a name:

# %% tags=["demonstration"]
with lesson.attempt("run"):
    name, unit = "mangosaurus", 3
    activity = lesson.states(name, run.parameters, char_to_ix)[:, unit]
    display(plots.show(findings.unit, name, activity, unit, size=(8, 2.6), number=8))

# %% [markdown]
# **Figure 8.** Nobody told the unit what to do. *Try: other units, 0 to 49, and other names. Which one changes
# most within -saurus?*

# %% [markdown]
# ## 4. Conclusion
#
# Your model has found out by itself that names end in *saurus*. Not every real name sounds better: *dromaeosauroides*
# is in the data. The island's favourite is the fierce **Mangosaurus**. Which is yours?

# %% tags=["demonstration"]
favourite = "Mangosaurus"
plots.show(findings.certificate, favourite, size=(7, 4), number=9)

# %% [markdown]
# **Figure 9.** Its certificate.
#
# ### Things to try
#
# **Temperature.** Divide the logits by a number $\tau$ before the softmax: below 1 the model is careful, above 1
# bold. Dividing $W_{ya}$ and $b_y$ does the same, so your `sample` needs no change. At 0.3 the names could stand in a
# museum:

# %% tags=["demonstration"]
with lesson.attempt("sample"):
    for tau in (0.3, 1.0, 1.5):
        other = {**run.parameters, "Wya": run.parameters["Wya"] / tau, "by": run.parameters["by"] / tau}
        print(tau, [get_sample(sample(other, char_to_ix, s), ix_to_char).strip() for s in (10, 20, 30)])

# %% [markdown]
# **A list of your own**: your class, pets, villages, one word per line. `vocabulary` makes the two dictionaries, and
# the model is told how many symbols there are.

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
# After two thousand steps on a handful of words, how many of the printed names are in your list? Few, if any. *Try to
# find out why: which state does a name start from in training, and which in `sample`? Copy your `model`, set `a_prev`
# to zeros before each name, and count again.*
#
# *Try: `own = load_names("data/elements.txt")`. All 118 elements: is the ending -ium there by iteration 2,000? Or
# `data/cities.txt`, with the space as a 28th symbol.*

# %% [markdown]
# ## 5. Writing like Shakespeare
#
# Optional and ungraded: with two layers and a longer memory the same idea writes verse, in {{link shakespeare}}. Six
# faulty functions wait in {{link find_the_fault}}.

# %% [markdown]
# ## 6. References
#
# - Andrej Karpathy's minimal character RNN: <https://gist.github.com/karpathy/d4dee566867f8291f086>, and his post "The
#   Unreasonable Effectiveness of Recurrent Neural Networks": <http://karpathy.github.io/2015/05/21/rnn-effectiveness/>
# - The Keras team's LSTM text generation: <https://keras.io/examples/generative/lstm_character_level_text_generation/>

# %% [markdown]
# ## 7. Pack my work
#
# Save first (Ctrl + S, on a Mac ⌘ + S), then run this cell. It runs all the checks again, says what is still
# missing, and gives you the one file to hand in.

# %% tags=["demonstration"]
from utils.checks import pack

pack("dinosaur_island")

# %% settings="dinosaur_island"
# The questions stand in rubrics/dinosaur_island/FUNCTION.py.
title = "Dinosaur Island"
files = ["data/dinos*", "data/cities.txt", "data/elements.txt", "data/gradients.csv", "data/README.md"]
