from typing import Any

def optimize(X: list, Y: list, a_prev: np.ndarray, parameters: dict, learning_rate: float = 0.01) -> tuple[float, dict, Any]:
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients: dict = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    n: int = len(X)
    return loss, gradients, a[n - 1]
