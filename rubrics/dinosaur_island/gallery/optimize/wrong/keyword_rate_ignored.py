# fault: fixed_rate number:loss
def optimize(X, Y, a_prev, parameters, *rest, **named):
    learning_rate = rest[0] if rest else 0.01
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
