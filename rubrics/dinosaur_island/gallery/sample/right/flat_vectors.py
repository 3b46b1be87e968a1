def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = (parameters[k] for k in ('Waa', 'Wax', 'Wya', 'by', 'b'))
    vocab_size, n_a = by.shape[0], Waa.shape[1]
    x = np.zeros(vocab_size)
    a = np.zeros(n_a)
    indices = []
    for t in range(50):
        a = np.tanh(Wax @ x + Waa @ a + b.ravel())
        y = softmax(Wya @ a + by.ravel())
        np.random.seed(seed + 2 * t)
        idx = np.random.choice(range(vocab_size), p=y)
        indices.append(idx)
        if idx == char_to_ix['\n']:
            return indices
        x = np.zeros(vocab_size)
        x[idx] = 1.0
    indices.append(char_to_ix['\n'])
    return indices
