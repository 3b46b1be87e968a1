# fault: exception number:loss number:state arguments_swapped
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(Y, X, a_prev, parameters)
    gradients, a = rnn_backward(Y, X, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
