"""The probes of one course: the public ones, and hidden ones drawn from its secret
seed. Trusted side only."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dinosaur_grader.assignments.known_faults import RunCall, telling_faults
from dinosaur_grader.assignments.question import Question
from dinosaur_grader.assignments.right_answers import Globals
from dinosaur_grader.assignments.rubric import EXPECTED, HIDDEN, Rubric
from dinosaur_grader.assignments.seed import PRACTICE_SEED as PRACTICE_SEED
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.asking import quietly
from dinosaur_grader.checks.calls import Call, Lent, Outcome, perform
from dinosaur_grader.checks.published import freeze_call

TWINS = "twins"
NUDGE = 1e-14
"""How far another machine's rounding may be, relative: what `Question.near` is for."""


@functools.lru_cache(maxsize=8)
def probes(rubric: Rubric, seed: bytes) -> tuple[Probe, ...]:
    """All probes of a course, filled in: function by function, public ones first.

    The same seed gives the same probes; NumPy's global random state is left as it was.
    Raises RubricError where the rubric's points or its published questions don't fit.
    """
    public = published(rubric)
    return tuple(
        probe
        for function in rubric.functions
        for probe in (
            *(p for p in public if p.function == function and p.only != "notebook"),
            *fill(rubric, function, drafted(rubric, function, HIDDEN, seed), HIDDEN),
        )
    )


@functools.lru_cache(maxsize=8)
def published(rubric: Rubric) -> tuple[Probe, ...]:
    """The public probes as the notebook asks them, in today's words.

    Raises RubricError where they are older than the rubric.
    """
    public = in_todays_words(rubric)
    _asked_as_written(rubric, public)
    slow = {
        f"{function}.{question.name}"
        for function in rubric.functions
        for question in drafted(rubric, function, EXPECTED)
        if question.slow
    }
    return tuple(replace(probe, slow=probe.id in slow) for probe in public)


@functools.lru_cache(maxsize=8)
def in_todays_words(rubric: Rubric) -> tuple[Probe, ...]:
    """The published questions with what the rubric says today, since a better hint
    needs no new release. They may be older than the rubric: `published` looks."""
    return tuple(_in_todays_words(rubric, probe) for probe in rubric.published.probes)


def _in_todays_words(rubric: Rubric, probe: Probe) -> Probe:
    edits = rubric.edits(probe.function)
    faults = {fault.name: fault for fault in (*probe.faults, *_new_faults(rubric, probe))}
    # in the rubric's order, the likeliest first; one that it no longer has is as it was
    order = dict.fromkeys([*(e.name for e in edits if e.name in faults), *faults])
    hints = {edit.name: edit.hint for edit in edits}
    said = (replace(faults[n], hint=hints.get(n, faults[n].hint)) for n in order)
    return replace(probe, faults=tuple(said), words=rubric.words(probe.function))


def _new_faults(rubric: Rubric, probe: Probe) -> list[Fault]:
    """What a published question tells of the faults that were named after it was
    published."""
    function, name = probe.function, probe.id.partition(".")[2]
    own = (p for p in rubric.published.probes if p.function == function)
    known = {fault.name for each in own for fault in each.faults}
    new = [edit for edit in rubric.edits(function) if edit.name not in known]
    asked_today = drafted(rubric, function, EXPECTED) if new else ()
    with quietly():
        return [
            fault
            for question in asked_today
            if question.name == name
            for fault in telling_faults(
                rubric, new, question, probe.expected, _asked_now(rubric)
            )
        ]


def _asked_now(rubric: Rubric) -> RunCall:
    lend = rubric.answers.functions
    return lambda call, _, namespace: perform(replace(call, files={}), namespace(), lend)


def drafted_public(rubric: Rubric) -> tuple[Probe, ...]:
    """The public probes made again, as they should be published."""
    return tuple(
        probe
        for function in rubric.functions
        for probe in fill(rubric, function, drafted(rubric, function, EXPECTED), EXPECTED)
    )


