# %% right="class_based"
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

# %% right="classic"
def optimize(X, Y, a_prev, parameters, learning_rate = 0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X)-1]

# %% right="clip_constant"
MAX_VALUE = 5

def optimize(X, Y, a_prev, parameters, learning_rate=0.01, max_value=MAX_VALUE):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    grads, states = rnn_backward(X, Y, parameters, cache)
    grads = clip(grads, max_value)
    parameters = update_parameters(parameters, grads, learning_rate)
    last = states[len(Y) - 1]
    return loss, grads, last

# %% right="clip_twice"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(clip(gradients, 5), 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="clipped_by_loop"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for name in gradients:
        np.clip(gradients[name], -5, 5, out=gradients[name])
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="copied_back"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    new = update_parameters({k: v.copy() for k, v in parameters.items()}, gradients, learning_rate)
    parameters.update(new)
    return loss, gradients, a[len(X) - 1]

# %% right="decorated_counter"
def counted(f):
    def inner(*a, **k):
        inner.calls += 1
        return f(*a, **k)
    inner.calls = 0
    return inner

@counted
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="dictionary_cache"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, (p, a, x) = rnn_forward(X, Y, a_prev, parameters)
    gradients, _ = rnn_backward(X, Y, parameters, (p, a, x))
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="items_unpacked"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    forward = rnn_forward(X, Y, a_prev, parameters)
    backward = rnn_backward(X, Y, parameters, forward[1])
    clipped = clip(backward[0], 5)
    update_parameters(parameters, clipped, learning_rate)
    return forward[0], clipped, backward[1][len(Y) - 1]

# %% right="keywords"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X=X, Y=Y, a_prev=a_prev, parameters=parameters)
    gradients, a = rnn_backward(X=X, Y=Y, parameters=parameters, cache=cache)
    gradients = clip(gradients=gradients, maxValue=5)
    parameters = update_parameters(parameters=parameters, gradients=gradients, lr=learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="lambda_compact"
optimize = lambda X, Y, a_prev, parameters, learning_rate=0.01: (
    lambda f: (lambda b: (lambda g: (update_parameters(parameters, g, learning_rate), (f[0], g, b[1][len(X) - 1]))[1])(clip(b[0], 5)))(
        rnn_backward(X, Y, parameters, f[1])))(rnn_forward(X, Y, a_prev, parameters))

# %% right="leftover_none"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = None, None
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = None, None
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    unused = None
    return loss, gradients, a[len(X) - 1]

# %% right="list_returned"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return [loss, clip(gradients, 5), a[len(X) - 1]]

# %% right="max_value_keyword"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5.0)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="own_clipping"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = {k: np.clip(v, -5, 5) for k, v in gradients.items()}
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% right="own_update"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for k in ("Wax", "Waa", "Wya", "b", "by"):
        parameters[k] = parameters[k] - learning_rate * gradients["d" + k]
    return loss, gradients, a[len(X) - 1]

# %% right="own_update_in_place"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters['Wax'] += -learning_rate * gradients['dWax']
    parameters['Waa'] += -learning_rate * gradients['dWaa']
    parameters['Wya'] += -learning_rate * gradients['dWya']
    parameters['b'] += -learning_rate * gradients['db']
    parameters['by'] += -learning_rate * gradients['dby']
    return loss, gradients, a[len(X) - 1]

# %% right="prints"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    print(f"loss: {loss:.3f}")
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    print("updated", sorted(parameters))
    return loss, gradients, a[len(X) - 1]

# %% right="rounded_nothing_float"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(list(X), list(Y), np.array(a_prev), parameters)
    gradients, a = rnn_backward(list(X), list(Y), parameters, cache)
    gradients = clip(gradients, +5)
    update_parameters(parameters, gradients, learning_rate)
    return float(loss), dict(gradients), np.array(a[len(X) - 1])

# %% right="split_helpers"
def _passes(X, Y, a_prev, parameters):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    return (loss,) + tuple(rnn_backward(X, Y, parameters, cache))

def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, g, a = _passes(X, Y, a_prev, parameters)
    g = clip(g, 5)
    update_parameters(parameters, g, lr=learning_rate)
    return loss, g, a[len(X) - 1]

# %% right="star_arguments"
def optimize(*args, **kwargs):
    X, Y, a_prev, parameters = args[:4]
    rate = args[4] if len(args) > 4 else kwargs.get("learning_rate", 0.01)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, rate)
    return loss, gradients, a[len(X) - 1]

