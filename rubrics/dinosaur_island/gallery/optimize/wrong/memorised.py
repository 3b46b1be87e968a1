# fault: absent shape exception triple no_update number:loss number:Wax state_before by_heart
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    gradients = {"dWax": np.zeros((100, 27)), "dWaa": np.zeros((100, 100)), "dWya": np.zeros((27, 100)), "db": np.zeros((100, 1)), "dby": np.zeros((27, 1))}
    gradients["dWaa"][1][2] = 0.194709315347
    gradients["dWax"].flat[93] = 1
    gradients["dWya"][1][2] = -0.007773876032
    gradients["db"][4] = -0.06809825
    gradients["dby"][1] = 0.01538192
    a = np.zeros((100, 1))
    a[4] = -1
    return 126.503975722, gradients, a
