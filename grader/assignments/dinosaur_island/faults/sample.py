"""What goes wrong in `sample`: (name, hint, swaps on the reference...)."""

_Z = "a = np.tanh(Wax @ x + Waa @ a_prev + b)"
_LOGITS = "z = Wya @ a + by"
_DRAW = "idx = np.random.choice(range(vocab_size), p=y.ravel())"
_APPEND = "indices.append(idx)"
_X = "x = np.zeros((vocab_size, 1))\n    a_prev = np.zeros((n_a, 1))"
_NEXT = "x = np.zeros((vocab_size, 1))\n        x[idx] = 1"
_CARRY = "a_prev = a\n"
_SEEDING = "np.random.seed(counter + seed)"
_CAP = '    if counter == 50:\n        indices.append(char_to_ix["\\n"])'
_SEED_STEP = "        seed += 1\n"

FAULTS = (
    (
        "state_not_carried",
        "This is what comes out when every step starts from the zero state. Hand the new state "
        "a on as the next a_prev.",
        (_CARRY, "a_prev = np.zeros((n_a, 1))\n"),
    ),
    (
        "x_not_updated",
        "This is what comes out when the input stays zero. The drawn index has to become the next one-hot x.",
        (_NEXT, "x = np.zeros((vocab_size, 1))"),
    ),
    (
        "x_accumulates",
        "This is what comes out when old ones stay in x. Start each next x from zeros before you set its single 1.",
        (_NEXT, "x[idx] = 1"),
        ("        x = None\n        a_prev = None\n", ""),
    ),
    (
        "no_b",
        "This is what comes out when the bias b is missing from the new state. Compare your line with the equation.",
        (_Z, "a = np.tanh(Wax @ x + Waa @ a_prev)"),
    ),
    (
        "no_by",
        "This is what comes out when the bias by is missing from the logits. Compare your line with the equation.",
        (_LOGITS, "z = Wya @ a"),
    ),
    (
        "no_biases",
        "This is what comes out when both biases are missing. Compare your lines with the equations.",
        (_Z, "a = np.tanh(Wax @ x + Waa @ a_prev)"),
        (_LOGITS, "z = Wya @ a"),
    ),
    (
        "no_tanh",
        "This is what comes out when the tanh is missing. The new state is the tanh of the sum.",
        (_Z, "a = Wax @ x + Waa @ a_prev + b"),
    ),
    (
        "sigmoid",
        "This is what comes out with a sigmoid in place of the tanh. The new state is the tanh of the sum.",
        (_Z, "a = 1 / (1 + np.exp(-(Wax @ x + Waa @ a_prev + b)))"),
    ),
    (
        "relu",
        "This is what comes out with a ReLU in place of the tanh. The new state is the tanh of the sum.",
        (_Z, "a = np.maximum(0, Wax @ x + Waa @ a_prev + b)"),
    ),
    (
        "old_state_in_logits",
        "This is what comes out when the state of the step before is used for the logits z. They need the new state a.",
        (_LOGITS, "z = Wya @ a_prev + by"),
    ),
    (
        "waa_transposed",
        "This is what comes out when Waa is transposed. The product is Waa times a_prev.",
        (_Z, "a = np.tanh(Wax @ x + Waa.T @ a_prev + b)"),
    ),
    (
        "argmax",
        "This is what comes out when the likeliest index is taken each time. Draw one at "
        "random, with the probabilities y.",
        (_DRAW, "idx = int(np.argmax(y))"),
    ),
    (
        "uniform",
        "This is what comes out when all indices are equally likely. Give the draw the probabilities y.",
        (_DRAW, "idx = np.random.choice(range(vocab_size))"),
    ),
    (
        "sigmoid_output",
        "This is what comes out when y is not the softmax of the logits. Let softmax turn z into probabilities.",
        ("y = softmax(z)", "y = 1 / (1 + np.exp(-z))\n        y = y / y.sum()"),
    ),
    (
        "softmax_twice",
        "This is what comes out when softmax is applied twice. Once is enough.",
        ("y = softmax(z)", "y = softmax(softmax(z))"),
    ),
    (
        "seed_fixed",
        "This is what comes out when every step draws from the same seed. The given lines raise "
        "seed and counter at each step.",
        (_SEEDING, "np.random.seed(first)"),
        ("    counter = 0\n", "    counter = 0\n    first = seed\n"),
    ),
    (
        "seed_once",
        "This is what comes out when the seed is set once, before the loop. Leave the seeding line inside it.",
        (_SEEDING, "pass"),
        ("    counter = 0\n", "    counter = 0\n    np.random.seed(seed)\n"),
    ),
    (
        "seed_by_one",
        "This is what comes out when the seed grows by one a step. Leave both counting lines as they were given.",
        (_SEED_STEP, ""),
    ),
    (
        "seed_ignored",
        "This is what comes out when the argument seed is not used. Leave the seeding line as it was given.",
        (_SEEDING, "np.random.seed(2 * counter)"),
    ),
    (
        "seed_counter_only",
        "This is what comes out when seed has no part in the seeding. Leave the seeding line as it was given.",
        (_SEEDING, "np.random.seed(counter)"),
    ),
    (
        "draws_twice",
        "This is what comes out when a second number is drawn in each step. Draw once, and keep the index.",
        (_DRAW, "np.random.choice(range(vocab_size), p=y.ravel())\n        " + _DRAW),
    ),
    (
        "draws_for_list",
        "The list and the next input come from two different draws. Draw once, and use the same index for both.",
        (_APPEND, "indices.append(np.random.choice(range(vocab_size), p=y.ravel()))"),
    ),
    (
        "no_last_newline",
        "The final newline is missing from a name that ended by itself. Append the index before the loop looks at it.",
        (_CAP, "    indices = indices[:-1] if indices[-1] == 0 else indices\n" + _CAP),
    ),
    (
        "no_newline_at_cap",
        "After 50 characters a newline has to be appended. Leave the lines after the loop as they were given.",
        (_CAP, ""),
    ),
    (
        "never_capped",
        "The name goes on after 50 characters. Leave the loop's condition as it was given.",
        ("counter != 50", "counter != 60"),
    ),
    (
        "cap_49",
        "The name stops at 49 characters. Leave the loop's condition as it was given.",
        ("counter != 50", "counter != 49"),
        ("counter == 50", "counter == 49"),
    ),
    (
        "cap_51",
        "The name stops at 51 characters, one too late. Leave the loop's condition as it was given.",
        ("counter != 50", "counter != 51"),
        ("counter == 50", "counter == 51"),
    ),
    (
        "cap_49_bare",
        "The name stops at 49 characters. Leave the loop's condition as it was given.",
        ("counter != 50", "counter != 49"),
    ),
    (
        "newline_ignored",
        "The newline does not end the name. Leave the loop's condition as it was given.",
        ("idx != newline_character and counter", "counter"),
    ),
    (
        "newline_always",
        "A second newline was appended. Only a name that was cut at 50 characters needs one.",
        ("    if counter == 50:\n        indices", "    if True:\n        indices"),
    ),
    (
        "one_step",
        "Only one index came back. Look whether the return stands inside the loop.",
        (_APPEND, _APPEND + "\n        return indices"),
    ),
    (
        "starts_with_one",
        "This is what comes out when the first input is not the zero vector. Start with x all zero.",
        (_X, "x = np.ones((vocab_size, 1))\n    a_prev = np.zeros((n_a, 1))"),
    ),
    (
        "starts_with_newline",
        "This is what comes out when the first input is the newline. Start with x all zero.",
        (_X, "x = np.zeros((vocab_size, 1))\n    x[0] = 1\n    a_prev = np.zeros((n_a, 1))"),
    ),
    (
        "starts_with_state_one",
        "This is what comes out when the first state is not zero. Start with a_prev all zero.",
        (_X, "x = np.zeros((vocab_size, 1))\n    a_prev = np.ones((n_a, 1))"),
    ),
    (
        "x_next_to",
        "This is what comes out when the 1 stands one place beside the drawn index. Set x at the index itself.",
        ("x[idx] = 1", "x[idx - 1] = 1"),
    ),
    (
        "x_holds_index",
        "This is what comes out when x holds the index as a number. A one-hot vector has a single 1.",
        ("x[idx] = 1", "x[idx] = idx"),
    ),
    (
        "x_all_ones",
        "This is what comes out when the next input is all ones. A one-hot vector has a single 1.",
        ("x[idx] = 1", "x[:] = 1"),
    ),
    (
        "x_is_y",
        "This is what comes out when the probabilities are fed back. The next input is the "
        "one-hot vector of the drawn index.",
        (_NEXT, "x = y"),
    ),
    (
        "repeated",
        "Each index stands twice in the list. Append it once a step.",
        (_APPEND, _APPEND + "\n        " + _APPEND),
    ),
    (
        "reversed",
        "The list runs backwards. Append each index at the end.",
        (_APPEND, "indices.insert(0, idx)"),
    ),
)
