def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    last = np.copy(cache[1][len(X) - 1])
    gradients = clip(rnn_backward(X, Y, parameters, cache)[0], 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, last
