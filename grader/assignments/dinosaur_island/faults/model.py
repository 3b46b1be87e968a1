"""What goes wrong in `model`: (name, hint, swaps on the reference...)."""

_INDEX = "index = j % len(examples)"
_X = "X = [None] + [char_to_ix[ch] for ch in examples[index]]"
_Y = 'Y = X[1:] + [char_to_ix["\\n"]]'
_STEP = "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)"
_SMOOTH = "loss = smooth(loss, curr_loss)"
_SHUFFLE = "np.random.shuffle(examples)"
_SEED = "np.random.seed(0)"
_SAMPLE = "sampled_indices = sample(parameters, char_to_ix, seed)"
_INITIAL = "loss = get_initial_loss(vocab_size, dino_names)"


def _rate(name: str, value: str) -> tuple[str, str, tuple[str, str]]:
    return (
        name,
        "optimize was called with another learning rate than 0.01. Look at its last argument.",
        (_STEP, _STEP.replace("0.01", value)),
    )


FAULTS = (
    (
        "no_modulo",
        "The loop ran out of examples. After the last one the first one comes again: think of the remainder of j.",
        (_INDEX, "index = j"),
    ),
    (
        "same_example",
        "Every iteration reads the same name. The index has to follow j.",
        (_INDEX, "index = 0"),
    ),
    (
        "one_late",
        "The names are one too far on. Iteration 0 takes example 0.",
        (_INDEX, "index = (j + 1) % len(examples)"),
    ),
    (
        "modulo_short",
        "The last name of the list is never read. Wrap at the number of examples, not one earlier.",
        (_INDEX, "index = j % (len(examples) - 1)"),
    ),
    (
        "modulo_vocabulary",
        "The index wraps at the size of the vocabulary. Wrap at the number of examples.",
        (_INDEX, "index = j % vocab_size % len(examples)"),
    ),
    (
        "clamped",
        "After the last example it stays with that one. The first one should come again.",
        (_INDEX, "index = min(j, len(examples) - 1)"),
    ),
    (
        "backwards",
        "The names come in the reverse order. Iteration j takes example j, counted from the front.",
        (_INDEX, "index = -1 - j % len(examples)"),
    ),
    (
        "no_leading_none",
        "X has no None in front. The first input is a zero vector, so that the first letter is learned too.",
        (_X, "X = [char_to_ix[ch] for ch in examples[index]]"),
    ),
    (
        "newline_in_front",
        "X begins with the newline's index. The first input is None, a zero vector.",
        (_X, "X = [0] + [char_to_ix[ch] for ch in examples[index]]"),
    ),
    (
        "newline_in_X",
        "X has a newline at its end. Only Y ends with it.",
        (_X, _X + ' + [char_to_ix["\\n"]]'),
    ),
    (
        "no_final_newline",
        "Y does not end with the newline's index. Without it the model never learns where a name ends.",
        (_Y, "Y = X[1:]"),
    ),
    (
        "not_shifted",
        "Y is not one step ahead of X. Its first entry is the name's first letter.",
        (_Y, 'Y = X[:-1] + [char_to_ix["\\n"]]'),
    ),
    (
        "targets_are_inputs",
        "Y is the same as X. It should be one step ahead, with the newline's index at its end.",
        (_Y, "Y = X"),
    ),
    (
        "shifted_twice",
        "Y is two steps ahead of X. One is right.",
        (_Y, 'Y = X[2:] + [char_to_ix["\\n"]]'),
    ),
    (
        "final_none",
        "Y ends with None. It should end with the newline's index.",
        (_Y, "Y = X[1:] + [None]"),
    ),
    (
        "characters",
        "X and Y hold characters. Translate each by char_to_ix.",
        (_X, "X = [None] + list(examples[index])"),
    ),
    (
        "reversed_letters",
        "The letters of each name come in the reverse order. Read from left to right.",
        (_X, "X = [None] + [char_to_ix[ch] for ch in reversed(examples[index])]"),
    ),
    (
        "state_not_carried",
        "Every name starts from the zero state. Keep the state that optimize gives back for the next name.",
        (_STEP, _STEP.replace("gradients, a_prev =", "gradients, _ =")),
        ("        curr_loss, gradients = None, None\n", ""),
    ),
    _rate("rate_tenfold", "0.1"),
    _rate("rate_tenth", "0.001"),
    _rate("rate_one", "1.0"),
    (
        "optimized_twice",
        "Each name is learned twice. One call of optimize an iteration.",
        (_STEP, _STEP + "\n        " + _STEP),
    ),
    (
        "not_shuffled",
        "The names come in the order of the file. Leave the two shuffling lines as they were given.",
        (_SHUFFLE, "pass"),
    ),
    (
        "sorted",
        "The names come in alphabetical order. Leave the two shuffling lines as they were given.",
        (_SHUFFLE, "examples.sort()"),
    ),
    (
        "other_shuffle",
        "The names are shuffled in another order than everybody's. Leave the seed before the "
        "shuffling as it was given.",
        (_SEED, "np.random.seed(1)"),
    ),
    (
        "shuffle_unseeded",
        "The names are shuffled in another order than everybody's. Leave the seed before the "
        "shuffling as it was given.",
        (_SEED, "pass"),
    ),
    (
        "unsmoothed",
        "The printed loss is that of the last name alone. Leave the smoothing line as it was given.",
        (_SMOOTH, "loss = curr_loss"),
    ),
    (
        "smoothing_swapped",
        "The smoothing is the wrong way round: the newest loss has nearly all the weight. The old loss comes first.",
        (_SMOOTH, "loss = smooth(curr_loss, loss)"),
    ),
    (
        "loss_frozen",
        "The printed loss never changes. It has to follow the loss that optimize gives back.",
        (_SMOOTH, "pass"),
    ),
    (
        "zero_initial_loss",
        "The smoothed loss starts from zero. It starts from get_initial_loss.",
        (_INITIAL, "loss = 0.0"),
    ),
    (
        "initial_loss_swapped",
        "The starting loss has its two arguments in each other's place. The vocabulary's size comes first.",
        (_INITIAL, "loss = get_initial_loss(dino_names, vocab_size)"),
    ),
    (
        "fixed_vocabulary",
        "The vocabulary is taken to have 27 symbols. Use vocab_size.",
        ("n_x, n_y = vocab_size, vocab_size", "n_x, n_y, vocab_size = 27, 27, 27"),
    ),
    (
        "fixed_names",
        "Always seven names are drawn. Use dino_names.",
        ("range(dino_names)", "range(7)"),
    ),
    (
        "fixed_units",
        "The number of hidden units is taken to be 50. Use n_a.",
        ("    n_x, n_y", "    n_a = 50\n    n_x, n_y"),
    ),
    (
        "same_seed",
        "All names of a report are drawn with the same seed. They take 0, 1, 2 and so on.",
        (_SAMPLE, "sampled_indices = sample(parameters, char_to_ix, 0)"),
    ),
    (
        "seed_from_one",
        "The names' seeds start at 1. They start at 0.",
        (_SAMPLE, "sampled_indices = sample(parameters, char_to_ix, seed + 1)"),
    ),
    (
        "never_learns",
        "model made no step at all. Call optimize once an iteration.",
        (_STEP, "curr_loss = 0.0"),
        ("        curr_loss, gradients = None, None\n", ""),
    ),
    (
        "fresh_parameters",
        "The parameters that came back are not those that were trained. Initialise them once, before the loop.",
        ("    return parameters", "    return initialize_parameters(n_a, n_x, n_y)"),
    ),
    (
        "reinitialised",
        "The parameters are initialised again in each iteration, so nothing is learned. Do it once, before the loop.",
        (_INDEX, _INDEX + "\n        parameters = initialize_parameters(n_a, n_x, n_y)"),
    ),
    (
        "returns_inside",
        "model came back after its first iteration. Look whether the return stands inside the loop.",
        (_SMOOTH, _SMOOTH + "\n        return parameters"),
    ),
    (
        "one_short",
        "The loop makes one iteration too few. It runs num_iterations times.",
        ("range(num_iterations)", "range(num_iterations - 1)"),
    ),
    (
        "one_more",
        "The loop makes one iteration too many. It runs num_iterations times.",
        ("range(num_iterations)", "range(num_iterations + 1)"),
    ),
)
