def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters['Wax'].shape
    x, a, out, idx, counter = np.zeros((n_x, 1)), np.zeros((n_a, 1)), [], -1, 0
    while not (idx == char_to_ix['\n'] or counter == 50):
        a = np.tanh(np.einsum('ij,jk->ik', parameters['Wax'], x) + np.einsum('ij,jk->ik', parameters['Waa'], a) + parameters['b'])
        y = softmax(np.einsum('ij,jk->ik', parameters['Wya'], a) + parameters['by'])
        np.random.seed(counter + seed)
        idx = np.random.choice(range(n_x), p=y[:, -1])
        out.append(idx)
        x = np.zeros((n_x, 1)); x[idx][0] = 1
        seed += 1; counter += 1
    if counter == 50: out.append(char_to_ix['\n'])
    return out
