# %% right="callable_class"
class Clipper:
    def __call__(self, gradients, maxValue):
        return {k: np.clip(v, -abs(maxValue), abs(maxValue)) for k, v in gradients.items()}

clip = Clipper()

# %% right="comprehension"
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) for name, value in gradients.items()}

# %% right="copies"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients['dWaa'], gradients['dWax'], gradients['dWya'], gradients['db'], gradients['dby']
    dWaa = np.clip(dWaa, -maxValue, maxValue)
    dWax = np.clip(dWax, -maxValue, maxValue)
    dWya = np.clip(dWya, -maxValue, maxValue)
    db = np.clip(db, -maxValue, maxValue)
    dby = np.clip(dby, -maxValue, maxValue)
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}

# %% right="decorated"
import functools

def noisy(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner

@noisy
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, -maxValue, maxValue, out=g)
    return gradients

# %% right="deepcopy"
from copy import deepcopy

def clip(gradients, maxValue):
    g = deepcopy(gradients)
    for a in g.values():
        a.clip(-maxValue, maxValue, out=a)
    return g

# %% right="extra_key"
def clip(gradients, maxValue):
    out = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    out["maxValue"] = maxValue
    return out

# %% right="float32"
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).astype(np.float32) for k, v in gradients.items()}

# %% right="generator_dict"
def clip(gradients, maxValue):
    names = "dWaa dWax dWya db dby".split()
    return dict((n, np.clip(gradients[n], -maxValue, +maxValue)) for n in names)

# %% right="helper_function"
def _limit(g, m):
    return g.clip(-m, m)

def clip(gradients, maxValue):
    new = dict(gradients)
    for k in new:
        new[k] = _limit(new[k], maxValue)
    return new

# %% right="in_place_loop"
def clip(gradients, maxValue):
    for g in [gradients["dWax"], gradients["dWaa"], gradients["dWya"], gradients["db"], gradients["dby"]]:
        np.clip(g, -maxValue, maxValue, out=g)
    return gradients

# %% right="in_place_positional_out"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients['dWaa'], gradients['dWax'], gradients['dWya'], gradients['db'], gradients['dby']
    for gradient in [dWax, dWaa, dWya, db, dby]:
        np.clip(gradient, a_min=-maxValue, a_max=maxValue, out=gradient)
    gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
    return gradients

# %% right="lambda"
clip = lambda gradients, maxValue: dict(zip(gradients, map(lambda g: np.clip(g, -maxValue, maxValue), gradients.values())))

# %% right="list_comprehension_statement"
def clip(gradients, maxValue):
    [np.clip(gradients[g], -maxValue, maxValue, out=gradients[g]) for g in gradients]
    print("clipped")
    return gradients

# %% right="masks"
def clip(gradients, maxValue):
    for key, g in gradients.items():
        g[g > maxValue] = maxValue
        g[g < -maxValue] = -maxValue
    return gradients

# %% right="min_max"
def clip(gradients, maxValue):
    for key in gradients.keys():
        gradients[key] = np.minimum(np.maximum(gradients[key], -maxValue), maxValue)
    return gradients

# %% right="putmask"
def clip(gradients, maxValue):
    for v in gradients.values():
        np.putmask(v, v > maxValue, maxValue)
        np.putmask(v, v < -maxValue, -maxValue)
    return gradients

# %% right="python_loops"
def clip(gradients, maxValue):
    for key in ("dWaa", "dWax", "dWya", "db", "dby"):
        arr = gradients[key]
        for i in range(arr.shape[0]):
            for j in range(arr.shape[1]):
                if arr[i][j] > maxValue:
                    arr[i][j] = maxValue
                elif arr[i, j] < -maxValue:
                    arr[i, j] = -maxValue
    return gradients

# %% right="ravel_concatenated"
def clip(gradients, maxValue):
    keys = list(gradients)
    flat = np.clip(np.concatenate([gradients[k].ravel() for k in keys]), -maxValue, maxValue)
    out, at = {}, 0
    for k in keys:
        n = gradients[k].size
        out[k] = flat[at:at + n].reshape(gradients[k].shape)
        at += n
    return out

