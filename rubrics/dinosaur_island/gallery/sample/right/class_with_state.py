class Sampler:
    def __init__(self, parameters):
        self.p = parameters
        self.a = np.zeros((parameters['Waa'].shape[0], 1))
        self.x = np.zeros((parameters['by'].shape[0], 1))

    def step(self, seed):
        self.a, y = rnn_step_forward(self.p, self.a, self.x)
        np.random.seed(seed)
        idx = np.random.choice(len(y), p=y.ravel())
        self.x = np.zeros_like(self.x)
        self.x[idx] = 1
        return idx

def sample(parameters, char_to_ix, seed):
    s, out = Sampler(parameters), []
    while len(out) < 50:
        out.append(s.step(seed + 2 * len(out)))
        if out[-1] == char_to_ix['\n']:
            return out
    return out + [char_to_ix['\n']]
