"""How an answer is compared with a right one: two plain values, in the way and within the
tolerance that their question names.

`close` compares whole numbers exactly and others with a tolerance far above rounding and
far below any known mistake, NaN with NaN at the same place, and takes float32 for float64
and `(n,)` for `(n, 1)`, since right answers differ in that. No comparison ever fails.

What came may be as large as a message may be, and is compared with many things: one
comparison is as much work as the right answer is large, and no more.
"""

from __future__ import annotations

import bisect
import cmath
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from .frames import Frame
from .values import NOTHING, SETS, Drawn, Raised, place

RELATIVE, ABSOLUTE = 1e-5, 1e-7
LOOSER = 4
"""How many times as many parts an item may have that stands for another one: a list of
lists has more of them than an array."""


class Tolerance(NamedTuple):
    """How far two numbers may be apart that are not whole."""

    rtol: float = RELATIVE
    atol: float = ABSOLUTE


USUAL = Tolerance()


def scalar(value: object) -> complex | None:
    """Return `value` as Python's own number where it is one, however wrapped (0-d, one
    entry), or else None."""
    if isinstance(value, np.number | np.bool_):
        return value.item()
    if isinstance(value, int | float | complex):
        return value
    if isinstance(value, np.ndarray) and value.size == 1:
        return value.item()
    if isinstance(value, list | tuple) and len(value) == 1:
        return scalar(value[0])
    return None


def number(value: object) -> float | None:
    """Return `value` as a float where it is one real number, or else None."""
    one = scalar(value)
    if one is None or isinstance(one, complex):
        return None
    try:
        return float(one)
    except OverflowError:  # a whole number beyond all floats
        return math.inf if one > 0 else -math.inf


def array(value: object) -> np.ndarray | None:
    """Return an array, or nested lists of numbers, as an array of floats, or of complex
    numbers where some are. None where `value` is neither."""
    if isinstance(value, np.ndarray):
        return value.astype(complex if value.dtype.kind == "c" else float)
    if not isinstance(value, list | tuple):
        return None
    entries, shapes, kind = [], set(), float
    for v in value:
        nested = isinstance(v, list | tuple | np.ndarray)
        part = array(v) if nested else v if isinstance(v, complex) else number(v)
        entries.append(part)
        shapes.add(getattr(part, "shape", ()))
        if part is None or len(shapes) > 1:
            return None
        if np.iscomplexobj(part) if nested else isinstance(part, complex):
            kind = complex
    return np.array(entries, dtype=kind)


