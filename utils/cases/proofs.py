"""Judging a proof: an input is one where the faulty function and the student's own, on
copies of the same input, come to different results."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
from collections.abc import Callable, Iterable

import numpy as np

from .keys import FIVE, WEIGHTS, found_parameters

__all__ = ["alike", "differs", "results"]

SHOWN = 8  # numbers of a result that both agree on


def results(
    name: str, faulty: Callable, own: Callable, values: tuple
) -> tuple[dict, dict | Exception]:
    """What came of both calls, part by part: of the student's own function first. The
    faulty one's are an error where it stopped. Raises what the student's own raises."""
    right = _result(name, own, values)
    try:
        return right, _result(name, faulty, values)
    except Exception as error:  # noqa: BLE001  a faulty function may fail in any way
        return right, error


def differs(right: dict, wrong: dict | Exception) -> str:
    """How the two results differ, as a sentence; empty where they agree."""
    if isinstance(wrong, Exception):
        return f"The faulty function stops with {type(wrong).__name__}, and yours doesn't."
    for part, value in right.items():
        faulty, yours = np.asarray(wrong[part]), np.asarray(value)
        if faulty.shape != yours.shape and faulty.ndim == yours.ndim == 1:
            return _both(f"the number of {part}", len(faulty), len(yours))
        if faulty.shape != yours.shape:
            return _both(f"the shape of {part}", faulty.shape, yours.shape)
        apart = ~np.isclose(faulty, yours, rtol=1e-7, atol=1e-10)
        if apart.any():
            place = tuple(int(k) for k in np.argwhere(apart)[0])
            at = f" at {list(place)}" if place else ""
            return _both(f"{part}{at}", _short(faulty[place]), _short(yours[place]))
    return ""


def _both(what: str, faulty: object, yours: object) -> str:
    return f"They differ in {what}: {faulty} from the faulty function, {yours} from yours."


def alike(right: dict) -> str:
    """The first part of a result that both gave, shortly."""
    part, value = next(iter(right.items()))
    numbers = np.ravel(value)
    more = ", ..." if len(numbers) > SHOWN else ""
    return f"{part}: {', '.join(_short(each) for each in numbers[:SHOWN])}{more}"


def _short(value: object) -> str:
    return f"{value:.6g}" if np.asarray(value).dtype.kind == "f" else str(value)


def _result(name: str, function: Callable, values: tuple) -> dict:
    """What came of a call on copies of the arguments: part of the result -> value."""
    given, named = copy.deepcopy(values)
    arguments = inspect.signature(function).bind(*given, **named).arguments
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        value = function(*given, **named)
    return _PARTS[name](value, arguments)


def _arrays(dictionary: dict, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: np.asarray(dictionary[name], dtype=float) for name in names}


def _sampled(value: Iterable, arguments: dict) -> dict:
    return {"the indices": [int(np.ravel(ix)[0]) for ix in value]}


def _optimized(value: tuple, arguments: dict) -> dict:
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
