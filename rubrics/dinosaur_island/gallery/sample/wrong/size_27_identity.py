# fault: size_written_in
def sample(parameters, char_to_ix, seed):
    one_hot = np.eye(27)
    x, a_prev = np.zeros((27, 1)), np.zeros((100, 1))
    indices, counter, idx = [], 0, -1
    while idx != char_to_ix["\n"] and counter < 50:
        a_prev, y = rnn_step_forward(parameters, a_prev, x)
        np.random.seed(counter + seed)
        idx = np.random.choice(np.arange(27), p=y.ravel())
        indices.append(idx)
        x = one_hot[:, idx].reshape(27, 1)
        seed, counter = seed + 1, counter + 1
    if counter == 50:
        indices.append(char_to_ix["\n"])
    return indices
