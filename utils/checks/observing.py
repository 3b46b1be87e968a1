"""What a judge looks at: flat observations out of an outcome, and whether two of them
are close.

An *observer* turns an `Outcome` into a dictionary name -> plain value. It knows no
right answer and never fails: what is not there is left out. `close` compares with a
tolerance far above rounding and far below any known mistake, and takes float32 for
float64 and `(n,)` for `(n, 1)`, since right answers differ in that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np

from .calls import Opaque, Outcome

GRADIENTS = ("dWaa", "dWax", "dWya", "db", "dby")
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")
RELATIVE, ABSOLUTE = 1e-5, 1e-7
PREFIX = 31  # rounding decides what comes after this entry of the classic sample
LONGEST_LINE = 300  # of a log; what stands behind it is not looked at
_ITERATION = re.compile(r"iter[a-z]*+\D{0,3}(\d{1,12})(?!\d)", re.IGNORECASE)
_LOSS = re.compile(
    r"loss\D{0,3}?(-?(?:\d{1,20}(?:\.\d+)?(?:e[-+]?\d{1,4})?|nan|inf))", re.IGNORECASE
)
_NAME = re.compile(r"[\W\d]*([A-Za-z]+)\W*")


def number(value: object) -> float | None:
    """`value` as a float where it is one number, however wrapped (0-d, one entry); else
    None."""
    if isinstance(value, bool | int | float | np.number | np.bool_):
        return float(value)
    if isinstance(value, np.ndarray) and value.size == 1:
        return float(value.reshape(-1)[0])
    if isinstance(value, list | tuple) and len(value) == 1:
        return number(value[0])
    return None


def array(value: object) -> np.ndarray | None:
    """`value` as an array of floats where it is one, or nested lists of numbers; else
    None."""
    if isinstance(value, np.ndarray):
        return value.astype(float)
    if not isinstance(value, list | tuple):
        return None
    parts = [array(v) if isinstance(v, list | tuple | np.ndarray) else number(v) for v in value]
    if any(part is None for part in parts) or len({np.shape(part) for part in parts}) > 1:
        return None
    return np.array(parts, dtype=float)


def close(wanted: object, got: object) -> bool:
    """Whether `got` may stand for `wanted`; both are plain data."""
    if type(wanted) in (int, float) and type(got) in (int, float):  # most of what is compared
        return math.isclose(wanted, got, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    if wanted is None or isinstance(wanted, str | Opaque):
        return type(got) is type(wanted) and got == wanted
    if isinstance(wanted, dict):
        return (
            isinstance(got, dict)
            and wanted.keys() == got.keys()
            and all(close(wanted[k], got[k]) for k in wanted)
        )
    if isinstance(wanted, np.ndarray):
        return _close_arrays(wanted, array([number(got)] if wanted.shape == (1,) else got))
    if isinstance(wanted, list | tuple):
        return _close_lists(wanted, got)
    found = number(got)
    return found is not None and math.isclose(wanted, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def fits(name: str, wanted: object, got: object) -> bool:
    """Whether the observation `name` may stand.

    Printed losses may be rounded, and printed names may have a student's own words
    between them; all else is close.
    """
    if name == "losses" and isinstance(got, list):
        return len(wanted) == len(got) and all(map(_rounds_to, wanted, got))
    if name != "names" or not isinstance(got, list):
        return close(wanted, got)
    words = iter([word.lower() for word in got])
    return all(word.lower() in words for word in wanted)


def _rounds_to(wanted, got):
    """Whether a printed loss is the right one at the decimals that were printed, two at
    least."""
    decimals = max(2, len(repr(got).partition(".")[2]))
    return close(wanted, got) or abs(wanted - got) <= 0.51 * 10.0**-decimals


def _close_arrays(wanted, got):
    if got is None or _column(wanted.shape) != _column(got.shape):
        return False
    got = got.reshape(wanted.shape)
    if np.array_equal(got, wanted):
        return True
    with np.errstate(
        invalid="ignore", over="ignore"
    ):  # what np.allclose says, without its preparations
        return bool((np.abs(got - wanted) <= ABSOLUTE + RELATIVE * np.abs(wanted)).all())


def _column(shape):
    """The shape without the 1 that makes a column of a vector."""
    return shape[:1] if len(shape) == 2 and shape[1] == 1 else shape


def _close_lists(wanted, got):
    if isinstance(got, np.ndarray):
        got = list(got) if got.ndim else None
    return (
        isinstance(got, list | tuple)
        and len(wanted) == len(got)
        and all(close(w, g) for w, g in zip(wanted, got, strict=True))
    )


def seen(**observations: object) -> dict:
    """The observations without those that are not there."""
    return {
        name: value for name, value in observations.items() if not isinstance(value, Opaque)
    }


def _entry(value, *path):
    """`value[i][j]...` of plain data, or an `Opaque` where there is no such entry."""
    for step in path:
        if value is None:  # a step that is not filled in yet
            return None
        if not _has(value, step):
            return Opaque("nothing")
        value = value[step]
    return value


def _has(value, step):
    if isinstance(value, dict):
        return step in value
    long = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    return long and isinstance(step, int) and step < len(value)


def _ended(outcome: Outcome) -> dict:
    return (
        {}
        if outcome.failure is None
        else {"failure": outcome.failure.type or outcome.failure.kind}
    )


def clip_all(outcome: Outcome) -> dict:
    """The five arrays that came back, by name."""
    return {**seen(**{key: _entry(outcome.value, key) for key in GRADIENTS}), **_ended(outcome)}


def clip_classic(outcome: Outcome) -> dict:
    """The five values that the classic notebook prints."""
    places = {
        "dWaa[1][2]": ("dWaa", 1, 2),
        "dWax[3][1]": ("dWax", 3, 1),
        "dWya[1][2]": ("dWya", 1, 2),
        "db[4]": ("db", 4),
        "dby[1]": ("dby", 1),
    }
    return {
        **seen(**{name: _entry(outcome.value, *path) for name, path in places.items()}),
        **_ended(outcome),
    }


def sample_all(outcome: Outcome) -> dict:
    """The indices in order."""
    value = outcome.value
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist()
    if not isinstance(value, list | tuple):
        return _ended(outcome)
    flat = [number(entry) for entry in value]
    return {
        "indices": [v if f is None else f for v, f in zip(value, flat, strict=True)],
        **_ended(outcome),
    }


def sample_prefix(outcome: Outcome) -> dict:
    """The first entries of the indices, as many as every machine draws alike."""
    observed = sample_all(outcome)
    return (
        observed | {"indices": observed["indices"][:PREFIX]}
        if "indices" in observed
        else observed
    )


def optimize_all(outcome: Outcome) -> dict:
    """The loss, the gradients, the last state, and the parameters as they are after the
    call."""
    names = {"loss": _entry(outcome.value, 0), "state": _entry(outcome.value, 2)}
    names |= {key: _entry(outcome.value, 1, key) for key in GRADIENTS}
    names |= {key: _entry(outcome.arguments, 3, key) for key in PARAMETERS}
    return {**seen(**names), **_ended(outcome)}


def optimize_classic(outcome: Outcome) -> dict:
    """The seven values that the classic notebook prints."""
    slopes = _entry(outcome.value, 1)
    largest = array(_entry(slopes, "dWax"))
    names = {
        "loss": _entry(outcome.value, 0),
        "dWaa[1][2]": _entry(slopes, "dWaa", 1, 2),
        "argmax(dWax)": Opaque("nothing")
        if largest is None or not largest.size
        else int(np.argmax(largest)),
        "dWya[1][2]": _entry(slopes, "dWya", 1, 2),
        "db[4]": _entry(slopes, "db", 4),
        "dby[1]": _entry(slopes, "dby", 1),
        "a_last[4]": _entry(outcome.value, 2, 4),
    }
    return {**seen(**names), **_ended(outcome)}


def model_all(outcome: Outcome) -> dict:
    """What `model` asked of `optimize` and `sample`, what it printed, and the
    parameters that it returned."""
    steps = [s.arguments for s in outcome.spied if s.function == "optimize"]
    drawn = [s.arguments for s in outcome.spied if s.function == "sample"]
    observed = {"calls": len(steps), "draws": len(drawn)}
    for name in ("X", "Y", "a_prev", "learning_rate"):
        if steps and name in steps[0]:
            observed[name] = [arguments.get(name) for arguments in steps]
    if drawn and "seed" in drawn[0]:
        observed["seed"] = [arguments.get("seed") for arguments in drawn]
    observed |= _printed(outcome.printed)
    returned = _parameters(outcome.value)
    return {
        **observed,
        **seen(**{key: _entry(returned, key) for key in PARAMETERS}),
        **_ended(outcome),
    }


def model_log(outcome: Outcome) -> dict:
    """What `model` printed, and no more."""
    return {**_printed(outcome.printed), **_ended(outcome)}


def _printed(text: str) -> dict:
    """The log: the iterations that were reported, their losses, and the names below
    them."""
    iterations, losses, names = [], [], []
    for line in (whole[:LONGEST_LINE] for whole in text.splitlines()):
        iteration = _ITERATION.search(line)
        loss = _LOSS.search(line, iteration.end()) if iteration else None
        if loss:
            iterations.append(int(iteration[1]))
            losses.append(float(loss[1]))
        elif iterations and (name := _NAME.fullmatch(line)):
            names.append(name[1])
    return {"iterations": iterations, "losses": losses, "names": names}


def _parameters(value):
    if isinstance(value, tuple | list):
        return next((part for part in value if isinstance(part, dict) and "Wax" in part), None)
    return value


OBSERVERS: dict[str, Callable[[Outcome], dict]] = {
    f.__name__: f
    for f in (
        clip_all,
        clip_classic,
        sample_all,
        sample_prefix,
        optimize_all,
        optimize_classic,
        model_all,
        model_log,
    )
}
