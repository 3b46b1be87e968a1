"""Words for a part that is not there, or has another shape than it should."""

from __future__ import annotations

import numpy as np

from ..comparisons import array
from ..observers import SPIED, entry
from ..probe import wrong_step
from .differences import path_of


def _drawn(figure):
    """Say what a figure has, of each kind how many."""
    counts = entry(figure, 0, "counts")
    found = (
        [f"{kind}: {n}" for kind, n in counts.items() if n] if isinstance(counts, dict) else []
    )
    return f"The figure has {', '.join(found) or 'nothing in it'}."


def missing(probe, outcome, got):
    """Say what is asked for and not there: its name for the page, and words, or None."""
    absent = [name for name in probe.asks_for if name not in got]
    if not absent:
        return None
    if probe.call.steps:
        step = probe.call.steps[wrong_step(probe, outcome, got).place]
        return (
            "absent",
            f"`{step}` gives no number, text, list or the like. Is it a method that has to be called?",
        )
    if probe.call.draws:
        return (
            "absent",
            f"Nothing was drawn for {' and '.join(absent)}. {_drawn(outcome.figure)}",
        )
    if not (due := [name for name in absent if path_of(probe, name)[0] not in SPIED]):
        # what a stand-in is given, which nobody returns
        _, double, argument, *_ = path_of(probe, absent[0])
        called = any(spied.function == double for spied in outcome.spied)
        how = f"called without a usable {argument}" if called else "never called"
        return f"number:{absent[0]}", f"{double} is {how}."
    absent = due
    if (home := _of_another_shape(probe, outcome, absent[0])) is not None:
        # one that is asked for by row and column
        flat = _flat(home) if len(path_of(probe, absent[0])) > 3 else ""
        came = flat or "has another shape than it should. Print the shapes."
        return "shape", f"{absent[0]} is not there: what came back {came}"
    return "absent", _keys_there(probe, outcome, absent)


def _keys_there(probe, outcome, absent):
    """Say that a part is missing or has another form, and which keys a dictionary has that
    came back without those that it should have."""
    said = f"Nothing usable came back for {', '.join(absent)}."
    if not probe.quotable or (home := _lacking(probe, outcome, absent[0])) is None:
        return f"{said} Return every part that the docstring lists, in the form that it says."
    keys = [str(key)[:20] for key in home][:MAX_KEYS]
    there = f" The dictionary that came back has {', '.join(keys)}." if keys else ""
    return f"{said}{there} Return every part that the docstring lists."


def _lacking(probe, outcome, name):
    """Find the dictionary on the way to an observation that lacks its key."""
    root, *steps = path_of(probe, name)
    home = outcome.value if root in ("value", "trained") else None
    for step in steps:
        if isinstance(home, dict) and step not in home:
            return home
        home = entry(home, step)
    return None


MAX_KEYS = 6


def _of_another_shape(probe, outcome, name):
    """Find the array or the list that is there and lacks an entry."""
    path = path_of(probe, name)
    homes = (entry(outcome.value, *path[1:end]) for end in range(2, len(path)))
    found = (h for h in homes if isinstance(h, np.ndarray | list))
    return next(found, None) if path[:1] == ("value",) else None


def _flat(found):
    """Say what makes an array flat that came back so."""
    if not isinstance(found, np.ndarray) or found.ndim != 1:
        return ""
    return (
        "is flat. Print the shape after each step: a mask, ravel, a single index, a sum along an axis "
        "and np.zeros of one size, for instance, make it so."
    )


def wrong_shape(probe, got):
    """Say what has another shape or is no array, as `missing` does."""
    for name in probe.asks_for:
        wanted, found = probe.expected[name], array(got[name])
        if not isinstance(wanted, np.ndarray):
            if said := _of_entries(probe, name, got[name]):
                return "shape", said
            continue
        if found is None:
            return "shape", f"{name} is not an array of numbers. Print it."
        # training goes on with it
        exact = probe.observe.compares(name) == "array"
        if exact and not isinstance(got[name], np.ndarray):
            return (
                "shape",
                f"{name} came back as a list, a tuple or a plain number. It has to be a NumPy array.",
            )
        # else by size: (n,), (n, 1) and (1, n) hold the same numbers, which the judge lets pass
        alike = found.shape[:1] == wanted.shape[:1] and found.size == wanted.size
        if not alike or (exact and found.shape != wanted.shape):
            sizes = f": {found.shape} where {wanted.shape} is right" if probe.quotable else ""
            flat = _flat(found) if wanted.ndim > 1 else ""
            more = f"It {flat}" if flat else "Print the shapes after each step."
            return "shape", f"{name} came back with another shape{sizes}. {more}"
    return None


def _of_entries(probe, name, value):
    """Say where a list has an array of another size than the right one's."""
    wanted = probe.expected[name]
    pairs = zip(wanted, value, strict=False) if _are_lists(wanted, value) else ()
    for i, pair in enumerate(pairs):
        if all(isinstance(each, np.ndarray) for each in pair) and pair[0].size != pair[1].size:
            shapes = (
                f": {pair[1].shape} where {pair[0].shape} is right" if probe.quotable else ""
            )
            return f"{name}[{i}] has another shape{shapes}. Print the shapes after each step."
    return ""


def _are_lists(*values):
    return all(isinstance(value, list) for value in values)
