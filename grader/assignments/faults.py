"""The known faults: wrong functions, made by editing the right ones, and the hint that
each of them draws.

A hint says what the outcome means and one step to try, without a number and without the
solution's code. Trusted side only: what these functions give for a probe's call is
computed here, and only observations leave.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from grader.assignments.dinosaur_island.faults import clip, model, optimize, sample
from grader.assignments.reference import Globals, namespace_of, source

_TABLES = {
    "clip": clip.FAULTS,
    "sample": sample.FAULTS,
    "optimize": optimize.FAULTS,
    "model": model.FAULTS,
}


@dataclass(frozen=True)
class Edit:
    """A fault as an edit of the reference: `swaps` are pairs (text that is there, text
    in its place)."""

    function: str
    name: str
    hint: str
    swaps: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """The faulty function's text. Raises LookupError where the reference has moved
        away from the edit."""
        text = source(self.function)
        for old, new in self.swaps:
            if old not in text:
                raise LookupError(
                    f"fault {self.function}/{self.name} edits {old!r}, which the reference no longer has"
                )
            text = text.replace(old, new)
        return text

    def namespace(self) -> Globals:
        """A notebook's globals in which the function is the faulty one (compiled
        once)."""
        return _namespace(self.function, self.source)


@functools.cache
def _namespace(function: str, text: str) -> Globals:
    return namespace_of(
        *(source(f) for f in ("clip", "sample", "optimize", "model") if f != function), text
    )


@functools.cache
def edits(function: str) -> tuple[Edit, ...]:
    """The known faults of one function, the likeliest first."""
    return tuple(
        Edit(function, name, hint, tuple(swaps)) for name, hint, *swaps in _TABLES[function]
    )
