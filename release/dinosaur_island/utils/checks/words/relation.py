"""How a wrong array or list relates to the right one: transposed, scaled, shifted, in
another order, or off only in one row or column. Said of published questions alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..comparisons import Tolerance, array, close, close_entries, number
from .entries import by_groups, by_step, own_of

LARGEST_FACTOR, LEAST_LIST, LEAST_COUNT, MAX_PLACES = 1000, 4, 3, 6
"""The largest factor that is said as a whole number, the entries that a list needs to be
compared one by one, the different ones it needs to be said to count, and the most decimal
places that a number is said to be rounded to."""


def relation(name: str, wanted: object, got: object, given: object, within: Tolerance) -> str:
    """Say how `got` relates to `wanted`, both the observation `name`. `given` are the call's
    arguments. Empty where they have nothing in common."""
    lists = isinstance(wanted, list) and isinstance(got, list | tuple) and wanted and got
    if lists and (said := _of_lists(name, wanted, list(got))):  # type: ignore[arg-type,call-overload]
        return said
    one, other = number(wanted), number(got)
    if one is not None and other is not None:
        return _of_one(name, one, other)
    right, found = _numbers(wanted), _numbers(got)
    if right is None or found is None:
        return ""
    if right.size != found.size or not right.size:
        return ""
    found = found.reshape(right.shape)
    if np.isfinite(right).all() and not np.isfinite(found).all():
        bad = "nan, no number" if np.isnan(found).any() else "infinite"
        return f"Some entries of {name} are {bad}. Print each step, and look for the first that is."
    off = ~close_entries(right, found, within)
    if off.sum() < 2:
        return by_groups(name, right, found, off, own_of(name, given))
    with np.errstate(all="ignore"):
        return next(_of_arrays(name, right, found, off, given), "")


def _numbers(value: object) -> np.ndarray | None:
    found = array(value)
    return None if found is None or found.dtype.kind == "c" else np.asarray(found, float)


def _arrays(value: object) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _arrays(each)


def _of_arrays(
    name: str,
    right: np.ndarray,
    found: np.ndarray,
    off: np.ndarray,
    given: object,
) -> Iterator[str]:
    if not found.any():
        yield f"All entries of {name} are 0."
    for own in _arrays(given):
        if own.shape != right.shape or own.size < 2:
            continue
        if np.array_equal(own, found):
            yield f"{name} came back as it was given."
    if right.ndim == 2 and right.shape[0] == right.shape[1] > 1 and _same(right.T, found):
        yield f"{name} is transposed: its rows stand where its columns belong."
    if right.all() and np.ptp(right):
        ratio = found / right
        if _same(ratio, np.full_like(ratio, ratio.flat[0])):
            yield _scaled(name, float(ratio.flat[0]))
    if places := _rounded(right, found):
        yield f"The entries of {name} are rounded to {places} decimal places."
    if right.size > 2 and _same(np.sort(right, None), np.sort(found, None)):
        yield f"{name} has the right numbers, but in another order."
    own = own_of(name, given)
    yield from filter(None, [by_step(name, right, found, own)])
    yield from filter(None, [by_groups(name, right, found, off, own)])


def _of_one(name: str, right: float, found: float) -> str:
    """Say by which whole factor a number is too large or too small. One that was worked out
    is so to eight digits by no chance."""
    if not np.isfinite(found) or not right or not found or right.is_integer():
        return ""
    for times, how in ((found / right, "large"), (right / found, "small")):
        whole = round(abs(times)) if abs(times) < LARGEST_FACTOR else 0
        if whole > 1 and abs(abs(times) - whole) < 1e-8 * whole:
            sign = ", and has the wrong sign" if times < 0 else ""
            return f"{name} is too {how}, by a factor of {whole}{sign}."
    if abs(found / right + 1) < 1e-8:
        return f"{name} has the wrong sign."
    places = _rounded(np.array(right), np.array(found))
    return f"{name} is rounded to {places} decimal places." if places else ""


def _rounded(right: np.ndarray, found: np.ndarray) -> int:
    """Return to how many decimal places numbers were rounded; 0 where they were not."""
    for places in range(MAX_PLACES, 0, -1):
        near = np.round(right, places)
        if np.allclose(near, found, rtol=0, atol=1e-12) and not np.allclose(
            near, right, rtol=1e-9
        ):
            return places
    return 0


def _scaled(name: str, factor: float) -> str:
    if abs(factor + 1) < 1e-6:
        return f"Each entry of {name} has the wrong sign."
    for times, how in ((factor, "large"), (1 / factor if factor else 0.0, "small")):
        if 1.5 < times < LARGEST_FACTOR and abs(times - round(times)) < 1e-5 * times:
            return f"Each entry of {name} is too {how}, by a factor of {round(times)}."
    return f"Each entry of {name} is {factor:.6g} times what it should be."


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(one, other, rtol=1e-5, atol=1e-9))


def _of_numbers(name: str, wanted: list, got: list) -> str:
    """Say of a list of whole numbers, or of None and whole numbers, that it counts, or is off
    by the same number everywhere."""
    if not all(each is None or isinstance(each, int) for each in (*wanted, *got)):
        return ""
    lead = 1 if got[:1] == [None] == wanted[:1] else 0
    right, found = wanted[lead:], got[lead:]
    if None in (*right, *found) or len(right) != len(found) or len(set(found)) < LEAST_COUNT:
        return ""
    by = {own - due for due, own in zip(right, found, strict=True)}
    if len(by) == 1 and by != {0}:
        one = by.pop()
        return f"Each number in {name} is {'greater' if one > 0 else 'smaller'} by {abs(one)} than it should be."
    if found in (list(range(len(found))), list(range(1, len(found) + 1))):
        return f"{name} only counts: {found[0]}, {found[1]}, {found[2]} and so on."
    return ""


def _of_lists(name: str, wanted: list, got: list) -> str:
    """Say what of a list is right, where it is longer, shorter, shifted or turned. Of lists
    in a list it is said of the first that is off."""
    pairs = [*enumerate(zip(wanted, got, strict=False))]
    if all(isinstance(each, list) for _, pair in pairs for each in pair):
        at = next(((i, w, list(g)) for i, (w, g) in pairs if not close(w, g)), None)
        if at is not None:
            return _of_lists(f"{name}[{at[0]}]", at[1], at[2])
    if said := _of_numbers(name, wanted, got):
        return said
    extra = len(got) - len(wanted)
    if extra > 1 and len(wanted) > 1 and close(wanted, got[extra:]):
        return f"{name} has {extra} too many in front; what follows is right."
    if len(got) < LEAST_LIST or len(wanted) < LEAST_LIST:
        return ""
    if close(wanted[: len(got)], got):
        return f"The first {len(got)} of {name} are right, and then it ends too early."
    if close(wanted, got[: len(wanted)]):
        return f"{name} is right up to its end, and then goes on."
    if close(wanted[1 : len(got) + 1], got[: len(wanted) - 1]):
        return f"The first of {name} is missing; what follows is right{_at_the_end(extra, 1)}."
    if close(wanted[: len(got) - 1], got[1 : len(wanted) + 1]):
        return (
            f"{name} has one too many in front; what follows is right{_at_the_end(extra, -1)}."
        )
    # a loop that is cut puts the right last one behind as many as ever
    inner = slice(1, -1)
    shifted = not extra and close([*wanted[:-2], wanted[-1]], got[1:])
    if shifted and not close(wanted[inner], got[inner]):
        return f"{name} has one too many in front, and the last but one is missing."
    return f"{name} runs backwards." if close(wanted, got[::-1]) else ""


def _at_the_end(extra: int, shift: int) -> str:
    """Say of a list that is right but for its first one that its end is not. One that is as
    long as the right one may have been cut there by who looked at it."""
    more = extra + shift
    if not extra or not more:
        return ""
    return ", but then it goes on" if more > 0 else ", but it ends too early"
