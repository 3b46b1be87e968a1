# fault: number:dWaa number:dWax number:dWya number:dWaa[1][2] number:Wax number:loss
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    gradients = {k: v / 2 for k, v in gradients.items()}
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