# %% right="recursive"
def clip(gradients, maxValue, keys=None):
    keys = list(gradients) if keys is None else keys
    if keys:
        np.clip(gradients[keys[0]], -maxValue, maxValue, out=gradients[keys[0]])
        clip(gradients, maxValue, keys[1:])
    return gradients

# %% right="sign_times_minimum"
def clip(gradients, maxValue):
    for k, g in gradients.items():
        gradients[k] = np.sign(g) * np.minimum(np.abs(g), maxValue)
    return gradients

# %% right="type_hints"
from typing import Dict

def clip(gradients: Dict[str, np.ndarray], maxValue: float = 5) -> Dict[str, np.ndarray]:
    """Clip."""
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, gradient)
    return gradients

# %% right="ufunc"
def clip(gradients, maxValue, verbose=False):
    for name in gradients:
        if verbose:
            print(f"{name}: {gradients[name].min():.2f}")
        np.core.umath.clip(gradients[name], -maxValue, maxValue, out=gradients[name]) if False else np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
    return gradients

# %% right="vectorize"
def clip(gradients, maxValue):
    squeeze = np.vectorize(lambda v: max(-maxValue, min(maxValue, v)), otypes=[float])
    return {k: squeeze(gradients[k]) for k in gradients}

# %% right="where"
def clip(gradients, maxValue):
    out = {}
    for k in gradients:
        g = gradients[k]
        g = np.where(g > maxValue, maxValue, g)
        out[k] = np.where(g < -maxValue, -maxValue, g)
    return out

# %% right="while_loop"
def clip(gradients, maxValue):
    todo = [gradients[k] for k in gradients]
    while todo:
        a = todo.pop()
        np.clip(a, -maxValue, maxValue, out=a)
    return gradients

# %% right="own_entry"
def clip(gradients, maxValue):
    for name in gradients:
        gradients[name] = np.clip(gradients[name], -maxValue, maxValue)
    return gradients

# %% right="five_names_in_place"
def clip(gradients, maxValue):
    dWaa, dWax, dWya = gradients["dWaa"], gradients["dWax"], gradients["dWya"]
    db, dby = gradients["db"], gradients["dby"]
    for gradient in [dWaa, dWax, dWya, db, dby]:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients

# %% right="updated"
def clip(gradients, maxValue):
    gradients.update((name, np.clip(g, -maxValue, maxValue)) for name, g in gradients.items())
    return gradients

# %% wrong="absolute_values" faults="absolute"
def clip(gradients, maxValue):
    return {k: np.minimum(np.abs(v), maxValue) for k, v in gradients.items()}

# %% wrong="ambiguous_truth" faults="exception truth number_for_an_array"
def clip(gradients, maxValue):
    for k, g in gradients.items():
        if g > maxValue:
            gradients[k] = maxValue
    return gradients

# %% wrong="biases_flattened_away" faults="shape absent"
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue)[:1] for k, v in gradients.items()}

# %% wrong="blank" faults="unclipped unfinished"
def clip(gradients, maxValue):
    dWaa, dWax, dWya = gradients["dWaa"], gradients["dWax"], gradients["dWya"]
    db, dby = gradients["db"], gradients["dby"]
    gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
    return gradients

# %% wrong="untouched" faults="unfinished"
def clip(gradients, maxValue):
    return gradients

# %% wrong="five_names_alone" faults="rebinds"
def clip(gradients, maxValue):
    dWaa, dWax, dWya = gradients["dWaa"], gradients["dWax"], gradients["dWya"]
    db, dby = gradients["db"], gradients["dby"]
    dWaa = np.clip(dWaa, -maxValue, maxValue)
    dWax = np.clip(dWax, -maxValue, maxValue)
    dWya = np.clip(dWya, -maxValue, maxValue)
    db = np.clip(db, -maxValue, maxValue)
    dby = np.clip(dby, -maxValue, maxValue)
    return gradients

# %% wrong="one_name_alone" faults="rebinds"
def clip(gradients, maxValue):
    dWaa = gradients["dWaa"]
    dWaa = np.clip(dWaa, -maxValue, maxValue)
    for name in ["dWax", "dWya", "db", "dby"]:
        np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
    return gradients

