"""Words for a wrong outcome: what was asked, what came, what it means, one step to try.

A message climbs: no value, wrong kind, wrong shape, a property that fails, a number that is off. It shows numbers of
public probes only, and never a line of a right answer.
"""

from __future__ import annotations

import builtins
from typing import NamedTuple

import numpy as np

from .calls import ABSENT, Opaque, Outcome
from .observing import array, close, fits, number

_WANTED = {
    "clip": "a dictionary with dWaa, dWax, dWya, db and dby",
    "sample": "the list of the drawn indices",
    "optimize": "loss, gradients and the last hidden state",
    "model": "the dictionary of the trained parameters",
}
_STOPPED = {
    "timeout": ("timeout", "It did not come back in time. Look for a loop that never ends."),
    "memory": ("memory", "It asked for more memory than there is. Look for a list or an array that grows without end."),
    "died": ("died", "It ended the whole Python process. It has to return a value instead."),
    "violation": (
        "violation",
        "What it gave back was no answer that could be read. Return plain lists, numbers and arrays.",
    ),
    "skipped": ("skipped", "This was not asked, since a question before it never came back."),
}


_SHAPES = "Print the shapes of what that line uses and compare them with the docstring."
_ADVICE = {
    "IndexError": "An index ran past the end: print it, and the length of what it looks into.",
    "KeyError": "A key is not in the dictionary: print the dictionary's keys.",
    "NameError": "Look how that name is spelled, or run the cell that defines it.",
}


class Hint(NamedTuple):
    """A known fault's name and its text."""

    fault: str
    text: str


def describe(probe, outcome: Outcome, got: dict, hint: Hint | None) -> tuple[str, str]:
    """The name of the fault and the message for a probe that failed."""
    fault, text = hint or _diagnose(probe, outcome, got)
    numbers = _difference(probe, got) if probe.public and outcome.failure is None else ""
    return fault, " ".join(part for part in (f"{probe.title}:", numbers, text) if part)


def _diagnose(probe, outcome, got):
    return (
        _failed(probe, outcome)
        or _wrong_kind(probe, outcome.value)
        or _characters(got)
        or _none(probe, got)
        or _missing(probe, got)
        or _wrong_shape(probe, got)
        or _wrong_number(probe, got)
    )


def _failed(probe, outcome):
    failure = outcome.failure
    if failure is None:
        return None
    if failure.kind == ABSENT:
        return "missing", f"There is no function {probe.function}. Run its cell first, and keep its name."
    if failure.kind in _STOPPED:
        return _STOPPED[failure.kind]
    if failure.type == "NotImplementedError":
        return "unfinished", f"{probe.function} is not written yet. Fill in its numbered steps."
    if _unfinished(failure):
        return "unfinished", _raised(probe, failure) + " A None of the unfinished cell is probably still in its place."
    return "exception", f"{_raised(probe, failure)} {_ADVICE.get(failure.type, _SHAPES)}"


def _unfinished(failure):
    return "NoneType" in failure.message


def _raised(probe, failure):
    if not probe.public:  # its text and its line come from the student's process: they could carry hidden inputs out
        return f"{probe.function} stopped with {failure.type if hasattr(builtins, failure.type) else 'an exception'}."
    where = f", in your line `{failure.line}`" if failure.line else ""
    return f"{probe.function} stopped with {failure.type}: {failure.message}{where}."


def _wrong_kind(probe, value):
    if value is None:
        return (
            "nothing",
            f"{probe.function} gave back None. It should return {_WANTED[probe.function]}: see its last line.",
        )
    kinds = {"clip": dict, "sample": (list, tuple, np.ndarray), "optimize": (tuple, list), "model": (dict, tuple, list)}
    if isinstance(value, kinds[probe.function]):
        return None
    kind = value.kind if isinstance(value, Opaque) else type(value).__name__
    if isinstance(value, Opaque) and not probe.public:
        kind = "value of another kind"
    return "type", f"{probe.function} gave back a {kind}. It should return {_WANTED[probe.function]}."


def _characters(got):
    if any(isinstance(entry, str) for entry in got.get("indices", ())):
        return "characters", "Characters came back where indices are asked for. Append the drawn index itself."
    return None


def _none(probe, got):
    empty = [name for name in _about(probe) if name in got and got[name] is None]
    if not empty:
        return None
    return "unfinished", f"{empty[0]} is None. Fill in the step that should give it."


