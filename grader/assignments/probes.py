"""The probes of one course: the public ones, and hidden ones drawn from its secret
seed. Trusted side only."""

from __future__ import annotations

import functools
import hashlib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.assignments.question import Question
from grader.assignments.right_answers import Globals
from grader.assignments.rubric import EXPECTED, HIDDEN, Rubric
from grader.assignments.tables import RubricError
from utils.checks import Fault, Probe
from utils.checks.asking import quietly
from utils.checks.calls import Call, Lent, Outcome, perform
from utils.checks.observing import FAILURE, close

PRACTICE_SEED = hashlib.sha256(b"dinosaur island: the published practice seed").digest()
NUDGE = 1e-14
"""How far another machine's rounding may be, relative: what `Question.near` is for."""


@functools.lru_cache(maxsize=8)
def probes(rubric: Rubric, seed: bytes) -> tuple[Probe, ...]:
    """All probes of a course, filled in: function by function, public ones first.

    The same seed gives the same probes; NumPy's global random state is left as it was.
    Raises RubricError where the rubric's points or its published questions don't fit.
    """
    public = [_in_todays_words(rubric, probe) for probe in rubric.published.probes]
    _asked_as_written(rubric, public)
    return tuple(
        probe
        for function in rubric.functions
        for probe in (
            *(p for p in public if p.function == function and p.only != "notebook"),
            *fill(rubric, function, drafted(rubric, function, HIDDEN, seed), HIDDEN),
        )
    )


def _in_todays_words(rubric: Rubric, probe: Probe) -> Probe:
    """A published question as the notebook asks it, with what the rubric says today: a
    better hint needs no new release."""
    hints = {edit.name: edit.hint for edit in rubric.edits(probe.function)}
    faults = (replace(f, hint=hints.get(f.name, f.hint)) for f in probe.faults)
    return replace(probe, faults=tuple(faults), words=rubric.words(probe.function))


def drafted_public(rubric: Rubric) -> tuple[Probe, ...]:
    """The public probes made anew, as they should be published."""
    return tuple(
        probe
        for function in rubric.functions
        for probe in fill(rubric, function, drafted(rubric, function, EXPECTED), EXPECTED)
    )


def _asked_as_written(rubric: Rubric, public: Sequence[Probe]) -> None:
    """What was published has the points of today's rubric."""
    for function in rubric.functions:
        now = {q.name: (q.title, q.points) for q in drafted(rubric, function, EXPECTED)}
        then = {
            p.id.partition(".")[2]: (p.title, p.points)
            for p in public
            if p.function == function
        }
        if now != then:
            raise RubricError(
                f"{rubric.questions} is older than {rubric.folder / 'probes' / function}.py: "
                f"`python -m grader build --assignment {rubric.name}` makes it anew."
            )


@functools.lru_cache(maxsize=64)
def drafted(
    rubric: Rubric, function: str, part: str, seed: bytes = b""
) -> tuple[Question, ...]:
    """The questions to one function as the rubric writes them. Raises RubricError,
    naming the file, for what is not one."""
    home = rubric.folder / "probes" / f"{function}.py"
    module = rubric.module(f"probes.{function}")
    make = getattr(module, "public" if part == EXPECTED else "hidden", None)
    if make is None:
        raise RubricError(
            f"{home}: it has no {'public()' if part == EXPECTED else 'hidden(rng)'}."
        )
    questions = tuple(make() if part == EXPECTED else make(_generator(rubric, seed, function)))
    for question in questions:
        _fits(rubric, question, function, f"{home}: the question {question.name}")
    _add_up(
        rubric, questions, f"{function}_{part}", f"{home}: the questions of {make.__name__}()"
    )
    return questions


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


def _generator(rubric: Rubric, seed: bytes, function: str) -> np.random.Generator:
    domain = rubric.name.replace("_", "-").encode()
    digest = hashlib.sha256(domain + b" probes\0" + function.encode() + b"\0" + seed).digest()
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


_Asked = Callable[[Call, str, Callable[[], Globals]], Outcome]


def _filled(
    rubric: Rubric, function: str, part: str, question: Question, outcome: _Asked
) -> Probe:
    observe, public = rubric.observers[question.observe], part == EXPECTED
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
        f"{function}_{part}",
        question.points,
        question.title,
        question.call,
        observe,
        expected,
        question.about,
        tuple(others),
        tuple(_known(rubric, function, question, expected, outcome)),
        public=public,
        gate=question.gate,
        only=question.only,
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


def _known(
    rubric: Rubric,
    function: str,
    question: Question,
    expected: dict[str, Any],
    outcome: _Asked,
) -> list[Fault]:
    observe, table = rubric.observers[question.observe], []
    for edit in rubric.edits(function):
        seen = observe(outcome(question.call, edit.name, edit.namespace))
        if question.near is not None and not close(
            seen, observe(perform(question.near, edit.namespace(), rubric.answers.functions))
        ):
            continue  # rounding decides what this fault gives, so it can't be told by it on another machine
        if not close(expected, seen) and _tells(question, seen):
            table.append(Fault(edit.name, edit.hint, seen))
    return table


def _tells(question: Question, seen: dict[str, Any]) -> bool:
    """Whether these observations speak of one fault. An error comes out of many."""
    return FAILURE not in seen if question.tells is None else question.tells(seen)


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