# %% wrong="five_names_in_a_loop" faults="rebinds"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = (gradients[k] for k in ("dWaa", "dWax", "dWya", "db", "dby"))
    for g in [dWaa, dWax, dWya, db, dby]:
        g = np.clip(g, -maxValue, maxValue)
    return gradients

# %% wrong="constant" faults="number:dWaa shape unused_argument"
def clip(gradients, maxValue):
    return {k: np.zeros((5, 5)) for k in gradients}

# %% wrong="copies_thrown_away" faults="unclipped rebinds"
def clip(gradients, maxValue):
    for gradient in gradients.values():
        gradient = np.clip(gradient, -maxValue, maxValue)
    return gradients

# %% wrong="doubled_limit" faults="too_wide"
def clip(gradients, maxValue):
    return {k: np.clip(v, -2 * maxValue, 2 * maxValue) for k, v in gradients.items()}

# %% wrong="forgets_biases" faults="skips_biases"
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients

# %% wrong="forgets_dby" faults="skips_dby"
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya", "db"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients

# %% wrong="forgets_dwax" faults="skips_dWax"
def clip(gradients, maxValue):
    for k in ("dWaa", "dWya", "db", "dby"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients

# %% wrong="generator_returned" faults="type"
def clip(gradients, maxValue):
    return ((k, np.clip(v, -maxValue, maxValue)) for k, v in gradients.items())

# %% wrong="global_instead_of_argument" faults="fixed_5"
LIMIT = 5

def clip(gradients, maxValue):
    return {k: np.clip(v, -LIMIT, LIMIT) for k, v in gradients.items()}

# %% wrong="hard_coded_ten" faults="fixed_10"
def clip(gradients, maxValue):
    return {k: np.clip(v, -10, 10) for k, v in gradients.items()}

# %% wrong="integers" faults="whole"
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).astype(int) for k, v in gradients.items()}

# %% wrong="limits_swapped" faults="swapped_limits"
def clip(gradients, maxValue):
    return {k: np.clip(v, maxValue, -maxValue) for k, v in gradients.items()}

# %% wrong="line_after_loop" faults="only_last"
def clip(gradients, maxValue):
    for g in [gradients[k] for k in ("dWaa", "dWax", "dWya", "db", "dby")]:
        pass
    np.clip(g, -maxValue, maxValue, out=g)
    return gradients

# %% wrong="list_returned" faults="type"
def clip(gradients, maxValue):
    return [np.clip(gradients[k], -maxValue, maxValue) for k in gradients]

# %% wrong="loses_sign" faults="sign_lost"
def clip(gradients, maxValue):
    return {k: np.where(abs(v) > maxValue, maxValue, v) for k, v in gradients.items()}

# %% wrong="lower_only" faults="no_upper"
def clip(gradients, maxValue):
    return {k: np.maximum(v, -maxValue) for k, v in gradients.items()}

# %% wrong="memorised_classic" faults="shape number:dWaa absent exception by_heart unused_argument"
def clip(gradients, maxValue):
    out = {k: np.zeros((6, 6)) for k in gradients}
    out["dWaa"][1][2] = 10.0
    out["dWax"][3][1] = -10.0
    out["dWya"][1][2] = 0.29713815361
    out["db"] = np.array([[0], [0], [0], [0], [10.0]])
    out["dby"] = np.array([[0], [8.45833407]])
    return out

# %% wrong="minus_forgotten" faults="all_upper"
def clip(gradients, maxValue):
    return {k: np.clip(v, maxValue, maxValue) for k, v in gradients.items()}

# %% wrong="missing_keys" faults="absent"
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items() if k.startswith("dW")}

# %% wrong="negated" faults="negated"
def clip(gradients, maxValue):
    return {k: np.clip(-v, -maxValue, maxValue) for k, v in gradients.items()}

# %% wrong="norm_all" faults="global_norm"
def clip(gradients, maxValue):
    total = np.sqrt(sum(np.sum(v ** 2) for v in gradients.values()))
    return {k: v * min(1, maxValue / total) for k, v in gradients.items()}

