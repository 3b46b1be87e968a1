def one_hot(i, n):
    v = np.zeros((n, 1))
    v[i] = 1
    return v

def sample(parameters, char_to_ix, seed):
    vocab_size, n_a = parameters['by'].shape[0], parameters['Waa'].shape[1]
    x, a_prev, indices, idx, counter = np.zeros((vocab_size, 1)), np.zeros((n_a, 1)), [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a_prev, y = rnn_step_forward(parameters, a_prev, x)
        np.random.seed(counter + seed)
        idx = np.random.choice(range(vocab_size), p=y.ravel())
        indices.append(idx)
        x = one_hot(idx, vocab_size)
        seed += 1; counter += 1
    if counter == 50: indices.append(char_to_ix['\n'])
    return indices