def close(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether `got` may stand for `wanted`. Both are plain data."""
    if type(wanted) is float and type(got) is float:  # most of what is compared
        near = math.isclose(wanted, got, rel_tol=within.rtol, abs_tol=within.atol)
        return near or (wanted != wanted and got != got)
    if type(wanted) is int and type(got) is int:
        return wanted == got
    if isinstance(wanted, int | float | complex | np.generic):
        return _close_numbers(wanted, got, within)
    if isinstance(wanted, np.ndarray):
        return _close_arrays(wanted, got, within)
    if isinstance(wanted, dict):
        return (
            isinstance(got, dict)
            and wanted.keys() == got.keys()
            and all(close(wanted[k], got[k], within) for k in wanted)
        )
    if isinstance(wanted, SETS):
        alike = isinstance(got, SETS) and len(wanted) == len(got)
        return alike and as_set(wanted, got, within)
    if isinstance(wanted, Drawn):
        # a list may stand for what is drawn from an iterator, and not the other way round
        items = got.items if isinstance(got, Drawn) else got
        return _close_lists(wanted.items, items, within)
    if isinstance(wanted, list | tuple):
        return _close_lists(wanted, got, within)
    if isinstance(wanted, Raised):
        return isinstance(got, Raised) and wanted.names[0] in got.names
    if isinstance(wanted, Frame):
        return _close_frames(wanted, got, within)
    return type(got) is type(wanted) and got == wanted


def _close_frames(wanted, got, within, anyhow=False):
    from .tables import first_off  # few lessons have tables

    alike = type(got) is type(wanted)
    return alike and first_off(wanted, got, within, anyhow) is None


def _close_numbers(wanted, got, within):
    wanted, found = scalar(wanted), scalar(got)
    if found is None:
        return False
    # a tolerance would take 3,628,830 for the factorial of 10
    if isinstance(wanted, int) or found == wanted:
        return found == wanted
    if wanted != wanted:
        return found != found
    if isinstance(found, int) and math.isinf(found := number(found)):
        return False
    pair_is_close = cmath.isclose if isinstance(wanted + found, complex) else math.isclose
    return pair_is_close(wanted, found, rel_tol=within.rtol, abs_tol=within.atol)


def _close_arrays(wanted, got, within):
    if wanted.ndim == 0:
        return _close_numbers(wanted, got, within)
    got = [scalar(got)] if wanted.shape == (1,) else got
    if not _may_be(wanted, got):
        return False
    if wanted.dtype.kind in WHOLE and not isinstance(got, np.ndarray):
        # as floats, whole numbers beyond 2**53 would be others
        return _close_lists(wanted.reshape(_column(wanted.shape)).tolist(), got, within)
    got = got if isinstance(got, np.ndarray) else array(got)
    if got is None or _column(wanted.shape) != _column(got.shape):
        return False
    return bool(close_entries(wanted, got.reshape(wanted.shape), within).all())


WHOLE = "iub"
"""The kinds of array whose entries are whole numbers or truth values."""


def close_entries(wanted: np.ndarray, got: np.ndarray, within: Tolerance) -> np.ndarray:
    """Tell for each entry of two arrays of one shape whether it may stand for the wanted
    one."""
    if wanted.dtype.kind in WHOLE:
        # Python compares whole numbers with floats exactly
        pairs = zip(wanted.ravel().tolist(), got.ravel().tolist(), strict=True)
        return np.array([w == g for w, g in pairs], bool).reshape(wanted.shape)
    same = (got == wanted) | ((got != got) & (wanted != wanted))
    if same.all():
        return same
    with np.errstate(
        invalid="ignore", over="ignore"
    ):  # what np.isclose says, without its preparations
        near = np.abs(got - wanted) <= within.atol + within.rtol * np.abs(wanted)
    return same | (near & np.isfinite(wanted))


def _may_be(wanted, got):
    """Check whether `got` is no larger than the array `wanted`, as nested lists, too.
    It is not read any further than that."""
    if isinstance(got, np.ndarray):
        return got.size == wanted.size
    most = math.prod(max(side, 1) for side in wanted.shape) * (wanted.ndim + 2)
    return _weight(got, most + 1) <= most + 1


def _weight(value, most=math.inf):
    """Count the parts of a value, and the entries of arrays, until they are more than
    `most`."""
    found = 0
    for part in parts(value):
        found += part.size if isinstance(part, np.ndarray) else 1
        if found > most:
            break
    return found


def parts(value: object) -> Iterator[object]:
    """Yield a value of plain data, what it holds, and what that holds; an array whole."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif not isinstance(part, np.ndarray):
            waiting += _items(part) or ()


def _items(value):
    """Return the items of what has some, or else None."""
    if isinstance(value, Drawn | Frame):
        return value.parts if isinstance(value, Frame) else value.items
    if isinstance(value, np.ndarray) and value.ndim:
        return value.tolist()
    return value if isinstance(value, list | tuple | set | frozenset) else None


def _column(shape):
    """Return the shape without the 1 that makes a column of a vector."""
    return shape[:1] if len(shape) == 2 and shape[1] == 1 else shape


def _close_lists(wanted, got, within):
    listed = isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim > 0)
    if not listed or len(wanted) != len(got):
        return False
    # lists of whole numbers are most of what is compared, and Python does that at once
    if _WHOLE.issuperset(map(type, wanted)) and _WHOLE.issuperset(map(type, got)):
        return [*wanted] == [*got]
    return all(close(w, g, within) for w, g in zip(wanted, got, strict=True))


_WHOLE = frozenset([int, type(None)])


