# fault: exception parameters_made_anew
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    parameters = initialize_parameters(50, 27, 27)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
