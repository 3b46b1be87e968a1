# fault: zero_for_newline
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = (parameters[k] for k in ('Waa', 'Wax', 'Wya', 'by', 'b'))
    vocab_size, n_a = by.shape[0], Waa.shape[1]
    x, a_prev, indices, idx, counter = np.zeros((vocab_size, 1)), np.zeros((n_a, 1)), [], -1, 0
    while idx != char_to_ix['\n'] and counter != 50:
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        y = softmax(Wya @ a + by)
        np.random.seed(counter + seed)
        idx = np.random.choice([i for i in range(vocab_size)], p=y[:, 0])
        indices.append(int(idx))
        x = np.eye(vocab_size)[:, [idx]]
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(0)
    return indices
