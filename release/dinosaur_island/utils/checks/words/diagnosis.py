"""Words for a wrong outcome: what was asked, what came, what it means, one step to try.

A message climbs: no value, wrong kind, wrong shape, a property that fails, a number
that is off. It shows numbers of public probes only, and never a line of a right answer.
"""

from __future__ import annotations

import builtins
from typing import NamedTuple

import numpy as np

from ..calls import ABSENT, Lent, Opaque, Outcome
from ..observing import array, close, number
from . import advice
from .looks import KINDS, looks_like

NOTHING_IS_RIGHT = "none"
"""The kind of a function that rightly gives nothing back: it prints, or changes its
arguments."""


class Hint(NamedTuple):
    """A known fault's name and its text."""

    fault: str
    text: str


def describe(probe, outcome: Outcome, got: dict, hint: Hint | None) -> tuple[str, str]:
    """The name of the fault and the message for a probe that failed."""
    fault, text = hint or _diagnose(probe, outcome, got)
    numbers = (
        _difference(probe, got)
        if probe.quotable
        and outcome.failure is None
        and (outcome.value is not None or NOTHING_IS_RIGHT in probe.words.kinds)
        else ""
    )
    return fault, " ".join(part for part in (f"{probe.title}:", numbers, text) if part)


def _diagnose(probe, outcome, got):
    return (
        _failed(probe, outcome)
        or _wrong_kind(probe, outcome.value)
        or _none(probe, got)
        or _by_its_looks(probe, outcome, got)
        or _missing(probe, got)
        or _wrong_shape(probe, got)
        or _wrong_number(probe, got)
    )


def _failed(probe, outcome):
    failure = outcome.failure
    if failure is None:
        return None
    if failure.kind == ABSENT:
        return (
            "missing",
            f"There is no function {probe.function}. Run its cell first, and keep its name.",
        )
    if failure.kind in advice.STOPPED:
        return failure.kind, advice.STOPPED[failure.kind]
    if failure.type == "NotImplementedError":
        return "unfinished", f"{probe.function} is not written yet. Fill in its numbered steps."
    if _unfinished(failure):
        return "unfinished", _raised(
            probe, failure
        ) + " A None of the unfinished cell is probably still in its place."
    return (
        "exception",
        f"{_raised(probe, failure)} {advice.of_error(failure.type, failure.message)}",
    )


def _unfinished(failure):
    return "NoneType" in failure.message


def _raised(probe, failure):
    if not probe.quotable:  # its text and its line come from the student's process: they could carry hidden inputs out
        return f"{probe.function} stopped with {failure.type if hasattr(builtins, failure.type) else 'an exception'}."
    where = f", in your line `{failure.line}`" if failure.line else ""
    return f"{probe.function} stopped with {failure.type}: {failure.message}{where}."


def _wrong_kind(probe, value):
    wanted = probe.words.returns
    if value is None and NOTHING_IS_RIGHT not in probe.words.kinds:
        return (
            "nothing",
            f"{probe.function} gave back None. It should return {wanted}: see its last line.",
        )
    kinds = tuple(KINDS[kind] for kind in probe.words.kinds)
    if not kinds or isinstance(value, kinds):
        return None
    kind = value.kind if isinstance(value, Opaque) else type(value).__name__
    if isinstance(value, Opaque) and not probe.quotable:
        kind = "value of another kind"
    return ("type", f"{probe.function} gave back a {kind}. It should return {wanted}.")


def _none(probe, got):
    empty = [name for name in probe.asks_for if name in got and got[name] is None]
    if not empty:
        return None
    return "unfinished", f"{empty[0]} is None. Fill in the step that should give it."


def _by_its_looks(probe, outcome, got):
    """What the rubric says of an outcome that looks like this."""
    first = next(iter(_differing(probe, got)), "")
    for when in probe.words.when:
        if all(
            looks_like(look, name, probe, outcome, got, first)
            for name, look in when.seen.items()
        ):
            return when.fault, when.hint
    return None


def _missing(probe, got):
    absent = [name for name in probe.asks_for if name not in got]
    if not absent:
        return None
    return (
        "absent",
        f"Nothing usable stands under {', '.join(absent)}. Give every part that the docstring lists.",
    )


def _wrong_shape(probe, got):
    for name in probe.asks_for:
        wanted, found = probe.expected[name], array(got[name])
        if isinstance(wanted, np.ndarray) and found is not None and found.size != wanted.size:
            sizes = f": {found.shape} where {wanted.shape} is right" if probe.quotable else ""
            return (
                "shape",
                f"{name} came back with another shape{sizes}. Print the shapes after each step.",
            )
        if isinstance(wanted, np.ndarray) and (
            found is None or found.shape[:1] != wanted.shape[:1]
        ):
            return (
                "shape",
                f"{name} is no array of the right shape. Look whether it was transposed or replaced.",
            )
    return None


def _wrong_number(probe, got):
    name = next(iter(_differing(probe, got)), "the answer")
    whole_run = any(isinstance(what, Lent) for what in probe.call.stand_ins.values())
    return f"number:{name}", advice.of_observation(probe.words, name, whole_run)


def _differing(probe, got):
    return [
        name
        for name in probe.asks_for
        if name not in got or not probe.observe.fits(name, probe.expected[name], got[name])
    ]


def _difference(probe, got):
    """The first number that is off, for a public probe: `dWaa[0][1] should be 5.0 and
    is 7.3.`"""
    for name in _differing(probe, got):
        if name in got:
            place, wanted, found = _first(name, probe.expected[name], got[name])
            if (wanted is not None or found is not None) and _show(wanted) != _show(found):
                return f"{place} should be {_show(wanted)} and is {_show(found)}."
    return ""


def _first(name, wanted, got):
    """Down to the first entry that differs: its place and both values."""
    if isinstance(wanted, np.ndarray):
        found = array(got)
        if found is None or found.size != wanted.size or not wanted.size:
            return name, None, None
        flat = np.isclose(found.reshape(wanted.shape), wanted, rtol=1e-5, atol=1e-7)
        index = (
            tuple(int(i) for i in np.argwhere(~flat)[0])
            if not flat.all()
            else (0,) * wanted.ndim
        )
        return (
            name + "".join(f"[{i}]" for i in index),
            wanted[index],
            found.reshape(wanted.shape)[index],
        )
    if isinstance(wanted, list) and isinstance(got, list | tuple):
        for i, (w, g) in enumerate(zip(wanted, got, strict=False)):
            if not close(w, g):
                return _first(f"{name}[{i}]", w, g)
        return f"the length of {name}", len(wanted), len(got)
    return name, wanted, got


def _show(value):
    as_number = number(value)
    if isinstance(value, np.ndarray) and as_number is None:
        return f"an array of shape {value.shape}"
    if as_number is None and isinstance(value, dict | list | tuple):
        return "a dictionary" if isinstance(value, dict) else f"a list of {len(value)}"
    return f"{as_number:.8g}" if as_number is not None else repr(value)[:60]
