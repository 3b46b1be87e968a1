"""A question as a rubric writes it, before right answers and known faults have filled
it in; drawn from the course's seed, and checked."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dinosaur_grader.assignments.rubric_tables import EXPECTED, HIDDEN, VARIANTS, RubricError
from dinosaur_grader.checks.calls import Call, Lent, thaw
from dinosaur_grader.checks.comparisons import parts
from dinosaur_grader.checks.values import Opaque, plain_data

if TYPE_CHECKING:
    from dinosaur_grader.assignments.rubric import Rubric


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


@functools.lru_cache(maxsize=64)
def drafted(
    rubric: Rubric, function: str, part: str, seed: bytes = b""
) -> tuple[Question, ...]:
    """Draw the questions to one function as the rubric writes them. Raises RubricError,
    naming the file, for what is not one."""
    home = rubric.home(function)
    is_variant = part.startswith(VARIANTS)  # a later draw of them has its number behind it
    name = "public" if part == EXPECTED else VARIANTS if is_variant else HIDDEN
    make = getattr(rubric.asked(function), name, None)
    if make is None and is_variant:
        return ()
    if make is None:
        raise RubricError(f"{home}: it has no {name}({'' if part == EXPECTED else 'rng'}).")
    questions = tuple(
        make() if part == EXPECTED else make(_generator(rubric.name, seed, function, part))
    )
    if is_variant and not questions:
        return ()
    for question in questions:
        _fits(rubric, question, function, f"{home}: the question {question.name}")
    if is_variant:
        _alike(questions, drafted(rubric, function, EXPECTED), home)
        return questions
    which = f"{home}: the questions of {name}()"
    names = [question.name for question in questions]
    for own in names:
        if not own or names.count(own) > 1:
            raise RubricError(f"{which} need titles that tell them apart; one is {own!r}.")
    # Found now, in a sentence: a class would only show that the canary failed.
    if part == HIDDEN and questions and not any(question.gate for question in questions):
        raise RubricError(
            f"{which} are passed by a function that always raises, or gives back its input or a constant: "
            "ask a hidden one for a value, too."
        )
    _add_up(rubric, questions, f"{function}_{part}", which)
    return questions


def _generator(name: str, seed: bytes, function: str, part: str) -> np.random.Generator:
    """Make a generator of its own for each function and part, so that one more number
    drawn for one function leaves the questions to all others as they are."""
    domain = name.replace("_", "-").encode()
    # Hidden questions are drawn by the name that they had when there was one assignment, and
    # variants by theirs of that time: by another one those of every course would change.
    kind = " probes" if part == HIDDEN else f" {part.replace(VARIANTS, 'twins')}"
    digest = hashlib.sha256(domain + f"{kind}\0{function}\0".encode() + seed).digest()
    return np.random.default_rng(np.random.SeedSequence(list(digest)))


def _alike(variants: Sequence[Question], public: Sequence[Question], home: Path) -> None:
    """Raise RubricError where more than a variant's numbers differs from the published
    question that it stands for."""

    def kind(q: Question) -> tuple[object, ...]:
        return q.name, q.points, q.title, q.observe, q.about, q.gate, q.only

    if [kind(variant) for variant in variants] != [kind(question) for question in public]:
        raise RubricError(
            f"{home}: variants(rng) gives other questions than public(): names, points, titles, "
            "observers and gates have to be the same, only the numbers others."
        )


def _add_up(rubric: Rubric, questions: Sequence[Question], cell: str, which: str) -> None:
    """Raise RubricError where the cell doesn't pay what its questions do: nobody could
    get just its points."""
    points = sum(question.points for question in questions if question.only != "notebook")
    if not questions and cell not in rubric.points:
        return
    if not math.isclose(points, rubric.points.get(cell, math.nan)):
        raise RubricError(
            f"{which} have {points:g} points together, and the notebook has "
            + (f"{rubric.points[cell]:g} in" if cell in rubric.points else "no cell")
            + f" {cell}."
        )


def _fits(rubric: Rubric, question: Question, function: str, which: str) -> None:
    if question.call.function != function:
        raise RubricError(f"{which} calls {question.call.function}, and belongs to {function}.")
    names = {o.name for o in rubric.observer(question.observe).observations}
    for name in question.about:
        if name not in names:
            raise RubricError(f"{which} is about {name}, which {question.observe} doesn't see.")
    asked = (*question.call.positional, *question.call.keywords.values())
    given = plain_data(thaw(asked))  # as a child does
    if strange := next((part for part in parts(given) if isinstance(part, Opaque)), None):
        raise RubricError(
            f"{which} has a {strange.kind} among its arguments: numbers, texts, lists, tuples, sets, dictionaries and "
            "arrays can be asked with, and DataFrames and Series of these."
        )
    for name, stand_in in question.call.stand_ins.items():
        # only graded functions have a right answer that can be lent
        if isinstance(stand_in, Lent) and name not in rubric.lendable:
            raise RubricError(f"{which} lends {name}, which is not a graded function.")
