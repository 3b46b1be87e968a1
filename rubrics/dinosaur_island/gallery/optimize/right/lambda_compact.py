optimize = lambda X, Y, a_prev, parameters, learning_rate=0.01: (
    lambda f: (lambda b: (lambda g: (update_parameters(parameters, g, learning_rate), (f[0], g, b[1][len(X) - 1]))[1])(clip(b[0], 5)))(
        rnn_backward(X, Y, parameters, f[1])))(rnn_forward(X, Y, a_prev, parameters))