# %% wrong="norm_of_the_five" faults="global_norm_of_five"
def clip(gradients, maxValue):
    five = ["dWaa", "dWax", "dWya", "db", "dby"]
    total = np.sqrt(sum(np.sum(gradients[name] ** 2) for name in five))
    return {k: v * min(1, maxValue / total) for k, v in gradients.items()}

# %% wrong="norm_each" faults="norm"
def clip(gradients, maxValue):
    out = {}
    for k, v in gradients.items():
        n = np.linalg.norm(v)
        out[k] = v * maxValue / n if n > maxValue else v
    return out

# %% wrong="not_implemented" faults="unfinished"
def clip(gradients, maxValue):
    raise NotImplementedError

# %% wrong="nothing_returned" faults="nothing"
def clip(gradients, maxValue):
    for g in gradients.values():
        np.clip(g, -maxValue, maxValue, out=g)

# %% wrong="renamed_keys" faults="absent"
def clip(gradients, maxValue):
    return {k[1:]: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}

# %% wrong="returns_in_loop" faults="only_first returns_in_loop"
def clip(gradients, maxValue):
    for k in ("dWaa", "dWax", "dWya", "db", "dby"):
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
        return gradients

# %% wrong="returns_tuple" faults="type"
def clip(gradients, maxValue):
    return tuple(np.clip(v, -maxValue, maxValue) for v in gradients.values())

# %% wrong="scaled_by_largest" faults="rescaled shrunk"
def clip(gradients, maxValue):
    return {k: v / np.max(np.abs(v)) * maxValue for k, v in gradients.items()}

# %% wrong="set_to_zero" faults="zeroed"
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) > maxValue, 0, v) for k, v in gradients.items()}

# %% wrong="tanh_squash" faults="squashed"
def clip(gradients, maxValue):
    return {k: np.tanh(v / maxValue) * maxValue for k, v in gradients.items()}

# %% wrong="transposed" faults="shape number:dWax absent"
def clip(gradients, maxValue):
    return {k: np.clip(v, -maxValue, maxValue).T for k, v in gradients.items()}

# %% wrong="upper_only" faults="no_lower"
def clip(gradients, maxValue):
    for g in gradients.values():
        g[g > maxValue] = maxValue
    return gradients

# %% wrong="wrong_names_returned" faults="swapped_names"
def clip(gradients, maxValue):
    g = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    return {"dWaa": g["dWaa"], "dWax": g["dWax"], "dWya": g["dWya"], "db": g["dby"], "dby": g["db"]}

# %% wrong="zipped_with_the_names" faults="in_the_docstrings_order"
def clip(gradients, maxValue):
    names = ["dWaa", "dWax", "dWya", "db", "dby"]
    clipped = [np.clip(array, -maxValue, maxValue) for array in gradients.values()]
    return dict(zip(names, clipped))

# %% wrong="zipped_into_the_same" faults="values_by_place"
def clip(gradients, maxValue):
    names = ["dWaa", "dWax", "dWya", "db", "dby"]
    for name, gradient in zip(names, gradients.values()):
        gradients[name] = np.clip(gradient, -maxValue, maxValue)
    return gradients

# %% wrong="zero_lower" faults="from_zero"
def clip(gradients, maxValue):
    return {k: np.clip(v, 0, maxValue) for k, v in gradients.items()}

# %% wrong="where_the_largest_passes" faults="only_if_above"
def clip(gradients, maxValue):
    for name, g in gradients.items():
        if np.max(g) > maxValue:
            gradients[name] = np.clip(g, -maxValue, maxValue)
    return gradients

# %% wrong="where_the_smallest_passes" faults="only_if_below"
def clip(gradients, maxValue):
    for name, g in gradients.items():
        if np.min(g) < -maxValue:
            gradients[name] = np.clip(g, -maxValue, maxValue)
    return gradients

# %% wrong="where_any_largest_passes" faults="number:dWaa only_if_above"
def clip(gradients, maxValue):
    if max(g.max() for g in gradients.values()) > maxValue:
        gradients = {name: np.clip(g, -maxValue, maxValue) for name, g in gradients.items()}
    return gradients

