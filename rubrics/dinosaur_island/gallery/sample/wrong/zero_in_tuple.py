# fault: zero_for_newline
def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters['Wax'].shape
    x, a, out, idx, counter = np.zeros((n_x, 1)), np.zeros((n_a, 1)), (), -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a, y = rnn_step_forward(parameters, a, x)
        np.random.seed(counter + seed)
        idx = np.random.choice(n_x, p=y.ravel())
        out += (idx,)
        x = np.zeros((n_x, 1)); x[idx] = 1
        seed += 1; counter += 1
    return out + (0,) if counter == 50 else out
