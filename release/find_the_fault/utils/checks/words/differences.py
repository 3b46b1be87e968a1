"""Quoting the first value that is off, for a public probe: `dWaa[0][1] should be 5.0 and
is 7.3.`"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from ..calls import DIGEST_EVERY, Spy
from ..comparisons import WHOLE, array, close, close_entries, lines, number, scalar, unmatched
from ..frames import Frame
from ..probe import differing, wrong_step
from ..values import NOTHING, Drawn, Raised
from . import advice


class Differs(NamedTuple):
    """An array that is off: the observation's name, its shape, and for each entry, row
    by row, whether it is as it should be."""

    name: str
    shape: tuple[int, ...]
    right: tuple[bool, ...]


def path_of(probe, name):
    """Get the path of an observation, in steps."""
    return next((one.steps for one in probe.observe.observations if one.name == name), ("",))


def of_steps(probe, outcome, got):
    """Say what the first wrong step gave, and after which one: ``After `s.push(2)`,
    `s.pop()` gave 1 and not 2.``"""
    name, place, failure = wrong_step(probe, outcome, got)
    if name not in got or probe.call.steps[place] == name:
        return ""
    step = f"`{probe.call.steps[place]}`"
    after = f"After `{probe.call.steps[place - 1]}`, {step}" if place else step
    values = ", ".join(f"{n} = {show(v)}" for n, v in probe.call.keywords.items())
    values = f" (with {values})" if values else ""
    wanted = probe.expected[name]
    if failure:
        where = f", in your line `{failure.line}`" if failure.line else ""
        gave = f"raised {failure.type}: {failure.message}{where}"
    else:
        gave = f"gave {show(got[name])}"
    if isinstance(wanted, Raised):
        return f"{after} {gave}, and should raise {advice.an(wanted.names[0])}{values}."
    if failure or show(wanted) == show(got[name]):
        return f"{after} {gave}{values}."
    return f"{after} {gave} and not {show(wanted)}{values}."


MAX_VALUE = 60
"""Characters of a value that stands in a sentence as it is."""


def of_a_property(probe, outcome, got):
    """Say of which values the first property does not hold: ``After `t = order(a)` with
    a = [3, 1], t is [1, 1].``"""
    call, name = probe.call, next(iter(differing(probe, got)), "")
    if not probe.observe.holds(name) or outcome.failed:
        return ""
    values = {n: _short(value) for n, value in call.name_values(outcome.value).items()}
    given = ", ".join(f"{n} = {values[n]}" for n in call.keywords if n not in call.steps)
    found = " and ".join(f"{n} is {said}" for n, said in values.items() if n in call.steps)
    steps = "; ".join(step for step in call.steps if step not in values)
    return f"After `{steps}`{f' with {given}' * bool(given)}, {found}."


def _short(value):
    text = repr(value)
    return text if len(text) <= MAX_VALUE and not isinstance(value, np.ndarray) else show(value)


def difference(probe, got):
    """Quote the first number that is off, for a public probe:
    `dWaa[0][1] should be 5.0 and is 7.3.`"""
    # the first that can be shown: two numbers that print alike would say nothing
    for name in differing(probe, got):
        if probe.observe.holds(name):
            continue
        if isinstance(probe.expected[name], Frame) and isinstance(got.get(name), Frame):
            from .of_tables import of_a_table

            return of_a_table(name, probe, got[name], show)
        if name in got and probe.observe.compares(name) in ANY_ORDER:
            return _item(name, probe, got)
        if name in got and probe.observe.compares(name) == "equal":
            from .of_kinds import of_equal

            return of_equal(name, probe.expected[name], got[name], show)
        if name in got and are_checksums(probe, name):
            return _since(name, probe.expected[name], got[name])
        if name in got:
            within = probe.observe.within(name)
            place, wanted, found = _first(name, probe.expected[name], got[name], within)
            if (wanted is not None or found is not None) and show(wanted) != show(found):
                return f"{place} should be {show(wanted)} and is {show(found)}."
    return ""


ANY_ORDER = ("set", "unordered")
"""How observations are compared that have no place at which they differ."""


def _item(name, probe, got):
    """Quote an item that lacks, or that doesn't belong."""
    within = probe.observe.within(name)
    lacking, foreign = unmatched(probe.expected[name], got[name], within)
    if lacking is not NOTHING:
        return f"{name} lacks {show(lacking)}."
    if foreign is not NOTHING:
        return f"{name} has {show(foreign)}, which doesn't belong there."
    return f"Each item of {name} is right, and not as often as it should be."


