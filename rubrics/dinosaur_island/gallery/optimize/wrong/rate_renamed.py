# fault: exception arguments
def optimize(X, Y, a_prev, parameters, lr=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, lr)
    return loss, gradients, a[len(X) - 1]
