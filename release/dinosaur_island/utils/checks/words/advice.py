"""Advice in words, for what the diagnosis found: one step to try, that fits what
happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..probe import Probe

STOPPED = {
    "timeout": (
        "It did not come back in time. Look for a loop that never ends, or one that does far more than "
        "it has to."
    ),
    "memory": (
        "It asked for more memory than it may have. Look for a list or an array that grows without end, "
        "or is made far too large."
    ),
    "died": "It ended the whole Python process. It has to return a value instead.",
    "violation": "What it returned could not be read. Return plain dictionaries, lists, numbers and arrays.",
    "skipped": "This was not asked, because an earlier question never came back.",
}

NO_ERROR = "not_raised"
"""The fault of an answer that doesn't raise the error that it should."""
NOT_RAISED = {"wrong": "it returned a value", "raised": "it raised no such error"}
"""What a function did in the place of raising the error that it should, by the sentence."""
OF_STEPS = (
    "Not every step gives what the docstrings say. Try steps of your own, by code and on paper."
)
OF_PROPERTIES = (
    "What it gives is not what the docstring says. Try it with values of your own, and ask of each "
    "sentence of the docstring whether it is true of what comes back."
)


def of_raising(name: str, instead: str) -> str:
    """Say which error is asked for, and what came instead."""
    return f"It should raise {an(name)} here, and {instead}."


def of_an_exception(probe: Probe) -> str:
    """Say that a secret question ended with an exception, or found no such name."""
    steps = len(probe.call.steps)
    if steps == 1:
        return f"{probe.function} is not there."
    if steps:
        return f"A step raised an error that it should not, or there is no {probe.function}."
    return f"{probe.function} stopped with an exception."


def of_properties(probe: Probe, names: Sequence[str]) -> str:
    """Say that properties don't all hold, with the text of those that students may read;
    nothing where these are no properties."""
    texts = [probe.observe.holds(name) for name in names]
    if not all(texts):
        return ""
    if texts != [*names]:  # of a hidden question they have numbers for names
        return OF_PROPERTIES
    every = ", ".join(f"`{text}`" for text in texts)
    return f"Not all of these hold: {every}." if texts[1:] else f"{every} does not hold."


def an(name: str) -> str:
    """Put an article before the name of an error."""
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def of_observation(
    probe: Probe, name: str, whole_run: bool, seen: str = "", from_the_first: bool = False
) -> str:
    """Say what to look at when the observation `name` is off, behind what was `seen` of
    it. Where the first entry of a list is off, there may be words for `NAME[0]`.

    In a `whole_run`, with the right functions lent, everything that comes out depends
    on everything before it.
    """
    words, steps = probe.words, probe.call.steps
    of_a_run = words.advice_of_a_run.get(name) if whole_run else None
    if from_the_first:
        of_a_run = of_a_run or words.advice.get(f"{name}[0]")
    advice = of_a_run or words.advice.get(name) or of_properties(probe, [name])
    advice = advice or (OF_STEPS if len(steps) > 1 else "")
    return f"{seen} {advice}".strip() or f"{name} is not what it should be."
