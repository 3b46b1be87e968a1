def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters['Wax'].shape
    x, a, out, idx, counter = np.zeros((n_x, 1)), np.zeros((n_a, 1)), [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        pre = (parameters['Waa'] * a.T).sum(axis=1, keepdims=True) + (parameters['Wax'] * x.T).sum(axis=1, keepdims=True) + parameters['b']
        a = np.sinh(pre) / np.cosh(pre)
        logits = np.dot(a.T, parameters['Wya'].T).T + parameters['by']
        y = np.exp(logits - np.log(np.exp(logits).sum()))
        np.random.seed(counter + seed)
        idx = np.random.choice(range(n_x), p=y.ravel() / y.sum())
        out.append(idx)
        x = np.zeros((n_x, 1)); x[idx] = 1
        seed += 1; counter += 1
    if counter == 50: out.append(char_to_ix['\n'])
    return out
