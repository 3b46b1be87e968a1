"""Plain data in words that fit on a line or two, for an instructor who compares an
answer with what is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dinosaur_grader.checks.calls import Call, Lent, Opaque, Outcome
from dinosaur_grader.checks.observing import array, close, number
from dinosaur_grader.printable import clean

MOST = 400  # characters of one value
NOTHING = "nothing"


def value(what: object, most: int = MOST) -> str:
    """A value with its kind and shape where they matter, cut to `most` characters,
    without control characters."""
    return _cut(clean(_value(what)), most)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} ... ({len(text)} characters)"


def _value(what: object) -> str:
    if what is None:
        return NOTHING
    if isinstance(what, np.ndarray):
        shape = " x ".join(map(str, what.shape)) or "one number"
        # a column reads better on a line
        flat = what.ravel() if what.ndim == 2 and what.shape[1] == 1 else what
        numbers = np.array2string(flat, precision=6, threshold=24, edgeitems=2, separator=", ")
        return f"({shape}){chr(10) if chr(10) in numbers and flat.ndim > 1 else ' '}{numbers}"
    if isinstance(what, dict):
        return ", ".join(f"{_key(key)}: {_value(part)}" for key, part in what.items())
    if isinstance(what, list | tuple) and not any(
        isinstance(part, np.ndarray | dict | list) for part in what
    ):
        return f"{len(what)}: [{', '.join(map(_value, what))}]"
    if isinstance(what, list | tuple):
        return f"{len(what)}: [{'; '.join(map(_value, what))}]"
    if isinstance(what, Opaque):
        return f"<{what.kind}, which is not plain data>"
    return format(what, ".10g") if isinstance(what, float) else repr(what)


def _key(key: object) -> str:
    return str(key) if str(key).isprintable() else repr(key)


def difference(expected: object, got: object) -> str:
    """How far an answer is from the right one: the largest difference and where it is;
    empty where there is none."""
    if got is None or close(expected, got):
        return NOTHING + " came" if got is None and expected is not None else ""
    if (
        isinstance(expected, list | tuple)
        and isinstance(got, list | tuple)
        and len(expected) == len(got)
    ):
        place = next(
            (i for i, (e, g) in enumerate(zip(expected, got, strict=True)) if not close(e, g)),
            0,
        )
        return (
            f"first at entry {place}: {value(expected[place], 80)} and {value(got[place], 80)}"
        )
    if (one := number(expected)) is not None and (other := number(got)) is not None:
        return f"{abs(one - other):.6g}"
    wanted, found = array(expected), array(got)
    if wanted is None or found is None:
        return ""
    if wanted.shape != found.shape:
        return f"the shape is {found.shape}, not {wanted.shape}"
    return _largest(wanted, found)


def _largest(wanted: np.ndarray, found: np.ndarray) -> str:
    away = np.abs(wanted - found)
    place = np.unravel_index(np.argmax(np.where(np.isnan(away), np.inf, away)), away.shape)
    where = f"[{', '.join(map(str, place))}]"
    return f"{away[place]:.6g} at {where}: {wanted[place]:.10g} and {found[place]:.10g}"


def question(call: Call, parameters: Sequence[str]) -> list[tuple[str, str]]:
    """A call as pairs of what and value: its arguments by the function's `parameters`,
    its stand-ins, the files that were written for it."""
    given = dict(zip(parameters, call.positional, strict=False)) | call.keywords
    rows = [row for name, what in given.items() for row in _argument(name, what)]
    rows += [(f"{name}, lent", _stand_in(what)) for name, what in call.stand_ins.items()]
    return rows + [
        (name, f"a file of {len(text)} characters") for name, text in call.files.items()
    ]


def _argument(name: str, what: object) -> list[tuple[str, str]]:
    """An argument on a line; a dictionary of arrays on a line each."""
    if isinstance(what, dict) and any(isinstance(part, np.ndarray) for part in what.values()):
        return [(f"{name}[{key!r}]", value(part)) for key, part in what.items()]
    return [(name, value(what))]


def _stand_in(what) -> str:
    if isinstance(what, Lent):
        return "the right function"
    records = ", ".join(what.record) or "its calls"
    return f"a stand-in that records {records} and returns {len(what.answers)} set answers"


def ending(outcome: Outcome | None) -> str:
    """How an answer ended where it is not a value: the error with the student's own
    line; empty where all went well."""
    if outcome is None:
        return "The question was not asked, because one like it had already run out of time."
    failure = outcome.failure
    if failure is None:
        return ""
    said = ": ".join(part for part in (failure.type, failure.message) if part)
    where = f" (at: {failure.line})" if failure.line else ""
    return clean(f"{failure.kind}. {said}{where}")
