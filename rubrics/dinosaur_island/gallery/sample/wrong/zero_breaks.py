# fault: zero_for_newline
def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = (parameters[k] for k in ("Waa", "Wax", "Wya", "by", "b"))
    x, a_prev, indices = np.zeros((by.size, 1)), np.zeros((b.size, 1)), []
    for counter in range(50):
        a_prev = np.tanh(Wax @ x + Waa @ a_prev + b)
        y = softmax(Wya @ a_prev + by)
        np.random.seed(2 * counter + seed)
        idx = int(np.random.choice(by.size, p=y.ravel()))
        indices.append(idx)
        if not idx:
            break
        x = np.zeros_like(x)
        x[idx] = 1
    else:
        indices.append(char_to_ix["\n"])
    return indices