def rounded(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether a list of printed numbers is the right one at the decimals that
    were printed, two at least."""
    if not isinstance(got, list):
        return close(wanted, got, within)
    return len(wanted) == len(got) and all(
        _rounds_to(w, g, within) for w, g in zip(wanted, got, strict=True)
    )


def _rounds_to(wanted, got, within):
    decimals = max(2, len(repr(got).partition(".")[2]))
    right, printed = number(wanted), number(got)
    near = (
        right is not None
        and printed is not None
        and abs(right - printed) <= 0.51 * 10.0**-decimals
    )
    return close(wanted, got, within) or near


def contained(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether the words of a list come in this order, whatever a student's own
    words between them."""
    if not isinstance(got, list):
        return close(wanted, got, within)
    words = iter([word.lower() for word in got if isinstance(word, str)])
    return all(word.lower() in words for word in wanted)


def equal(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two values are the same, to the type of each number, key and
    container."""
    if type(wanted) is not type(got):
        return False
    if isinstance(wanted, np.ndarray):
        alike = wanted.dtype.kind == got.dtype.kind and wanted.shape == got.shape
        return alike and bool(close_entries(wanted, got, Tolerance(0, 0)).all())
    if isinstance(wanted, Drawn | Frame):
        return equal(_items(wanted), _items(got))
    if isinstance(wanted, Raised):
        return close(wanted, got)
    if isinstance(wanted, list | tuple):
        return len(wanted) == len(got) and all(map(equal, wanted, got))
    if isinstance(wanted, dict | set | frozenset):
        # 1, 1.0 and True are one key
        own = {key: key for key in got}
        if wanted != got if isinstance(wanted, SETS) else wanted.keys() != got.keys():
            return False
        inner = wanted.items() if isinstance(wanted, dict) else ()
        return all(equal(key, own[key]) for key in wanted) and all(
            equal(value, got[key]) for key, value in inner
        )
    return wanted == got or (wanted != wanted and got != got)


def as_set(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two collections have the same items, in any order and however
    often."""
    known, found = _both(wanted, got)
    if known is None or found is None:
        return close(wanted, got, within)
    return all(each is NOTHING for each in unmatched(wanted, got, within))


def unmatched(wanted: object, got: object, within: Tolerance = USUAL) -> tuple:
    """Find the first item of `wanted` that `got` lacks, and the first of `got` that
    `wanted` lacks; `NOTHING` where there is none. Much larger items are not read."""
    known, found = (items or () for items in _both(wanted, got))
    most = LOOSER * max(map(_weight, known), default=1)
    large = next((item for item in found if _weight(item, most) > most), NOTHING)
    if large is not NOTHING:
        return NOTHING, large
    known, found = ({place(item): item for item in items} for items in (known, found))
    return (
        _without_like(known, found, lambda item, other: close(item, other, within)),
        _without_like(found, known, lambda item, other: close(other, item, within)),
    )


def _without_like(items, others, alike):
    places = sorted(others)
    for at, item in items.items():
        after = bisect.bisect_left(places, at)
        near = places[max(after - 1, 0) : after + 2]
        if not any(alike(item, others[other]) for other in near):
            return item
    return NOTHING


def unordered(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two collections have the same items, each as often, in any order.
    A yes is always right. A no may be wrong where items begin with numbers that form a
    chain, each close to the next and not to all."""
    known, found = _both(wanted, got)
    if known is None or found is None:
        return close(wanted, got, within)
    most = LOOSER * _weight(wanted)
    if len(known) != len(found) or _weight(got, most) > most:
        return False
    places = [place(item) for item in (*known, *found)]
    steps = _steps(places, within)
    # by rounding alone, (1.0000001, 2) would stand behind (1.0, 3)
    rows = [((_stepped(at, steps), at), i) for i, at in enumerate(places)]
    first, second = (sorted(half) for half in (rows[: len(known)], rows[len(known) :]))
    items = [*known, *found]
    return all(
        close(items[w], items[g], within) for (_, w), (_, g) in zip(first, second, strict=True)
    )


def _steps(places, within):
    """Give each number of some places the least one from which numbers close to one
    another lead up to it."""
    steps, last, least = {}, math.nan, 0.0
    for one in sorted(set(_numbers(places))):
        if not math.isclose(one, last, rel_tol=within.rtol, abs_tol=within.atol):
            least = one
        steps[one], last = least, one
    return steps


def _numbers(places):
    for each in places:
        if isinstance(each, tuple):
            yield from _numbers(each)
        elif isinstance(each, int | float):
            yield number(each)


def _stepped(at, steps):
    if isinstance(at, tuple):
        return tuple([_stepped(each, steps) for each in at])
    return steps[number(at)] if isinstance(at, int | float) else at


def _both(wanted, got):
    """Return the items of both, of tables their rows; None where one has none."""
    if not isinstance(wanted, Frame) and not isinstance(got, Frame):
        return _items(wanted), _items(got)
    from .tables import rows

    return rows(wanted, got) if type(wanted) is type(got) else (None, None)


def frame(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two tables have the same rows and columns, in whatever order the
    columns and however the rows are numbered."""
    if not isinstance(wanted, Frame):
        return close(wanted, got, within)
    return _close_frames(wanted, got, within, anyhow=True)


def printed(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two texts are the same line by line, but for blanks at the end of a
    line and empty lines at the end."""
    if isinstance(wanted, str) and isinstance(got, str):
        return lines(wanted) == lines(got)
    return close(wanted, got, within)


def lines(text: str) -> list[str]:
    """Split a text into lines without blanks at their ends, and without the empty ones
    at its end."""
    found = [line.rstrip() for line in text.split("\n")]
    while found and not found[-1]:
        found.pop()
    return found


def text(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether two texts have the same words, whatever their case and the blanks
    around them."""
    if isinstance(wanted, str) and isinstance(got, str):
        return wanted.casefold().split() == got.casefold().split()
    return close(wanted, got, within)


def as_array(wanted: object, got: object, within: Tolerance = USUAL) -> bool:
    """Check whether a NumPy array came where one is wanted, of exactly its shape: what
    is added to a column in place has to be a column."""
    if isinstance(wanted, np.ndarray):
        alike = isinstance(got, np.ndarray) and got.shape == wanted.shape
        return alike and _close_arrays(wanted, got, within)
    return close(wanted, got, within)


Fits = Callable[[object, object, Tolerance], bool]
FITS: dict[str, Fits] = {
    "close": close,
    "rounded": rounded,
    "contained": contained,
    "array": as_array,
    "equal": equal,
    "set": as_set,
    "unordered": unordered,
    "frame": frame,
    "printed": printed,
    "text": text,
}
OF_LISTS = ("rounded", "contained", "set", "unordered")
"""The ways that compare items, which a text doesn't have."""
OF_LOGS = ("rounded", "contained")
"""Those by which a student's own words are forgiven; a known fault has none."""
