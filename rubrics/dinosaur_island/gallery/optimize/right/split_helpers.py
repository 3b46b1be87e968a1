def _passes(X, Y, a_prev, parameters):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    return (loss,) + tuple(rnn_backward(X, Y, parameters, cache))

def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, g, a = _passes(X, Y, a_prev, parameters)
    g = clip(g, 5)
    update_parameters(parameters, g, lr=learning_rate)
    return loss, g, a[len(X) - 1]
