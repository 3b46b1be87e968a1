"""What a judge looks at: flat observations out of an outcome, and whether two of them
are close.

An *observer* turns an `Outcome` into a dictionary name -> plain value. It is data: each
observation says where in the outcome it is found. It knows no right answer and never
fails: what is not there is left out. `close` compares with a tolerance far above
rounding and far below any known mistake, and takes float32 for float64 and `(n,)` for
`(n, 1)`, since right answers differ in that.

What came may be as large as a message may be, and is compared with many things: one
comparison is as much work as the right answer is large, and no more.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from .calls import Outcome
from .values import Opaque

RELATIVE, ABSOLUTE = 1e-5, 1e-7
NOTHING = Opaque("nothing")
"""What an observation is that is not there."""
FAILURE = "failure"
"""The observation that is there only where the call failed."""


def number(value: object) -> float | None:
    """Return `value` as a float where it is one number, however wrapped (0-d, one
    entry), or else None."""
    if isinstance(value, bool | int | float | np.number | np.bool_):
        return float(value)
    if isinstance(value, np.ndarray) and value.size == 1:
        return float(value.reshape(-1)[0])
    if isinstance(value, list | tuple) and len(value) == 1:
        return number(value[0])
    return None


def array(value: object) -> np.ndarray | None:
    """Return an array, or nested lists of numbers, as an array of floats. None where
    `value` is neither."""
    if isinstance(value, np.ndarray):
        return value.astype(float)
    if not isinstance(value, list | tuple):
        return None
    parts, shapes = [], set()
    for v in value:
        part = array(v) if isinstance(v, list | tuple | np.ndarray) else number(v)
        parts.append(part)
        shapes.add(getattr(part, "shape", ()))
        if part is None or len(shapes) > 1:
            return None
    return np.array(parts, dtype=float)


def close(wanted: object, got: object) -> bool:
    """Check whether `got` may stand for `wanted`. Both are plain data."""
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
        got = [number(got)] if wanted.shape == (1,) else got
        return _may_be(wanted, got) and _close_arrays(wanted, array(got))
    if isinstance(wanted, list | tuple):
        return _close_lists(wanted, got)
    found = number(got)
    return found is not None and math.isclose(wanted, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _may_be(wanted, got):
    """Check whether `got` is no larger than the array `wanted`, as nested lists, too.
    It is not read any further than that."""
    if isinstance(got, np.ndarray):
        return got.size == wanted.size
    left = math.prod(max(side, 1) for side in wanted.shape) * (wanted.ndim + 2)
    waiting = [got]
    while waiting:
        value = waiting.pop()
        parts = value if isinstance(value, list | tuple) else ()
        left -= value.size if isinstance(value, np.ndarray) else len(parts)
        if left < 0:
            return False
        waiting += parts
    return True


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
    """Return the shape without the 1 that makes a column of a vector."""
    return shape[:1] if len(shape) == 2 and shape[1] == 1 else shape


def _close_lists(wanted, got):
    return (
        (isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim > 0))
        and len(wanted) == len(got)
        and all(close(w, g) for w, g in zip(wanted, got, strict=True))
    )


def rounded(wanted: object, got: object) -> bool:
    """Check whether a list of printed numbers is the right one at the decimals that
    were printed, two at least."""
    if not isinstance(got, list):
        return close(wanted, got)
    return len(wanted) == len(got) and all(map(_rounds_to, wanted, got))


def _rounds_to(wanted, got):
    decimals = max(2, len(repr(got).partition(".")[2]))
    return close(wanted, got) or abs(wanted - got) <= 0.51 * 10.0**-decimals


def contained(wanted: object, got: object) -> bool:
    """Check whether the words of a list come in this order, whatever a student's own
    words between them."""
    if not isinstance(got, list):
        return close(wanted, got)
    words = iter([word.lower() for word in got])
    return all(word.lower() in words for word in wanted)


FITS: dict[str, Callable[[object, object], bool]] = {
    "close": close,
    "rounded": rounded,
    "contained": contained,
}


@dataclass(frozen=True)
class Observation:
    """One thing that a judge looks at: its name for people, the path to it, and how two
    of them compare (a name in `FITS`).

    A path begins with `value` (what came back), `arguments` (the positional ones as
    they are after the call), `printed` (the text), `asked.STAND_IN.PARAMETER` (what a
    spy was given, call by call), `calls.STAND_IN` (how often), or with a special
    observation's name; then come steps into dictionaries, lists and arrays.
    """

    name: str
    path: str
    fits: str = "close"

    @functools.cached_property
    def steps(self) -> tuple[str | int, ...]:
        """The path's parts; digits are an index."""
        parts = self.path.split(".")
        return tuple(int(part) if part.isdigit() else part for part in parts)


@dataclass(frozen=True)
class Observer:
    """The observations of one kind of question; `special` are an assignment's own
    functions from an outcome to a plain value."""

    name: str
    observations: tuple[Observation, ...]
    special: Mapping[str, Callable[[Outcome], object]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __call__(self, outcome: Outcome) -> dict:
        """Collect what is there, in order. Where the call failed, `failure` comes last."""
        roots: dict = {}
        found: dict[str, object] = {}
        for observation in self.observations:
            root, *steps = observation.steps
            if root in SPIED:
                calls = roots[SPIED] = roots.get(SPIED) or _by_stand_in(outcome)
                value = _asked(calls.get(steps[0], []), root, *steps[1:])
            else:
                if root not in roots:
                    roots[root] = self._root(root, outcome)
                value = entry(roots[root], *steps)
            if not isinstance(value, Opaque):
                found[observation.name] = value
        if outcome.failure is not None:
            found[FAILURE] = outcome.failure.type or outcome.failure.kind
        return found

    def _root(self, root, outcome):
        if root in GENERAL:
            return getattr(outcome, root)
        return self.special[root](outcome)

    def fits(self, name: str, wanted: object, got: object) -> bool:
        """Check whether the observation `name` may stand."""
        return FITS[self._kinds.get(name, "close")](wanted, got)

    @functools.cached_property
    def _kinds(self) -> dict[str, str]:
        return {o.name: o.fits for o in self.observations}

    @functools.cached_property
    def counts(self) -> tuple[str, ...]:
        """The observations that say how often a stand-in was called."""
        return tuple(o.name for o in self.observations if o.steps[0] == "calls")


GENERAL = ("value", "arguments", "printed")
SPIED = ("asked", "calls")
VALUE = Observer("value", (Observation("value", "value"),))
"""The observer of what came back, which needs no line in a rubric."""


def _by_stand_in(outcome):
    """Gather what the calls of each spy were given, one after the other."""
    calls = {}
    for spied in outcome.spied:
        calls.setdefault(spied.function, []).append(spied.arguments)
    return calls


def _asked(calls, root, parameter=None):
    """Return what a spy was given for this parameter, call by call, or how often it was
    called."""
    if root == "calls":
        return len(calls)
    if not calls or parameter not in calls[0]:
        return NOTHING
    return [arguments.get(parameter) for arguments in calls]


def entry(value: object, *path: str | int) -> object:
    """Look up `value[i][j]...` in plain data. Gives an `Opaque` where there is no such
    entry, and None below a None."""
    for step in path:
        if value is None:  # a step that is not filled in yet
            return None
        if not _has(value, step):
            return NOTHING
        value = value[step]
    return value


def _has(value, step):
    if isinstance(value, dict):
        return step in value
    long = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    return long and isinstance(step, int) and step < len(value)
