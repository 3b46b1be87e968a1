"""Fair questions: what a docstring promises an answer to. Each objection is a sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from numbers import Integral, Real

import numpy as np

from .keys import FIVE, WEIGHTS

__all__ = ["bound", "objection"]

LARGEST = 1e30  # NaN is no less, nor is a whole number that no array holds
MAX_ITERATIONS, MAX_SEED, MAX_UNITS = 5_000, 1_000_000, 500


def bound(name: str, function: Callable, values: tuple) -> tuple[dict, str]:
    """The arguments `values` of a call, by name with the defaults, and what is wrong with
    the call, as a sentence; empty where nothing is."""
    takes = inspect.signature(function)
    unknown = [each for each in values[1] if each not in takes.parameters]
    if unknown:
        known = ", ".join(takes.parameters)
        return {}, f"{name} has no argument {unknown[0]}. It takes {known}."
    try:
        call = takes.bind(*values[0], **values[1])
    except TypeError as error:
        return {}, f"{name} takes {', '.join(takes.parameters)}: {error}."
    call.apply_defaults()
    return call.arguments, ""


def objection(name: str, given: dict) -> str:
    """Why the arguments `given` say nothing about the exercise `name`, as a sentence;
    empty where they are fair."""
    for argument, value in given.items():
        if argument in _KINDS and not _KINDS[argument][0](value):
            return f"{argument} has to be {_KINDS[argument][1]}."
    return _UNFAIR[name](given)


def _whole(least: int, most: int) -> Callable:
    return lambda value: _number(value, Integral) and least <= value <= most


def _number(value: object, kind: type = Real) -> bool:
    if isinstance(value, bool) or not isinstance(value, Real) or not isinstance(value, kind):
        return False
    # compared before it is converted: no float holds 10**400
    return bool(abs(value) < LARGEST)  # type: ignore[operator]


def _of_indices(value: object, first: tuple = ()) -> bool:
    if not isinstance(value, list | tuple | np.ndarray):
        return False
    return all(
        _number(each, Integral) or (not at and each in first) for at, each in enumerate(value)
    )


_POSITIVE = (lambda value: _number(value) and value > 0, "a number above 0")
_DICTIONARY = (lambda value: isinstance(value, Mapping), "a dictionary")
_KINDS = {
    "gradients": _DICTIONARY,
    "parameters": _DICTIONARY,
    "char_to_ix": _DICTIONARY,
    "ix_to_char": _DICTIONARY,
    "maxValue": _POSITIVE,
    "learning_rate": _POSITIVE,
    "seed": (_whole(0, MAX_SEED), f"a whole number from 0 to {MAX_SEED:,}"),
    "X": (
        lambda value: _of_indices(value, (None,)),
        "a list of indices; its first may be None",
    ),
    "Y": (_of_indices, "a list of indices"),
    "a_prev": (lambda value: isinstance(value, np.ndarray), "an array of shape (n_a, 1)"),
    "data": (lambda value: isinstance(value, str), "one text, a name a line"),
    "num_iterations": (
        _whole(1, MAX_ITERATIONS),
        f"a whole number from 1 to {MAX_ITERATIONS:,}",
    ),
    "n_a": (_whole(1, MAX_UNITS), f"a whole number from 1 to {MAX_UNITS}"),
    "dino_names": (_whole(0, MAX_UNITS), "a whole number, 0 or more"),
    "vocab_size": (_whole(2, MAX_UNITS), "the number of characters in char_to_ix"),
}


def _unfair_clip(given: dict) -> str:
    return _not_arrays(given["gradients"], FIVE)


def _unfair_sample(given: dict) -> str:
    parameters = given["parameters"]
    wrong = _not_arrays(parameters, WEIGHTS) or _shapes_apart(parameters)
    return wrong or _no_alphabet(
        given["char_to_ix"], parameters["by"].shape[0], "the parameters"
    )


def _unfair_optimize(given: dict) -> str:
    parameters, X, Y = given["parameters"], given["X"], given["Y"]
    wrong = _not_arrays(parameters, WEIGHTS) or _shapes_apart(parameters)
    if wrong:
        return wrong
    n_x = parameters["by"].shape[0]
    if len(X) != len(Y) or not len(X):
        return "X and Y have to be lists of the same length, and not empty."
    if {*X[1:], *Y, *([] if X[0] is None else [X[0]])} - set(range(n_x)):
        return f"With these parameters the indices in X and Y go from 0 to {n_x - 1}."
    if np.shape(given["a_prev"]) != parameters["b"].shape:
        return "a_prev has to have the shape of b."
    return ""


def _unfair_model(given: dict) -> str:
    names = given["data"].split("\n")
    if len(names) < 2:
        return "data has to have two names or more, a name a line."
    if not all(name.strip() for name in names):
        return "data has to have a name on each line."
    wrong = _no_alphabet(given["char_to_ix"], given["vocab_size"], "vocab_size")
    missing = sorted(set(given["data"].lower()) - set(given["char_to_ix"]))
    if not wrong and missing:
        return f"model reads data in lower case, and char_to_ix has no {missing[0]!r}."
    return wrong


def _no_alphabet(symbols: dict, size: int, by: str) -> str:
    if not all(isinstance(each, str) and len(each) == 1 for each in symbols):
        return "The keys of char_to_ix have to be single characters."
    if "\n" not in symbols:
        return r'char_to_ix has no newline, "\n" (a backslash and an n).'
    if len(symbols) != size:
        return f"char_to_ix has {len(symbols)} characters, and {by} {'are' if by.endswith('s') else 'is'} for {size}."
    indices = list(symbols.values())
    if not all(_number(each, Integral) for each in indices) or sorted(indices) != list(
        range(size)
    ):
        return f"The indices in char_to_ix have to be 0 to {size - 1}, each once."
    return ""


def _not_arrays(dictionary: dict, names: tuple[str, ...]) -> str:
    for name in names:
        if name not in dictionary:
            return f"There is no {name} in the dictionary."
        array = dictionary[name]
        if not isinstance(array, np.ndarray):
            return f"{name} has to be an array."
        if array.ndim != 2:
            return f"{name} has to have two dimensions, as in the shape (3, 1); its shape is {array.shape}."
        if array.dtype.kind != "f":
            return f"{name} has to hold decimal numbers: write 3.0 for 3."
        if not np.isfinite(array).all():
            return f"{name} has an entry that is not a finite number."
    return ""


def _shapes_apart(parameters: dict[str, np.ndarray]) -> str:
    n_a, n_x = parameters["b"].shape[0], parameters["by"].shape[0]
    wanted = ((n_a, n_x), (n_a, n_a), (n_x, n_a), (n_a, 1), (n_x, 1))
    for name, shape in zip(WEIGHTS, wanted, strict=True):
        if parameters[name].shape != shape:
            return (
                f"{name} has the shape {parameters[name].shape}; with {n_a} entries in b and "
                f"{n_x} in by it has to be {shape}."
            )
    return ""


_UNFAIR = {
    "clip": _unfair_clip,
    "sample": _unfair_sample,
    "optimize": _unfair_optimize,
    "model": _unfair_model,
}
