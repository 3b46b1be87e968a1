"""What became of an array's entries, by what each should be: at a limit, as it was given,
moved by a step. What is said holds of every entry that it speaks of. Said of published
questions alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

MAX_GROUPS, LEAST = 3, 2
"""Groups of entries that one sentence speaks of, and the entries of a value of its own."""


def own_of(name: str, given: object) -> np.ndarray | None:
    """Find the array that was given under the key `name`."""
    if isinstance(given, dict):
        if isinstance(own := given.get(name), np.ndarray) and own.dtype.kind in "fiu":
            return own
        given = tuple(given.values())
    if isinstance(given, list | tuple):
        return next((own for each in given if (own := own_of(name, each)) is not None), None)
    return None


def by_groups(
    name: str, right: np.ndarray, found: np.ndarray, off: np.ndarray, own: np.ndarray | None
) -> str:
    """Say of the entries that should have one value together, and of the others, what came.
    Empty where that says no more than that they are off."""
    if own is not None and own.shape != right.shape:
        own = None
    groups = list(_groups(right, own))
    if not 1 < len(groups) <= MAX_GROUPS:
        return ""
    said = [(what, _became(part, right, found, off, own)) for what, part in groups]
    if all(became in ("are right", "are wrong") for _, became in said) and (
        not any(became == "are right" for _, became in said)
    ):
        return ""
    (what, became), *rest = said
    more = "".join(f"; those that {other} {so}" for other, so in rest)
    return f"In {name} the entries that {what} {became}{more}."


def _groups(right: np.ndarray, own: np.ndarray | None) -> Iterator[tuple[str, np.ndarray]]:
    stays = np.zeros(right.shape, bool) if own is None else own == right
    values, counts = np.unique(right[~stays], return_counts=True)
    rest = ~stays
    for value in values[counts >= LEAST][::-1]:
        part = (right == value) & ~stays
        rest &= ~part
        yield f"should be {value:.8g}", part
    if stays.any():
        yield "should stay as they were given", stays
    if rest.any():
        yield "should be anything else", rest


def _became(
    part: np.ndarray,
    right: np.ndarray,
    found: np.ndarray,
    off: np.ndarray,
    own: np.ndarray | None,
) -> str:
    wrong = part & off
    many, all_ = int(wrong.sum()), int(part.sum())
    if not many:
        return "are right"
    if own is not None and np.array_equal(found[wrong], own[wrong]):
        how = "came back as they were given"
    elif np.ptp(found[wrong]) == 0 and many > 1:
        how = f"are {found[wrong][0]:.8g}"
    elif np.allclose(found[wrong], -right[wrong], rtol=1e-9):
        how = "have the wrong sign"
    elif np.ptp(right[part]) == 0 and (found[wrong] / right[part][0] > 1).all():
        how = "lie beyond that"
    else:
        how = "are wrong"
    more = "" if how == "are wrong" else f", which {how}"
    return how if many == all_ else f"are right but for {many} of {all_}{more}"


def by_step(name: str, right: np.ndarray, found: np.ndarray, own: np.ndarray | None) -> str:
    """Say how far an array moved from what was given, where each entry moved by the same
    multiple of what it should."""
    if own is None or own.shape != right.shape or own.size < LEAST:
        return ""
    due, moved = right - own, found - own
    stays = due == 0
    if (~stays).sum() < LEAST or not moved.any() or moved[stays].any():
        return ""
    ratio = moved[~stays] / due[~stays]
    factor = float(np.median(ratio))
    # where a step is tiny, its last digits are lost in the parameter's
    if not np.allclose(ratio, factor, rtol=1e-4, atol=1e-7) or abs(factor - 1) < 1e-3:
        return ""
    if abs(factor + 1) < 1e-4:
        return f"{name} moved as far as it should, but the other way."
    way = ", and the other way" if factor < 0 else ""
    size = abs(factor)
    if size < 1 and abs(1 / size - round(1 / size)) < 1e-3 / size:
        return f"Each entry of {name} moved only 1/{round(1 / size)} of the way that it should{way}."
    return f"Each entry of {name} moved {size:.6g} times as far as it should{way}."
