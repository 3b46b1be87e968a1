# fault: number:indices
def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters["Wax"].shape
    rng = np.random.default_rng(seed)
    x, a, out = np.zeros((n_x, 1)), np.zeros((n_a, 1)), []
    while len(out) < 50 and (not out or out[-1]):
        a, y = rnn_step_forward(parameters, a, x)
        out.append(int(rng.choice(n_x, p=y.ravel())))
        x = np.zeros((n_x, 1))
        x[out[-1]] = 1
    return out + [0] if len(out) == 50 else out
