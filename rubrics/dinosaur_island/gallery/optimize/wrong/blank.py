# fault: unfinished number:Wax
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = None, None
    gradients, a = None, [None] * len(X)
    return loss, gradients, a[len(X) - 1]
