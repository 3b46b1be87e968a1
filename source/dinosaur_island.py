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

# %%
import random

import numpy as np

from utils import *

# %% [markdown]
# ## Clip

# %% nbgrader={"grade_id": "clip"}
def clip(gradients, maxValue):
    """Squeeze every entry of the five gradients into the interval [-maxValue, maxValue].

    Arguments:
    gradients -- dictionary of arrays: "dWaa" (n_a, n_a), "dWax" (n_a, n_x), "dWya" (n_y, n_a), "db" (n_a, 1), "dby" (n_y, 1)
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


# %% nbgrader={"grade_id": "clip_expected", "points": 8}
check(clip)
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("clip_expected", globals())
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "clip_hidden", "points": 12}
# Your clip is asked again here, with gradients of other sizes and other limits.
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("clip_hidden", globals())
### END HIDDEN TESTS

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
        # Step 2: one step forward: the new state a (n_a, 1), the logits z and the probabilities y (vocab_size, 1). (about 3 lines)
        a = None
        z = None
        y = None
        ### BEGIN SOLUTION
        a = np.tanh(Wax @ x + Waa @ a_prev + b)  # (n_a, 1)
        z = Wya @ a + by  # (vocab_size, 1)
        y = softmax(z)  # (vocab_size, 1)
        ### END SOLUTION

        np.random.seed(counter + seed)  # so that you, your neighbour and the check draw alike

        # Step 3: draw one index out of range(vocab_size) with the probabilities y.ravel(), and append it. (about 2 lines)
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


# %% nbgrader={"grade_id": "sample_expected", "points": 10}
check(sample)
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("sample_expected", globals())
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "sample_hidden", "points": 15}
# Your sample is asked again here, with other parameters, other vocabularies and other seeds.
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("sample_hidden", globals())
### END HIDDEN TESTS

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


# %% nbgrader={"grade_id": "optimize_expected", "points": 10}
check(optimize)
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("optimize_expected", globals())
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "optimize_hidden", "points": 15}
# Your optimize is asked again here, with other names, states and learning rates. A right clip is lent to it.
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("optimize_hidden", globals())
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model"}
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train the network on the names in data, and print new names every 2,000 iterations.

    Arguments:
    data -- the whole text as one str, a name a line
    ix_to_char, char_to_ix -- dictionaries between indices and characters
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

        # Step 2: X is None and then the indices of the name's characters; Y is X one step ahead, a newline at its end. (about 2 lines)
        X = None
        Y = None
        ### BEGIN SOLUTION
        X = [None] + [char_to_ix[ch] for ch in examples[index]]
        Y = X[1:] + [char_to_ix["\n"]]
        ### END SOLUTION

        # Step 3: one optimisation step with learning rate 0.01; the state is carried on to the next name. (about 1 line)
        curr_loss, gradients, a_prev = None, None, None
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


# %% nbgrader={"grade_id": "model_expected", "points": 10}
check(model)
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("model_expected", globals())
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_hidden", "points": 20}
# Your model is asked again here, on other texts and sizes. A right clip, sample and optimize are lent to it.
### BEGIN HIDDEN TESTS
from grader.plain import marks
marks("model_hidden", globals())
### END HIDDEN TESTS
