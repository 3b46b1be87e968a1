"""One mutant on trial: which questions it passes, and whether it can be told from its
own right answer."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Iterator

import numpy as np

from bench.proofs import inputs
from bench.proofs.mutation import Mutant
from dinosaur_grader.assignments import assignment
from dinosaur_grader.assignments.probes import asked, published
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.checks import Probe, judge
from dinosaur_grader.checks.calls import Call, Outcome
from dinosaur_grader.checks.comparisons import close
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.workshop import gallery

NAME = "dinosaur_island"
INPUTS = 200
FIRST = 12
STRUCTURAL = "structure"


@functools.cache
def rubric() -> Rubric:
    """The graded assignment's rubric."""
    return assignment.load(NAME).rubric


@functools.cache
def questions(function: str, seed: bytes) -> tuple[Probe, ...]:
    """What the engine asks of a function in the course of this seed."""
    return tuple(p for p in asked(rubric(), seed) if p.function == function)


def published_questions() -> tuple[Probe, ...]:
    """The questions that students see."""
    return published(rubric())


@functools.cache
def right_answers() -> dict[tuple[str, str], str]:
    """The texts of the gallery's right answers, by function and name."""
    every = gallery.answers(rubric())
    return {(one.function, one.name): one.text for one in every if one.right}


def passed(task: tuple[Mutant, bytes]) -> tuple[bool, ...]:
    """Whether a mutant passes each of its function's questions, in their order.
    Questions that share a call are judged by one outcome."""
    mutant, seed = task
    asks = questions(mutant.function, seed)
    calls = {id(probe.call): probe.call for probe in asks}
    found = outcomes_of(mutant.function, mutant.text, list(calls.values()))
    outcomes = dict(zip(calls, found, strict=True))
    return tuple(judge(probe, outcomes[id(probe.call)]).passed for probe in asks)


def survived(task: tuple[Mutant, bytes]) -> tuple[bool, ...]:
    """The same up to the first call that a mutant fails, the quick questions asked first:
    enough to know whether it is killed."""
    mutant, seed = task
    asks = sorted(questions(mutant.function, seed), key=lambda probe: probe.slow)
    calls = {id(probe.call): probe.call for probe in asks}
    found: list[bool] = []
    with contextlib.closing(_outcomes(mutant.function, mutant.text, calls.values())) as given:
        for place, outcome in zip(calls, given, strict=True):
            own = [probe for probe in asks if id(probe.call) == place]
            found += [judge(probe, outcome).passed for probe in own]
            if not all(found):
                break
    return tuple(found)


def outcomes_of(function: str, text: str, calls: Iterable[Call]) -> list[Outcome]:
    """What an answer gives for these calls. One that can't even be defined has no
    function."""
    return list(_outcomes(function, text, calls))


def _outcomes(function: str, text: str, calls: Iterable[Call]) -> Iterator[Outcome]:
    answers = rubric().answers
    others = (answers.source(f) for f in rubric().functions if f != function)
    with quietly(answers.files):
        try:
            namespace = answers.namespace_of(*others, text)
        except Exception:  # noqa: BLE001  a mutant may raise anything where it is defined
            namespace = {}
        for call in calls:
            yield perform(call, namespace, answers.functions)


def difference(mutant: Mutant) -> str:
    """What is the first thing in which a mutant differs from its own right answer on
    200 drawn inputs; empty where nothing is."""
    calls, rights = _asked_of_the_right_one(mutant.function, mutant.answer)
    for share in (slice(0, FIRST), slice(FIRST, None)):  # most differ at once
        found = outcomes_of(mutant.function, mutant.text, calls[share])
        for number, right, got in zip(range(INPUTS)[share], rights[share], found, strict=True):
            parts = [name for name in _PARTS if not _PARTS[name](right, got)]
            if mutant.kind == STRUCTURAL and not parts:
                parts = [name for name in _KINDS if not _KINDS[name](right, got)]
            if parts:
                return f"{parts[0]} of input {number}"
    return ""


_PARTS = {
    "failure": lambda right, got: got.failure is None,
    "value": lambda right, got: close(right.value, got.value),
    "arguments": lambda right, got: close(right.arguments, got.arguments),
    "asked": lambda right, got: _alike_asked(right, got),
    "printed": lambda right, got: right.printed == got.printed,
}


# of a structural mutant the containers, too: the judge takes one for another
_KINDS = {
    "container": lambda right, got: _form(right.value) == _form(got.value),
    "container given": lambda right, got: _form(right.arguments) == _form(got.arguments),
}


def _form(value: object) -> object:
    """What a value is without its numbers: containers, keys, shapes, kinds of number."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind, value.shape
    if isinstance(value, dict):
        return "dict", {key: _form(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [_form(one) for one in value]
    return "number" if isinstance(value, int | float | np.number) else type(value)


def _alike_asked(right: Outcome, got: Outcome) -> bool:
    """Whether the stand-ins were called as often, and with the same."""
    pairs = zip(right.spied, got.spied, strict=False)
    return len(right.spied) == len(got.spied) and all(
        (one.function, one.times) == (other.function, other.times)
        and close(one.arguments, other.arguments)
        for one, other in pairs
    )


@functools.lru_cache(maxsize=2)
def _asked_of_the_right_one(function: str, answer: str) -> tuple[list[Call], list[Outcome]]:
    calls = drawn_inputs(function)
    outcomes = outcomes_of(function, right_answers()[function, answer], calls)
    for number, outcome in enumerate(outcomes):
        if outcome.failure is not None:
            raise ValueError(f"{function}/{answer} fails on input {number}: {outcome.failure}")
    return calls, outcomes


@functools.cache
def drawn_inputs(function: str) -> list[Call]:
    return inputs.drawn(rubric(), function, INPUTS)
