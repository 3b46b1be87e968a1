"""A result with all points for the questions that a course has excused its student
from."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dinosaur_grader.assignments.course_rules import GIVES
from dinosaur_grader.judging.marking import in_bounds
from dinosaur_grader.results import WITH_SCORE, CellMark, ProbeVerdict, Result

EXCUSED = "excused"
"""How the detail of a verdict begins that a course has given all points."""


def excused(result: Result, reasons: Mapping[str, str]) -> Result:
    """Give all points for these questions; a note says so of each that was not passed."""
    asked = {v.probe: v for mark in result.marks for v in mark.verdicts if not v.passed}
    given = {probe: verdict for probe, verdict in asked.items() if probe in reasons}
    if not given or result.state not in WITH_SCORE:
        return result
    notes = tuple(
        f"All points are given for “{verdict.title or probe}”: {_reason(reasons[probe])}."
        for probe, verdict in given.items()
    )
    marks = tuple(_mark(mark, reasons) for mark in result.marks)
    return msgspec.structs.replace(
        result, marks=marks, notes=in_bounds((*notes, *result.notes))
    )


def _mark(mark: CellMark, reasons: Mapping[str, str]) -> CellMark:
    verdicts = tuple(
        verdict if verdict.passed or verdict.probe not in reasons else _given(verdict, reasons)
        for verdict in mark.verdicts
    )
    more = sum(v.points for v in verdicts) - sum(v.points for v in mark.verdicts)
    if mark.score is None or verdicts == mark.verdicts:
        return mark
    score = round(min(mark.max_score, mark.score + more), 9)
    return msgspec.structs.replace(mark, verdicts=verdicts, score=score)


def _given(verdict: ProbeVerdict, reasons: Mapping[str, str]) -> ProbeVerdict:
    said = f"{EXCUSED}, all points: {_reason(reasons[verdict.probe])}"
    return msgspec.structs.replace(
        verdict,
        passed=True,
        points=verdict.max_points,
        message=f"{verdict.title or verdict.probe}: {said}",
        fault="",
        detail=said,
        hint="",
        outcome="",
    )


def _reason(why: str) -> str:
    return why.removeprefix(GIVES).strip().rstrip(".")
