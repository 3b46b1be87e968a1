step = lambda p, x, a: np.tanh(p['Wax'] @ x + p['Waa'] @ a + p['b'])

def sample(parameters, char_to_ix, seed):
    n_a, n_x = parameters['Wax'].shape
    x, a = np.zeros((n_x, 1)), np.zeros((n_a, 1))
    indices, counter = [], 0
    while counter < 50:
        a = step(parameters, x, a)
        np.random.seed(counter + seed)
        indices.append(np.random.choice(range(n_x), replace=True, p=softmax(parameters['Wya'] @ a + parameters['by']).ravel()))
        if indices[-1] == char_to_ix['\n']:
            break
        x = (np.arange(n_x) == indices[-1]).astype(float).reshape(-1, 1)
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(char_to_ix['\n'])
    return indices
