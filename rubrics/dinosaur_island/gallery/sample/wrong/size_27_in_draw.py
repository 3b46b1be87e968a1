# fault: size_written_in
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya = parameters["Waa"], parameters["Wax"], parameters["Wya"]
    b, by = parameters["b"], parameters["by"]
    x = np.zeros((Wax.shape[1], 1))
    a = np.zeros((Wax.shape[0], 1))
    indices = []
    for t in range(50):
        a = np.tanh(Wax @ x + Waa @ a + b)
        p = softmax(Wya @ a + by)
        np.random.seed(seed + 2 * t)
        i = np.random.choice(27, p=p.flatten())
        indices.append(i)
        if i == char_to_ix["\n"]:
            return indices
        x = np.eye(len(by))[:, [i]]
    return indices + [char_to_ix["\n"]]
