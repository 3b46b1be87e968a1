class Optimizer:
    def __init__(self, limit=5):
        self.limit = limit

    def __call__(self, X, Y, a_prev, parameters, learning_rate=0.01):
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        gradients, a = rnn_backward(X, Y, parameters, cache)
        gradients = clip(gradients, self.limit)
        update_parameters(parameters, gradients, learning_rate)
        return loss, gradients, a[len(X) - 1]

optimize = Optimizer()
