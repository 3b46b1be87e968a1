def sample(parameters, char_to_ix, seed):
    Waa, Wax, Wya, by, b = (parameters[k] for k in ('Waa', 'Wax', 'Wya', 'by', 'b'))
    a, inp, out, t = np.zeros_like(b), 0, [], 0
    while True:
        a = np.tanh(inp + Waa @ a + b)
        p = softmax(Wya @ a + by).ravel()
        np.random.seed(seed + 2 * t)
        i = np.random.choice(len(p), p=p)
        out.append(i)
        t += 1
        if i == char_to_ix["\n"]:
            break
        if t == 50:
            out.append(char_to_ix["\n"])
            break
        inp = Wax[:, [i]]
    return out
