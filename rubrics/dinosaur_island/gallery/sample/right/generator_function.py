def draws(parameters, seed):
    n_a, n_x = parameters['Wax'].shape
    x, a = np.zeros((n_x, 1)), np.zeros((n_a, 1))
    while True:
        a, y = rnn_step_forward(parameters, a, x)
        np.random.seed(seed)
        i = np.random.choice(n_x, p=y.ravel())
        yield i
        x = np.zeros((n_x, 1))
        x[i] = 1
        seed += 2

def sample(parameters, char_to_ix, seed):
    out = []
    for i in draws(parameters, seed):
        out.append(i)
        if i == char_to_ix['\n']:
            break
        if len(out) == 50:
            out.append(char_to_ix['\n'])
            break
    return out
