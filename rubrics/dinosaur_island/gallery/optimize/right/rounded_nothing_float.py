def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(list(X), list(Y), np.array(a_prev), parameters)
    gradients, a = rnn_backward(list(X), list(Y), parameters, cache)
    gradients = clip(gradients, +5)
    update_parameters(parameters, gradients, learning_rate)
    return float(loss), dict(gradients), np.array(a[len(X) - 1])