def _asked_as_written(rubric: Rubric, public: Sequence[Probe]) -> None:
    """What was published is what the rubric asks today: titles, points and inputs. They
    are compared as texts, in which a NaN is like another."""
    for function in rubric.functions:
        now = {
            q.name: (q.title, q.points, json.dumps(freeze_call(q.call)))
            for q in drafted(rubric, function, EXPECTED)
        }
        then = {
            p.id.partition(".")[2]: (p.title, p.points, json.dumps(freeze_call(p.call)))
            for p in public
            if p.function == function
        }
        if now != then:
            raise RubricError(
                f"{rubric.questions} is older than {rubric.folder / 'probes' / function}.py: "
                f"`dinosaur-grader build --assignment {rubric.name}` makes it again."
            )


@functools.lru_cache(maxsize=64)
def drafted(
    rubric: Rubric, function: str, part: str, seed: bytes = b""
) -> tuple[Question, ...]:
    """The questions to one function as the rubric writes them. Raises RubricError,
    naming the file, for what is not one."""
    home = rubric.folder / "probes" / f"{function}.py"
    module = rubric.module(f"probes.{function}")
    is_twin = part.startswith(TWINS)
    name = "public" if part == EXPECTED else TWINS if is_twin else part
    make = getattr(module, name, None)
    if make is None and is_twin:
        return ()
    if make is None:
        raise RubricError(f"{home}: it has no {name}({'' if part == EXPECTED else 'rng'}).")
    rng = _generator(rubric, seed, function, part)
    questions = tuple(make() if part == EXPECTED else make(rng))
    for question in questions:
        _fits(rubric, question, function, f"{home}: the question {question.name}")
    if is_twin:
        _alike(questions, drafted(rubric, function, EXPECTED), home)
    else:
        which = f"{home}: the questions of {name}()"
        if part == HIDDEN and not any(question.gate for question in questions):
            raise RubricError(
                f"{which} have no gate=True among them: the cells of {function} pay nothing until a hidden "
                "question passed that no function passes by giving back its input or a constant."
            )
        _add_up(rubric, questions, f"{function}_{part}", which)
    return questions


def _alike(twins: Sequence[Question], public: Sequence[Question], home: Path) -> None:
    """A twin stands for a published question: all but its numbers is the same."""

    def kind(question: Question) -> tuple[object, ...]:
        q = question
        return q.name, q.points, q.title, q.observe, q.about, q.gate, q.only

    if [kind(twin) for twin in twins] != [kind(question) for question in public]:
        raise RubricError(
            f"{home}: twins(rng) gives other questions than public(): names, points, titles, "
            "observers and gates have to be the same, only the numbers others."
        )


def _add_up(rubric: Rubric, questions: Sequence[Question], cell: str, which: str) -> None:
    """The cell pays what its questions do, or nobody can get just its points."""
    points = sum(question.points for question in questions if question.only != "notebook")
    if points != rubric.points.get(cell):
        raise RubricError(
            f"{which} have {points:g} points together, and the notebook has "
            + (f"{rubric.points[cell]:g} in" if cell in rubric.points else "no cell")
            + f" {cell}."
        )


def _fits(rubric: Rubric, question: Question, function: str, which: str) -> None:
    if question.call.function != function:
        raise RubricError(f"{which} calls {question.call.function}, and belongs to {function}.")
    if question.observe not in rubric.observers:
        raise RubricError(
            f"{which} has the observer {question.observe!r}; there are {', '.join(rubric.observers)}."
        )
    names = {o.name for o in rubric.observers[question.observe].observations}
    for name in question.about:
        if name not in names:
            raise RubricError(f"{which} is about {name}, which {question.observe} doesn't see.")
    for name in question.call.stand_ins:
        if isinstance(question.call.stand_ins[name], Lent) and name not in rubric.functions:
            raise RubricError(f"{which} lends {name}, which is not a graded function.")


