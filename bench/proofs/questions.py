"""What each question is for: what it catches, what nothing but it catches, and of how
many known faults it tells."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bench.proofs import page, trial
from dinosaur_grader.checks import Probe
from dinosaur_grader.workshop.gallery import Judged, grade_all

if TYPE_CHECKING:
    from bench.proofs.mutants import Fate

Row = Sequence[bool]
HEADING = (
    "question",
    "points",
    "wrong answers caught",
    "by it alone",
    "mutants killed",
    "by it alone",
    "faults told",
)


@functools.cache
def gallery_of(seed: bytes) -> tuple[Judged, ...]:
    """The gallery's answers under this seed."""
    return tuple(grade_all(trial.rubric(), seed))


def right_answers(seed: bytes) -> tuple[int, int]:
    """How many right answers there are, and how many of them got every point."""
    right = [one for one in gallery_of(seed) if one.answer.right]
    return len(right), sum(one.points == one.full for one in right)


def report(found: Sequence[Fate], seed: bytes) -> str:
    """The table, a question a line."""
    rows: list[tuple[object, ...]] = []
    for function in trial.rubric().functions:
        probes = trial.questions(function, seed)
        wrong = [
            [verdict.passed for verdict in one.verdicts]
            for one in gallery_of(seed)
            if one.answer.function == function and not one.answer.right
        ]
        mutants = [f.passed for f in found if f.passed and f.mutant.function == function]
        rows += map(_row, probes, _caught(wrong), _caught(mutants))
    return page.table(HEADING, rows)


def _row(probe: Probe, wrong: tuple[int, int], mutants: tuple[int, int]) -> tuple[object, ...]:
    return f"`{probe.id}`: {probe.title}", f"{probe.points:g}", *wrong, *mutants, _told(probe)


def _told(probe: Probe) -> int:
    """Of how many known faults it tells; a variant's words are the published question's."""
    published = {one.id: one for one in trial.published_questions()}
    return len(published.get(probe.id, probe).faults)


def _caught(rows: Iterable[Row]) -> list[tuple[int, int]]:
    """For each question, how many of these answers it catches, and how many nothing
    else does."""
    columns = list(zip(*rows, strict=True))
    alone = [sum(not one for one in row) == 1 for row in zip(*columns, strict=True)]
    return [
        (
            sum(not passed for passed in column),
            sum(only and not passed for only, passed in zip(alone, column, strict=True)),
        )
        for column in columns
    ]
