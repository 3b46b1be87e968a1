"""What the engine asks in the place of the published questions: their twins, which are
built alike and have the numbers of the course."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from dinosaur_grader.assignments.faults import Edit
from dinosaur_grader.assignments.probes import TWINS, drafted, fill, probes, published
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.checks import Probe, passes
from dinosaur_grader.checks.asking import quietly
from dinosaur_grader.checks.calls import Call, Outcome, perform

MOST_DRAWS = 60


@functools.lru_cache(maxsize=8)
def asked(rubric: Rubric, seed: bytes) -> tuple[Probe, ...]:
    """What the engine asks of a course's hand-ins: `probes`, but each published one's
    twin in its place, with the same construction and sizes and the numbers of the
    course. A looked-up answer is worth nothing there.

    Where the rubric draws no twins a published question stands for itself. It is no
    more quoted than a twin is: its child has had hidden questions, too.
    """
    twins = {
        probe.id: probe
        for function in rubric.functions
        for probe in _twins(rubric, function, seed)
    }
    return tuple(
        twins.get(probe.id) or replace(probe, twin=probe.public)
        for probe in probes(rubric, seed)
    )


def _twins(rubric: Rubric, function: str, seed: bytes) -> list[Probe]:
    """The twins of one function's published questions, drawn until each tells apart
    just those known faults that the published one tells apart: who earns a point in the
    notebook earns it here, and nobody earns one by the luck of a draw."""
    known = _told_apart(rubric, function)
    first = drafted(rubric, function, TWINS, seed)
    groups: dict[int, list[int]] = {}
    for place, question in enumerate(first):
        groups.setdefault(id(question.call), []).append(place)
    found = {
        place: twin
        for group in groups.values()
        for place, twin in zip(
            group, _agreeing(rubric, function, seed, group, known), strict=True
        )
    }
    return [found[place] for place in range(len(first))]


def _agreeing(
    rubric: Rubric,
    function: str,
    seed: bytes,
    wanted: Sequence[int],
    known: dict[str, list[tuple[Edit, bool]]],
) -> list[Probe]:
    """The twins at these places, which share one call, from the first draw that fits."""
    for draw in range(MOST_DRAWS):
        part = TWINS if draw == 0 else f"{TWINS} {draw}"
        questions = drafted(rubric, function, part, seed)
        twins = fill(rubric, function, [questions[place] for place in wanted], TWINS)
        if _tell_the_same_apart(rubric, twins, known):
            return twins
    raise RubricError(
        f"{rubric.folder / 'probes' / function}.py: of {MOST_DRAWS} draws of twins(rng) none tells apart "
        f"the known faults that the published question {questions[wanted[0]].name} tells apart, and no others."
    )


def _tell_the_same_apart(
    rubric: Rubric, twins: Sequence[Probe], known: dict[str, list[tuple[Edit, bool]]]
) -> bool:
    """Whether each of these twins, which share a call, is passed by just those faults
    that pass the question it stands for. Each fault is run once."""
    with quietly():
        for position, edit in enumerate(rubric.edits(twins[0].function)):
            outcome = _made(rubric, twins[0].call, edit)
            if any(passes(twin, outcome) != known[twin.id][position][1] for twin in twins):
                return False
    return True


@functools.cache
def _told_apart(rubric: Rubric, function: str) -> dict[str, list[tuple[Edit, bool]]]:
    """Each known fault, and whether it passes a published question, by its id."""
    told: dict[str, list[tuple[Edit, bool]]] = {}
    own = [probe for probe in published(rubric) if probe.function == function]
    with quietly():
        for edit in rubric.edits(function):
            calls = {id(probe.call): probe.call for probe in own}
            made = {key: _made(rubric, call, edit) for key, call in calls.items()}
            for probe in own:
                passed = passes(probe, made[id(probe.call)])
                told.setdefault(probe.id, []).append((edit, passed))
    return told


def _made(rubric: Rubric, call: Call, edit: Edit) -> Outcome:
    """What a known fault makes of a call."""
    return perform(replace(call, files={}), edit.namespace(), rubric.answers.functions)