# %% right="state_from_forward"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    last = np.copy(cache[1][len(X) - 1])
    gradients = clip(rnn_backward(X, Y, parameters, cache)[0], 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, last

# %% right="textbook_backpropagation"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    x, a, p = {}, {-1: np.copy(a_prev)}, {}
    loss = 0
    n_x = parameters["Wax"].shape[1]
    for t in range(len(X)):
        x[t] = np.zeros((n_x, 1))
        if X[t] is not None:
            x[t][X[t]] = 1
        a[t], p[t] = rnn_step_forward(parameters, a[t - 1], x[t])
        loss -= np.log(p[t][Y[t], 0])
    g = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    g["da_next"] = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(p[t])
        dy[Y[t]] -= 1
        g = rnn_step_backward(dy, g, parameters, x[t], a[t], a[t - 1])
    g = clip(g, 5)
    update_parameters(parameters, g, learning_rate)
    return loss, g, a[len(X) - 1]

# %% right="type_hints"
from typing import Any

def optimize(X: list, Y: list, a_prev: np.ndarray, parameters: dict, learning_rate: float = 0.01) -> tuple[float, dict, Any]:
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients: dict = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    n: int = len(X)
    return loss, gradients, a[n - 1]

# %% right="without_da_next"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = {k: gradients[k] for k in gradients if k != "da_next"}
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="a_prev_returned" faults="state_before"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a_prev

# %% wrong="all_states_returned" faults="all_states"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a

# %% wrong="backward_of_none" faults="unfinished exception"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, _ = rnn_forward(X, Y, a_prev, parameters)
    cache = None
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="blank" faults="unfinished number:Wax"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = None, None
    gradients, a = None, [None] * len(X)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clip_without_limit" faults="exception arguments"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clipped_copy_unused" faults="no_clip clip_not_returned"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    clip({k: v.copy() for k, v in gradients.items()}, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clips_at_learning_rate" faults="clips_at_rate"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, learning_rate)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clips_at_one" faults="clips_at_1"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 1)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clips_at_ten" faults="clips_at_10"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 10)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="clips_parameters" faults="no_clip number:dWaa"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    parameters = clip({"d" + k: v for k, v in parameters.items()}, 5) and parameters
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="constants" faults="number:Wax absent number:loss unused_argument"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    return 126.503975722, {}, a_prev

# %% wrong="copy_updated" faults="no_update"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters({k: v.copy() for k, v in parameters.items()}, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="dictionary_returned" faults="type"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return {"loss": loss, "gradients": gradients, "a": a[len(X) - 1]}

# %% wrong="divides_by_length" faults="gradients_mean number:loss"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = {k: v / len(X) for k, v in gradients.items()}
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="fresh_parameters" faults="exception"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    parameters = initialize_parameters(50, 27, 27)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="global_limit_changed" faults="clips_at_10"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    limit = 10
    gradients = clip(gradients, limit)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="gradients_halved" faults="number:dWaa number:dWax number:dWya number:dWaa[1][2] number:Wax number:loss"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    gradients = {k: v / 2 for k, v in gradients.items()}
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="gradients_times_rate" faults="gradients_scaled"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    gradients = {k: v * learning_rate for k, v in gradients.items()}
    return loss, gradients, a[len(X) - 1]

# %% wrong="hard_coded_units" faults="exception zero_start"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, np.zeros((100, 1)), parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="input_returned" faults="absent type number:Wax triple"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    return X, Y, a_prev

# %% wrong="keyword_rate_ignored" faults="fixed_rate number:loss"
def optimize(X, Y, a_prev, parameters, *rest, **named):
    learning_rate = rest[0] if rest else 0.01
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="loss_after_update" faults="loss_after"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    loss, _ = rnn_forward(X, Y, a_prev, parameters)
    return loss, gradients, a[len(X) - 1]

# %% wrong="loss_in_bits" faults="number:loss"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss / np.log(2), gradients, a[len(X) - 1]

# %% wrong="mean_loss" faults="loss_mean"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss / len(X), gradients, a[len(X) - 1]

# %% wrong="memorised" faults="absent shape exception triple no_update number:loss number:Wax state_before by_heart unused_argument"
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

# %% wrong="misspelled" faults="exception name"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_params(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="negative_loss" faults="loss_negative"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return -loss, gradients, a[len(X) - 1]

# %% wrong="no_clipping" faults="no_clip"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="no_update" faults="no_update"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    return loss, gradients, a[len(X) - 1]

# %% wrong="not_implemented" faults="unfinished"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    raise NotImplementedError("to do")
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="nothing_returned" faults="nothing"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)

