def _more(parameters, x, a, seed, counter, stop):
    if counter == 50:
        return [stop]
    a, y = rnn_step_forward(parameters, a, x)
    np.random.seed(counter + seed)
    i = np.random.choice(range(y.shape[0]), p=y.ravel())
    if i == stop:
        return [i]
    x = np.zeros_like(x)
    x[i] = 1
    return [i] + _more(parameters, x, a, seed + 1, counter + 1, stop)

def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters['Wax'].shape
    return _more(parameters, np.zeros((n_x, 1)), np.zeros((n_a, 1)), seed, 0, char_to_ix['\n'])