def are_checksums(probe, name):
    """Check whether these are the checksums that a spy of a long run keeps. Their numbers
    tell a student nothing."""
    path = path_of(probe, name)
    spy = probe.call.stand_ins.get(path[1]) if path[:1] == ("asked",) else None
    return isinstance(spy, Spy) and path[2] in spy.digest


def _since(name, wanted, got):
    """Say from which call on a spy was given something else, by its checksums."""
    places = enumerate(itertools.zip_longest(wanted, got if isinstance(got, list) else []))
    first = DIGEST_EVERY * next((i for i, (w, g) in places if w != g), 0)
    if not first:
        return f"{name} is wrong from the first call on."
    before = first - DIGEST_EVERY
    return f"{name} is right up to call {before + 1:,}, and goes wrong by call {first + 1:,}."


MAX_DRAWN = 400
"""Entries of an array that is drawn."""


def differing_entries(probe, got):
    """Find the first array that is off, where it has the right size and is small enough
    to be drawn."""
    for name in differing(probe, got):
        wanted = _entries(probe.expected[name])
        found = array(got[name]) if name in got else None
        unlike = wanted is None or found is None or wanted.size != found.size
        if unlike or probe.observe.compares(name) in ANY_ORDER or are_checksums(probe, name):
            continue
        # one number is said in words, and a page of squares helps nobody
        if 1 < wanted.size <= MAX_DRAWN and wanted.ndim <= 2:
            found = found.reshape(wanted.shape)
            right = close_entries(wanted, found, probe.observe.within(name))
            return Differs(name, wanted.shape, tuple(bool(each) for each in right.ravel()))
    return None


def _entries(value):
    """Return numbers as an array, whole ones as what they are."""
    found = array(value)
    whole = None if found is None else np.array(value)
    return whole if whole is not None and whole.dtype.kind in WHOLE else found


def _first(name, wanted, got, within):
    """Find the first entry that differs, and return its place and both values."""
    if isinstance(wanted, np.ndarray):
        found = array(got)
        if found is None or found.size != wanted.size or not wanted.size:
            return name, None, None
        right = close_entries(wanted, found.reshape(wanted.shape), within)
        index = (
            tuple(int(i) for i in np.argwhere(~right)[0])
            if not right.all()
            else (0,) * wanted.ndim
        )
        return (
            name + "".join(f"[{i}]" for i in index),
            wanted[index],
            found.reshape(wanted.shape)[index],
        )
    if isinstance(wanted, list) and isinstance(got, list | tuple):
        for i, (w, g) in enumerate(zip(wanted, got, strict=False)):
            if not close(w, g, within):
                return _first(f"{name}[{i}]", w, g, within)
        return f"the length of {name}", len(wanted), len(got)
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in (key for key in wanted if key in got):
            if not close(wanted[key], got[key], within):
                return _first(f"{name}[{key!r}]", wanted[key], got[key], within)
    if isinstance(wanted, str) and isinstance(got, str) and "\n" in wanted:
        pairs = itertools.zip_longest(lines(wanted), lines(got), fillvalue="")
        both = ((i, w, g) for i, (w, g) in enumerate(pairs, 1) if w != g)
        line, *off = next(both, (0, wanted, got))
        return f"line {line} of {name}", *off
    return name, wanted, got


MAX_DIGITS = 40
"""Of a whole number that is shown as it is."""


def show(value):
    """Write a value on a line: a number at eight digits, a long one by kind and size."""
    one, as_number = scalar(value), number(value)
    if isinstance(one, int) and abs(one) < 10**MAX_DIGITS:
        return str(int(one))
    if isinstance(one, complex):
        return f"{one:.8g}"
    if isinstance(value, set | frozenset | Drawn):
        return f"a {value.kind}" if isinstance(value, Drawn) else f"a set of {len(value)}"
    if isinstance(value, np.ndarray) and as_number is None:
        return f"an array of shape {value.shape}"
    if isinstance(value, Frame):
        return f"a {type(value).__name__} of {len(value)} rows"
    if as_number is None and isinstance(value, dict | list | tuple):
        return "a dictionary" if isinstance(value, dict) else f"a list of {len(value)}"
    return f"{as_number:.8g}" if as_number is not None else repr(value)[:60]