# %% wrong="order_of_return" faults="triple number:loss absent"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return gradients, loss, a[len(X) - 1]

# %% wrong="parameters_fourth" faults="absent shape triple number:state"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, parameters, gradients, a[len(X) - 1]

# %% wrong="parameters_returned" faults="absent parameters_for_gradients"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, parameters, a[len(X) - 1]

# %% wrong="rate_ignored" faults="fixed_rate"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, 0.01)
    return loss, gradients, a[len(X) - 1]

# %% wrong="rate_one" faults="rate_one"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, 1)
    return loss, gradients, a[len(X) - 1]

# %% wrong="rate_renamed" faults="exception arguments"
def optimize(X, Y, a_prev, parameters, lr=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, lr)
    return loss, gradients, a[len(X) - 1]

# %% wrong="state_after_update" faults="number:state"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    _, (_, a, _) = rnn_forward(X, Y, a_prev, parameters)
    return loss, gradients, a[len(X) - 1]


# %% wrong="state_not_returned" faults="triple"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients

# %% wrong="state_one_early" faults="last_but_one"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 2]

# %% wrong="state_past_the_end" faults="exception state_before"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X)]

# %% wrong="state_transposed" faults="shape absent triple"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1].T

# %% wrong="state_zero" faults="first_state"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[0]

# %% wrong="unclipped_returned" faults="clip_not_returned"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    raw = {k: v.copy() for k, v in gradients.items()}
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, raw, a[len(X) - 1]

# %% wrong="updates_before_clipping" faults="update_before_clip"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    parameters = update_parameters(parameters, gradients, learning_rate)
    gradients = clip(gradients, 5)
    return loss, gradients, a[len(X) - 1]

# %% wrong="updates_twice" faults="updates_twice"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="uphill" faults="ascent"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, -learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="x_y_swapped" faults="swapped_xy exception indices"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(Y, X, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="x_y_swapped_both" faults="exception number:loss number:state indices"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(Y, X, a_prev, parameters)
    gradients, a = rnn_backward(Y, X, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="zero_initialised_loss" faults="number:loss"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return 0.0, gradients, a[len(X) - 1]

# %% wrong="zero_state_used" faults="zero_start"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, np.zeros_like(a_prev), parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="flat_state" faults="flat_state"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1].ravel()

# %% wrong="overwrites_a_prev" faults="number:a_prev number:loss"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    a_prev[:] = a[len(X) - 1]
    return loss, gradients, a_prev

# %% wrong="clips_parameters_too" faults="number:by number:Wax"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    for value in parameters.values():
        np.clip(value, -5, 5, out=value)
    return loss, gradients, a[len(X) - 1]

# %% wrong="appends_to_y" faults="number:Y number:loss exception"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    Y.append(0)
    return loss, gradients, a[len(X) - 1]

# %% wrong="loss_in_a_list" faults="loss_in_a_list"
def optimize(X, Y, a_prev, parameters, learning_rate = 0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return [loss], gradients, a[len(X)-1]

# %% wrong="clips_three_times" faults="number:dWaa no_clip kept_between_calls"
steps = []

def optimize(X, Y, a_prev, parameters, learning_rate = 0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    steps.append(1)
    if len(steps) < 4:
        gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X)-1]

# %% wrong="first_input_erased" faults="first_input_erased"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    X[0] = None
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]

# %% wrong="paired_by_order" faults="values_by_place"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for p, g in zip(parameters.values(), gradients.values()):
        p -= learning_rate * g
    return loss, gradients, a[len(X) - 1]

# %% wrong="momentum" faults="momentum"
velocity = {}
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        velocity[name] = 0.9 * velocity.get(name, 0) + 0.1 * gradients["d" + name]
        parameters[name] -= learning_rate * velocity[name]
    return loss, gradients, a[len(X) - 1]

# %% wrong="momentum_local" faults="momentum"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    momentum = 0.9
    for name in parameters:
        v = momentum * 0 + (1 - momentum) * gradients["d" + name]
        parameters[name] -= learning_rate * v
    return loss, gradients, a[len(X) - 1]
