"""A question as a rubric writes it, before right answers and known faults have filled
it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dinosaur_grader.checks.calls import Call


@dataclass(frozen=True)
class Question:
    """One question to a graded function, by a rubric's `public()` or `hidden(rng)`.

    `observe` names an observer of the rubric, `about` those of its observations that
    have to be right (all, if empty). No function passes a `gate` question by giving its
    input back, a constant or a list that it knows by heart. `only` is `notebook` or
    empty. A published question that is `slow` is asked for its words only where another
    one of its function failed.

    Two things keep a hint from being told where it would be a guess: `near` is the same
    call as another machine's rounding might put it (a known fault that answers it
    otherwise is not told), and `tells` says whether observations speak of one fault
    (None: all do, but for an error, which comes out of many).
    """

    name: str
    points: float
    title: str
    call: Call
    observe: str = "value"
    about: tuple[str, ...] = ()
    gate: bool = False
    only: str = ""
    slow: bool = False
    near: Call | None = None
    tells: Callable[[dict[str, Any]], bool] | None = None
