def sample(parameters: dict, char_to_ix: dict, seed: int = 0) -> list:
    n_a, n_x = parameters["Wax"].shape
    x: np.ndarray = np.zeros(shape=[n_x, 1])
    a: np.ndarray = np.zeros(shape=[n_a, 1])
    indices: list = []
    for counter in range(0, 50):
        a, y = rnn_step_forward(parameters, a, x)
        np.random.seed(seed + counter * 2)
        idx = int(np.random.choice(tuple(range(n_x)), p=y.ravel().tolist()))
        indices.insert(len(indices), idx)
        if idx == char_to_ix["\n"]:
            break
        x = np.array([[1.0] if i == idx else [0.0] for i in range(n_x)])
    else:
        indices.append(char_to_ix["\n"])
    return indices