def _missing(probe, got):
    absent = [name for name in _about(probe) if name not in got]
    if not absent:
        return None
    if probe.function == "model" and probe.expected.get("calls") and not got["calls"]:
        return "no_optimize", "model never called optimize in this run. Each round of the loop makes one step with it."
    if probe.function == "model" and "seed" in absent:
        return (
            "no_sample",
            "model never called sample in this run. A report is due at iteration 0, with new names below it.",
        )
    if probe.function == "optimize" and set(absent) & {"loss", "state", "a_last[4]"}:
        return "triple", "optimize should return three things in this order: loss, gradients, the last hidden state."
    return "absent", f"Nothing usable stands under {', '.join(absent)}. Give every part that the docstring lists."


def _wrong_shape(probe, got):
    for name in _about(probe):
        wanted, found = probe.expected[name], array(got[name])
        if isinstance(wanted, np.ndarray) and found is not None and found.size != wanted.size:
            sizes = f": {found.shape} where {wanted.shape} is right" if probe.public else ""
            return "shape", f"{name} came back with another shape{sizes}. Print the shapes after each step."
        if isinstance(wanted, np.ndarray) and (found is None or found.shape[:1] != wanted.shape[:1]):
            return "shape", f"{name} is no array of the right shape. Look whether it was transposed or replaced."
    return None


def _wrong_number(probe, got):
    name = next(iter(_differing(probe, got)), "the answer")
    return f"number:{name}", _ASPECTS.get(
        (probe.function, name)
    ) or f"{name} is not what the steps in the docstring give."


_ASPECTS = {
    (
        "sample",
        "indices",
    ): "The indices part from the right ones. Compare the forward step, the draw and the next input with the"
    " four steps above the cell.",
    ("optimize", "loss"): "The loss is not that of the forward pass with these inputs. Return the loss that it gave.",
    ("optimize", "state"): "The third value should be the hidden state after the last input, no other.",
    **{
        ("optimize", key): "The parameters should have moved one step against the clipped gradients."
        for key in ("Wax", "Waa", "Wya", "b", "by")
    },
    ("model", "calls"): "Each iteration makes exactly one optimisation step. Count how often optimize is called.",
    (
        "model",
        "X",
    ): "X should be None and then the indices of the name's characters, name after name in the shuffled order.",
    ("model", "Y"): "Y should be X one step ahead, with the newline's index at its end.",
    ("model", "a_prev"): "The hidden state that optimize gives back is the one to start the next name with.",
    ("model", "learning_rate"): "optimize should be called with a learning rate of 0.01.",
    ("model", "losses"): "The printed loss should be the smoothed one, updated once an iteration.",
    ("model", "seed"): "At each report the names are sampled with the seeds 0, 1, 2 and so on.",
    (
        "model",
        "iterations",
    ): "A report is due at iteration 0 and at every 2,000th after it, as `Iteration: 0, Loss: ...`.",
    ("model", "names"): "The printed names should be those that sample gave, one after the other.",
}


def _about(probe):
    return probe.about or tuple(probe.expected)


def _differing(probe, got):
    return [name for name in _about(probe) if name not in got or not fits(name, probe.expected[name], got[name])]


def _difference(probe, got):
    """The first number that is off, for a public probe: `dWaa[0][1] should be 5.0 and is 7.3.`"""
    for name in _differing(probe, got):
        if name in got:
            place, wanted, found = _first(name, probe.expected[name], got[name])
            if wanted is not None or found is not None:
                return f"{place} should be {_show(wanted)} and is {_show(found)}."
    return ""


def _first(name, wanted, got):
    """Down to the first entry that differs: its place and both values."""
    if isinstance(wanted, np.ndarray):
        found = array(got)
        if found is None or found.size != wanted.size or not wanted.size:
            return name, None, None
        flat = np.isclose(found.reshape(wanted.shape), wanted, rtol=1e-5, atol=1e-7)
        index = tuple(int(i) for i in np.argwhere(~flat)[0]) if not flat.all() else (0,) * wanted.ndim
        return name + "".join(f"[{i}]" for i in index), wanted[index], found.reshape(wanted.shape)[index]
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
    return f"{as_number:.8g}" if as_number is not None else repr(value)[:60]
