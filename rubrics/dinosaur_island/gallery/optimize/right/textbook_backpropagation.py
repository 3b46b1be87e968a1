def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    x, a, p = {}, {-1: np.copy(a_prev)}, {}
    loss = 0
    n_x = parameters["Wax"].shape[1]
    for t in range(len(X)):
        x[t] = np.zeros((n_x, 1))
        if X[t] is not None:
            x[t][X[t]] = 1
        a[t], p[t] = rnn_step_forward(parameters, a[t - 1], x[t])
        loss -= np.log(p[t][Y[t], 0])
    g = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    g["da_next"] = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(p[t])
        dy[Y[t]] -= 1
        g = rnn_step_backward(dy, g, parameters, x[t], a[t], a[t - 1])
    g = clip(g, 5)
    update_parameters(parameters, g, learning_rate)
    return loss, g, a[len(X) - 1]