# %% wrong="where_any_smallest_passes" faults="number:dWaa only_if_below"
def clip(gradients, maxValue):
    if min(g.min() for g in gradients.values()) < -maxValue:
        gradients = {name: np.clip(g, -maxValue, maxValue) for name, g in gradients.items()}
    return gradients

# %% wrong="flat_vectors" faults="flat_biases"
def clip(gradients, maxValue):
    clipped = {name: np.clip(g, -maxValue, maxValue) for name, g in gradients.items()}
    clipped["db"], clipped["dby"] = clipped["db"].flatten(), clipped["dby"].flatten()
    return clipped

# %% wrong="lists_of_lists" faults="lists"
def clip(gradients, maxValue):
    return {
        name: [[max(-maxValue, min(maxValue, x)) for x in row] for row in g.tolist()]
        for name, g in gradients.items()
    }

# %% wrong="changes_the_given" faults="number:dWaa"
def clip(gradients, maxValue):
    clipped = {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
    for k in gradients:
        gradients[k] *= 2
    return clipped

# %% wrong="empties_the_given" faults="number:dWaa"
def clip(gradients, maxValue):
    clipped = {}
    while gradients:
        k, v = gradients.popitem()
        clipped[k] = np.clip(v, -maxValue, maxValue)
    return clipped

# %% wrong="kept_dictionary" faults="number:dWaa kept_between_calls"
def clip(gradients, maxValue, clipped={}):
    for k in gradients:
        clipped[k] = np.clip(gradients[k], -maxValue, maxValue)
    return clipped

# %% wrong="only_of_five" faults="number:dWaa"
def clip(gradients, maxValue):
    if len(gradients) == 5:
        for k in gradients:
            gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients

# %% wrong="only_of_several_rows" faults="number:dWaa"
def clip(gradients, maxValue):
    for g in gradients.values():
        if len(g) > 1:
            np.clip(g, -maxValue, maxValue, out=g)
    return gradients

# %% wrong="rounded_to_six" faults="number:dWaa"
def clip(gradients, maxValue):
    return {k: np.round(np.clip(v, -maxValue, maxValue), 6) for k, v in gradients.items()}

# %% wrong="clips_half_of_what_it_was_given" faults="number:dWaa"
def clip(gradients, maxValue):
    result = {}
    for key in ["dWaa", "dWax", "dWya", "db", "dby"]:
        g = gradients[key]
        g[g > maxValue] = maxValue
        result[key] = np.maximum(g, -maxValue)
    return result

# %% wrong="vectorize_makes_integers" faults="type_of_the_first"
def clip(gradients, maxValue):
    squeeze = np.vectorize(lambda v: max(min(v, maxValue), -maxValue))
    return {key: squeeze(grad) for key, grad in gradients.items()}

# %% wrong="whole_row_overwritten" faults="whole_rows"
def clip(gradients, maxValue):
    for key in gradients:
        arr = gradients[key]
        rows, cols = arr.shape
        for i in range(rows):
            for j in range(cols):
                if arr[i][j] > maxValue:
                    arr[i] = maxValue
                elif arr[i][j] < -maxValue:
                    arr[i][j] = -maxValue
    return gradients

# %% wrong="number" faults="number_for_an_array"
def clip(gradients, maxValue):
    for name in gradients:
        if gradients[name].max() > maxValue:
            gradients[name] = maxValue
        if np.min(gradients[name]) < -maxValue:
            gradients[name] = -maxValue
    return gradients

# %% wrong="copies_in_a_list" faults="unclipped"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients["dWaa"], gradients["dWax"], gradients["dWya"], gradients["db"], gradients["dby"]
    copies = [dWaa.copy(), dWax.copy(), dWya.copy(), db.copy(), dby.copy()]
    for g in copies:
        np.clip(g, -maxValue, maxValue, out=g)
    gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
    return gradients

# %% wrong="helper_uncalled" faults="unclipped uncalled_helper"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients["dWaa"], gradients["dWax"], gradients["dWya"], gradients["db"], gradients["dby"]
    def cut(g):
        return np.clip(g, -maxValue, maxValue)
    gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
    return gradients