def _generator(rubric: Rubric, seed: bytes, function: str, part: str) -> np.random.Generator:
    domain = rubric.name.replace("_", "-").encode()
    kind = b" probes\0" if part == HIDDEN else f" {part}\0".encode()
    digest = hashlib.sha256(domain + kind + function.encode() + b"\0" + seed).digest()
    return np.random.default_rng(np.random.SeedSequence(list(digest)))


def fill(
    rubric: Rubric, function: str, questions: Sequence[Question], part: str
) -> list[Probe]:
    """The questions with what right answers and known faults give. Calls that several
    share are made once."""
    outcomes: dict[tuple[int, str], Outcome] = {}
    lend = rubric.answers.functions

    def outcome(call: Call, key: str, namespace: Callable[[], Globals]) -> Outcome:
        if (id(call), key) not in outcomes:
            outcomes[id(call), key] = perform(replace(call, files={}), namespace(), lend)
        return outcomes[id(call), key]

    with quietly():
        return [_filled(rubric, function, part, one, outcome) for one in questions]


def _filled(
    rubric: Rubric, function: str, part: str, question: Question, outcome: RunCall
) -> Probe:
    observe, public = rubric.observers[question.observe], part != HIDDEN
    probe_id = f"{function}.{'' if public else 'hidden.'}{question.name}"
    right = outcome(question.call, "", lambda: rubric.answers.namespace)
    if right.failure is not None:
        raise RubricError(
            f"{rubric.folder}: the right answer fails on {probe_id} ({right.failure.type}: {right.failure.message})."
        )
    expected = observe(right)
    _can_be_judged(rubric, probe_id, expected)
    others = (
        observe(
            outcome(
                question.call,
                "own " + " ".join(own),
                functools.partial(_alone, rubric, function, own),
            )
        )
        for own in _spied(question.call)
    )
    return Probe(
        probe_id,
        function,
        f"{function}_{EXPECTED if public else HIDDEN}",
        question.points,
        question.title,
        question.call,
        observe,
        expected,
        question.about,
        tuple(others),
        # a twin's words are the published question's
        ()
        if part == TWINS
        else tuple(telling_faults(rubric, rubric.edits(function), question, expected, outcome)),
        public=public,
        gate=question.gate,
        only=question.only,
        slow=question.slow,
        twin=part == TWINS,
        words=rubric.words(function),
    )


def _can_be_judged(rubric: Rubric, probe_id: str, expected: dict[str, Any]) -> None:
    """A right answer that is not finite, or where nothing is seen, can't be compared
    with anything."""
    if not expected:
        raise RubricError(
            f"{rubric.folder}: nothing is seen of the right answer to {probe_id}."
        )
    for name, value in expected.items():
        if not _finite(value):
            raise RubricError(
                f"{rubric.folder}: the right answer to {probe_id} is not finite in {name}, "
                "so nothing can be compared with it: draw other inputs."
            )


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, np.ndarray):
        return value.dtype.kind != "f" or bool(np.isfinite(value).all())
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return all(map(_finite, value)) if isinstance(value, list | tuple) else True


def _spied(call: Call) -> list[tuple[str, ...]]:
    """Which spied functions a right answer may do without: any of them, and all."""
    names = [name for name, what in call.stand_ins.items() if not isinstance(what, Lent)]
    return [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])


@functools.cache
def _alone(rubric: Rubric, function: str, own: tuple[str, ...]) -> Globals:
    """Globals in which the function has its own copies of these others, out of the
    reach of a spy."""
    texts = dict(rubric.answers.texts)
    for name in own:
        call = re.compile(rf"\b{name}\(")
        texts["own " + name] = texts[name].replace(f"def {name}(", f"def own_{name}(")
        texts[function] = call.sub(f"own_{name}(", texts[function])
    return rubric.answers.namespace_of(*texts.values())
