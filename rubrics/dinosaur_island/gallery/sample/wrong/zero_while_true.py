# fault: zero_for_newline
def sample(parameters, char_to_ix, seed):
    n_x, n_a = parameters["by"].shape[0], parameters["b"].shape[0]
    x, a = np.zeros((n_x, 1)), np.zeros((n_a, 1))
    indices = []
    while True:
        a, y = rnn_step_forward(parameters, a, x)
        np.random.seed(len(indices) + seed)
        indices.append(np.random.choice(range(n_x), p=y.ravel()))
        if indices[-1] == 0:
            return indices
        if len(indices) == 50:
            return indices + [0]
        x = np.zeros((n_x, 1))
        x[indices[-1]] = 1
        seed += 1
