# fault: absent type number:Wax triple
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    return X, Y, a_prev
