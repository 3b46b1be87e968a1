"""Judging a proof: an input is one where the faulty function and the student's own, on
copies of the same input, come to different results."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io

import numpy as np

from .keys import FIVE, WEIGHTS, found_parameters

__all__ = ["differs", "objection"]

MOST_ITERATIONS = 5_000


def objection(name, function, values):
    """Why the arguments `values` say nothing about the exercise `name`, as a sentence;
    empty where they are fair."""
    try:
        bound = inspect.signature(function).bind(*values[0], **values[1])
    except TypeError as error:
        return f"The arguments don't fit {name}: {error}."
    bound.apply_defaults()
    try:
        return _UNFAIR[name](bound.arguments)
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        return f"{name} can't be asked that: {type(error).__name__}: {error}."


def differs(name, faulty, own, values):
    """How the results of the two functions differ, as a sentence; empty where they
    agree. Raises what the student's own function raises."""
    right = _result(name, own, values)
    try:
        wrong = _result(name, faulty, values)
    except Exception as error:  # noqa: BLE001  a faulty function may fail in any way
        return f"The function above stops with {type(error).__name__}, and yours doesn't."
    for part, value in right.items():
        here, yours = np.asarray(wrong[part]), np.asarray(value)
        if here.shape != yours.shape and here.ndim == yours.ndim == 1:
            return f"{part}: {len(here)} of them here, {len(yours)} with yours."
        if here.shape != yours.shape:
            return f"{part}: the shape is {here.shape} here and {yours.shape} with yours."
        apart = ~np.isclose(here, yours, rtol=1e-7, atol=1e-10)
        if apart.any():
            place = tuple(int(k) for k in np.argwhere(apart)[0])
            at = f" at {list(place)}" if place else ""
            return f"{part}{at}: {_short(here[place])} here, {_short(yours[place])} with yours."
    return ""


def _short(value):
    return f"{value:.6g}" if np.asarray(value).dtype.kind == "f" else str(value)


def _result(name, function, values):
    """What came of a call on copies of the arguments: part of the result -> value."""
    given, named = copy.deepcopy(values)
    arguments = inspect.signature(function).bind(*given, **named).arguments
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        value = function(*given, **named)
    return _PARTS[name](value, arguments)


def _arrays(dictionary, names):
    return {name: np.asarray(dictionary[name], dtype=float) for name in names}


def _sampled(value, arguments):
    return {"the indices": [int(np.ravel(ix)[0]) for ix in value]}


def _optimized(value, arguments):
    loss, gradients, last = value
    whole = {"the loss": np.float64(loss), **_arrays(gradients, FIVE)}
    after = _arrays(arguments["parameters"], WEIGHTS)
    whole |= {f"{name} after the step": array for name, array in after.items()}
    return whole | {"the last state": np.ravel(last)}


_PARTS = {
    "clip": lambda value, arguments: _arrays(value, FIVE),
    "sample": _sampled,
    "optimize": _optimized,
    "model": lambda value, arguments: _arrays(found_parameters(value), WEIGHTS),
}

# ----------------------------------------------------------------------------------------
# fair questions: what a docstring promises an answer to


def _unfair_clip(given):
    if not given["maxValue"] > 0:
        return "maxValue has to be positive."
    return _not_arrays(given["gradients"], FIVE)


def _unfair_sample(given):
    symbols = given["char_to_ix"]
    if not isinstance(given["seed"], int | np.integer) or given["seed"] < 0:
        return "The seed has to be a whole number, 0 or more."
    wrong = _not_arrays(given["parameters"], WEIGHTS) or _shapes_apart(given["parameters"])
    return wrong or _no_alphabet(symbols, given["parameters"]["by"].shape[0])


def _unfair_optimize(given):
    parameters, X, Y = given["parameters"], given["X"], given["Y"]
    wrong = _not_arrays(parameters, WEIGHTS) or _shapes_apart(parameters)
    if wrong:
        return wrong
    n_x = parameters["by"].shape[0]
    if len(X) != len(Y) or not len(X):
        return "X and Y have to be lists of the same length, and not empty."
    if {*X[1:], *Y, *([] if X[0] is None else [X[0]])} - set(range(n_x)):
        return f"X and Y hold indices from 0 to {n_x - 1}; only the first of X may be None."
    if np.shape(given["a_prev"]) != parameters["b"].shape:
        return "a_prev has to have the shape of b."
    return "" if given["learning_rate"] > 0 else "The learning rate has to be positive."


def _unfair_model(given):
    if not 1 <= given["num_iterations"] <= MOST_ITERATIONS:
        return f"Give num_iterations a number from 1 to {MOST_ITERATIONS:,}."
    size = given["vocab_size"]
    wrong = _no_alphabet(given["char_to_ix"], size)
    if wrong:
        return wrong
    if not all(line.strip() for line in given["data"].split("\n")):
        return "data has to have a name on each line."
    if set(given["data"].lower()) - set(given["char_to_ix"]):
        return "char_to_ix has to have every character of data."
    if len(given["data"].split("\n")) < 2:
        return "data has to have two names or more."
    return ""


def _no_alphabet(symbols, size):
    if sorted(symbols.values()) != list(range(size)) or "\n" not in symbols:
        return (
            f"char_to_ix has to give a newline and {size - 1} more characters 0 to {size - 1}."
        )
    return ""


def _not_arrays(dictionary, names):
    for name in names:
        if name not in dictionary:
            return f"There is no {name} in the dictionary."
        array = dictionary[name]
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.ndim != 2:
            return f"{name} has to be an array of decimal numbers with rows and columns."
        if not np.isfinite(array).all():
            return f"{name} has an entry that is no finite number."
    return ""


def _shapes_apart(parameters):
    n_a, n_x = parameters["Wax"].shape
    wanted = ((n_a, n_x), (n_a, n_a), (n_x, n_a), (n_a, 1), (n_x, 1))
    for name, shape in zip(WEIGHTS, wanted, strict=True):
        if parameters[name].shape != shape:
            return f"{name} has the shape {parameters[name].shape}; it has to be {shape}."
    return ""


_UNFAIR = {
    "clip": _unfair_clip,
    "sample": _unfair_sample,
    "optimize": _unfair_optimize,
    "model": _unfair_model,
}
