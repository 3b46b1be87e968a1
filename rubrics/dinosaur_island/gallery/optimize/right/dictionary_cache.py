def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, (p, a, x) = rnn_forward(X, Y, a_prev, parameters)
    gradients, _ = rnn_backward(X, Y, parameters, (p, a, x))
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
