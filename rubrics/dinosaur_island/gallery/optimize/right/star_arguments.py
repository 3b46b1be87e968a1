def optimize(*args, **kwargs):
    X, Y, a_prev, parameters = args[:4]
    rate = args[4] if len(args) > 4 else kwargs.get("learning_rate", 0.01)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, rate)
    return loss, gradients, a[len(X) - 1]
