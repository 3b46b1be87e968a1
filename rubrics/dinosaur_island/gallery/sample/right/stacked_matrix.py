def sample(parameters, char_to_ix, seed):
    W = np.hstack([parameters['Wax'], parameters['Waa'], parameters['b']])
    n_a, n_x = parameters['Wax'].shape
    v = np.zeros((n_x + n_a + 1, 1)); v[-1] = 1
    out, idx, counter = [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a = np.tanh(W @ v)
        y = softmax(parameters['Wya'] @ a + parameters['by'])
        np.random.seed(counter + seed)
        idx = np.random.choice(range(n_x), p=y.ravel())
        out.append(idx)
        v[:n_x] = 0; v[idx] = 1; v[n_x:-1] = a
        seed += 1; counter += 1
    if counter == 50: out.append(char_to_ix['\n'])
    return out
