MAX_VALUE = 5

def optimize(X, Y, a_prev, parameters, learning_rate=0.01, max_value=MAX_VALUE):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    grads, states = rnn_backward(X, Y, parameters, cache)
    grads = clip(grads, max_value)
    parameters = update_parameters(parameters, grads, learning_rate)
    last = states[len(Y) - 1]
    return loss, grads, last
