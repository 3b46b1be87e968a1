"""Answers of the sample class: two right styles beside the reference's own, and a wrong
answer for each function.

Texts only; they are run where students' code is run, and nowhere else.
"""

from __future__ import annotations

CLIP_COPIES = '''
def clip(gradients, maxValue):
    """Return clipped copies; the input stays as it was."""
    names = ["dWaa", "dWax", "dWya", "db", "dby"]
    return {name: np.clip(gradients[name], -maxValue, maxValue) for name in names}
'''

SAMPLE_COPIES = '''
def sample(parameters, char_to_ix, seed):
    """Draw a name, with a range and plain ints."""
    Waa, Wax, Wya, b, by = (parameters[name] for name in ("Waa", "Wax", "Wya", "b", "by"))
    vocab_size = by.shape[0]
    x, a = np.zeros((vocab_size, 1)), np.zeros((Waa.shape[0], 1))
    indices = []
    while len(indices) < 50:
        a = np.tanh(Wax.dot(x) + Waa.dot(a) + b)
        p = softmax(Wya.dot(a) + by)
        np.random.seed(len(indices) + seed)
        index = int(np.random.choice(vocab_size, p=p[:, 0]))
        indices.append(index)
        if index == char_to_ix["\\n"]:
            return indices
        x = np.eye(vocab_size)[:, [index]]
        seed += 1
    return indices + [char_to_ix["\\n"]]
'''

OPTIMIZE_COPIES = '''
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """One step of stochastic gradient descent, with keywords."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
'''

MODEL_COPIES = '''
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    """Train on the names in data."""
    parameters = initialize_parameters(n_a, vocab_size, vocab_size)
    loss = get_initial_loss(vocab_size, dino_names)
    examples = [line.lower().strip() for line in data.strip().split("\\n")]
    np.random.seed(0)
    np.random.shuffle(examples)
    a_prev = np.zeros((n_a, 1))
    newline = char_to_ix["\\n"]
    for j in range(num_iterations):
        name = [char_to_ix[letter] for letter in examples[j % len(examples)]]
        X, Y = [None, *name], [*name, newline]
        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)
        loss = smooth(loss, curr_loss)
        if j % 2000 == 0:
            print("Iteration: %d, Loss: %f\\n" % (j, loss))
            for seed in range(dino_names):
                print_sample(sample(parameters, char_to_ix, seed), ix_to_char)
            print("\\n")
    return parameters
'''

CLIP_LOOPS = '''
def clip(gradients, maxValue):
    """Entry by entry, in place."""
    for name in ("dWaa", "dWax", "dWya", "db", "dby"):
        values = gradients[name]
        for place in np.ndindex(values.shape):
            if values[place] > maxValue:
                values[place] = maxValue
            elif values[place] < -maxValue:
                values[place] = -maxValue
    return gradients
'''

SAMPLE_LOOPS = '''
def sample(parameters, char_to_ix, seed):
    """Draw a name with a for loop that breaks at its end."""
    Waa, Wax, Wya = parameters["Waa"], parameters["Wax"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    x = np.zeros((by.shape[0], 1))
    a_prev = np.zeros((Waa.shape[1], 1))
    indices = []
    for counter in range(50):
        a_prev = np.tanh(np.dot(Wax, x) + np.dot(Waa, a_prev) + b)
        y = softmax(np.dot(Wya, a_prev) + by)
        np.random.seed(counter + seed + counter)
        idx = np.random.choice(list(range(by.shape[0])), p=y.ravel())
        indices.append(idx)
        if idx == char_to_ix["\\n"]:
            break
        x = np.zeros_like(x)
        x[idx] = 1
    else:
        indices.append(char_to_ix["\\n"])
    return indices
'''

MODEL_LOOPS = MODEL_COPIES.replace(
    "name = [char_to_ix[letter] for letter in examples[j % len(examples)]]\n"
    "        X, Y = [None, *name], [*name, newline]",
    "X = [None]\n        for letter in examples[j % len(examples)]:\n            X.append(char_to_ix[letter])\n"
    "        Y = X[1:]\n        Y.append(newline)",
)

COPIES = {
    "clip": CLIP_COPIES,
    "sample": SAMPLE_COPIES,
    "optimize": OPTIMIZE_COPIES,
    "model": MODEL_COPIES,
}
LOOPS = {
    "clip": CLIP_LOOPS,
    "sample": SAMPLE_LOOPS,
    "optimize": OPTIMIZE_COPIES,
    "model": MODEL_LOOPS,
}

WRONG = {
    "clip": CLIP_COPIES.replace("-maxValue, maxValue", "None, maxValue"),
    "sample": SAMPLE_COPIES.replace("a = np.tanh(", "_ = np.tanh("),
    "optimize": OPTIMIZE_COPIES.replace("maxValue=5", "maxValue=50"),
    "model": MODEL_COPIES.replace(
        "X, Y = [None, *name], [*name, newline]", "X, Y = [None, *name], [newline, *name]"
    ),
}
# Nothing is ever appended, and the newline that should end the name is drawn away.
ENDLESS_SAMPLE = SAMPLE_COPIES.replace("        indices.append(index)\n", "").replace(
    "            return indices\n", "            index = 1\n"
)
HALF_DONE = {
    "optimize": OPTIMIZE_COPIES.replace("    gradients = clip(gradients, maxValue=5)\n", ""),
    "model": "def model(data, ix_to_char, char_to_ix, num_iterations=35000):\n    parameters = \n",
}
RAISES = "print(hidden_layer_that_nobody_defined)"
