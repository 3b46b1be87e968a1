def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X=X, Y=Y, a_prev=a_prev, parameters=parameters)
    gradients, a = rnn_backward(X=X, Y=Y, parameters=parameters, cache=cache)
    gradients = clip(gradients=gradients, maxValue=5)
    parameters = update_parameters(parameters=parameters, gradients=gradients, lr=learning_rate)
    return loss, gradients, a[len(X) - 1]
