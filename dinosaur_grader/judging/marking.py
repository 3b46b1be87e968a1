"""From verdicts to the marks of a submission's test cells; all points where a course has
excused its student from a question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from dinosaur_grader import printable
from dinosaur_grader.assignments.course_rules import GIVES
from dinosaur_grader.checks import Probe, Verdict, score
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging.verdicts import VIOLATION
from dinosaur_grader.results import (
    WITH_SCORE,
    CellMark,
    Difference,
    ProbeVerdict,
    Result,
    Submission,
)

if TYPE_CHECKING:
    from dinosaur_grader.checks.words.differences import Differs

MAX_MESSAGES = 4
MAX_TEXT = 300
# Bytes of what is said of one question and of one cell, and of all questions together:
# whatever a student's code says, a result stays small enough for a journal and a table.
MAX_SAID, MAX_OF_CELL, MAX_OF_ALL = 1_000, 4_000, 60_000
LEAST_SAID = 120
MAX_NOTES, MAX_NOTE = 40, 500


EXCUSED = "excused"
"""How the detail of a verdict begins that a course has given all points."""


class InProcess(msgspec.Struct, frozen=True):
    """What a test cell without probes showed when it ran in the student's own process:
    an error, a last value, both or none."""

    error: str = ""
    value: float | None = None
    complained: bool = False


def reported(report: CellReport) -> InProcess:
    """Take what counts of a child's report on a cell. The value is what the last expression
    printed as, where that is a number."""
    error = "" if report.ok else printable.clean(f"{report.type}: {report.message}"[:MAX_TEXT])
    try:
        value = float(report.result_text)
    except ValueError:
        value = None
    # nan would pass both bounds below, and inf would be all points
    if value is not None and not math.isfinite(value):
        value = 0.0
    return InProcess(error, value, report.stderr)


def marks(
    submission: Submission,
    probes: Sequence[Probe],
    verdicts: Sequence[Verdict],
    in_process: Mapping[str, InProcess] | None = None,
    fingerprints: Mapping[str, str] | None = None,
) -> tuple[CellMark, ...]:
    """Make the marks of all test cells in the notebook's order, from a verdict for each
    probe. `fingerprints` are those of wrong outcomes, by a probe's id."""
    scores = score(probes, verdicts)
    most = max(LEAST_SAID, min(MAX_SAID, MAX_OF_ALL // max(1, len(probes))))
    by_cell: dict[str, list[ProbeVerdict]] = {}
    for probe, verdict in zip(probes, verdicts, strict=True):
        by_cell.setdefault(probe.cell, []).append(
            _recorded(probe, verdict, most, (fingerprints or {}).get(probe.id, ""))
        )
    functions = {probe.cell: probe.function for probe in probes}
    tests = {cell.grade_id: cell.points for cell in submission.cells if cell.kind == "test"}
    return tuple(
        _judged(cell, functions[cell], scores[cell], points, by_cell[cell])
        if cell in by_cell
        else _unjudged(
            cell, points, (in_process or {}).get(cell, InProcess(error="it was not reached"))
        )
        for cell, points in tests.items()
    )


def suspicious(marks: Sequence[CellMark]) -> bool:
    """Check whether something came back that no honest answer is, so that a human should
    look."""
    return any(verdict.fault == VIOLATION for mark in marks for verdict in mark.verdicts)


def in_bounds(notes: Sequence[str]) -> tuple[str, ...]:
    """Bound the notes of a result in length and number; the last one, which says how it
    ended, is always there."""
    if len(notes) > MAX_NOTES:
        left_out = f"{len(notes) - MAX_NOTES + 1} more notes were left out"
        notes = (*notes[: MAX_NOTES - 2], left_out, notes[-1])
    return tuple(_short(note, MAX_NOTE) for note in notes)


def _short(text: str, most: int) -> str:
    # cut first: looking for what is hidden reads each character that is left
    return printable.shortened(printable.clean(text[: most + 1]), most)


def _recorded(probe: Probe, verdict: Verdict, most: int, outcome: str) -> ProbeVerdict:
    return ProbeVerdict(
        probe.id,
        bool(verdict.passed),
        verdict.points,
        verdict.max_points,
        _short(verdict.message, most),
        _short(verdict.fault or "", MAX_TEXT),
        probe.public,
        _short(verdict.title, most),
        _short(verdict.detail, most),
        _short(verdict.hint, most),
        outcome,
        _difference(verdict.differs),
        probe.gate,
        probe.variant and not probe.known,
    )


def _difference(differs: Differs | None) -> Difference | None:
    if differs is None:
        return None
    # a character an entry: as JSON a list of booleans is six times as long
    right = "".join("1" if entry else "0" for entry in differs.right)
    return Difference(differs.name, differs.shape, right)


def _judged(
    cell: str, function: str, points: float, most: float, verdicts: list[ProbeVerdict]
) -> CellMark:
    failed = list(dict.fromkeys(v.message for v in verdicts if not v.passed and v.message))
    said = " ".join(failed[:MAX_MESSAGES])
    if len(failed) > MAX_MESSAGES:
        said += f" And {len(failed) - MAX_MESSAGES} more."
    # each of them is short, but a cell can have a hundred questions
    said = printable.shortened(said, MAX_OF_CELL)
    return CellMark(
        cell, function, min(max(float(points), 0.0), most), most, said, tuple(verdicts)
    )


def _unjudged(cell: str, most: float, report: InProcess) -> CellMark:
    """Mark as nbgrader does: an error or a complaint costs all points, a number as the last
    value is partial credit."""
    if report.error or report.complained:
        points, said = 0.0, report.error or "the cell wrote to stderr"
    elif report.value is None:
        points, said = most, ""
    else:
        points, said = min(max(report.value, 0.0), most), ""
    # its rubric asks nothing here: by the ids' own form, `clip_expected`, it is the first word
    return CellMark(cell, cell.partition("_")[0], points, most, said, in_process=True)


def excused(result: Result, reasons: Mapping[str, str]) -> Result:
    """Give all points for these questions; a note says so of each that was not passed."""
    verdicts = (verdict for mark in result.marks for verdict in mark.verdicts)
    given = [v for v in verdicts if not v.passed and v.probe in reasons]
    if not given or result.state not in WITH_SCORE:
        return result
    notes = (
        f"All points are given for “{v.title or v.probe}”: {_reason(reasons[v.probe])}."
        for v in given
    )
    marks = tuple(_excused_mark(mark, reasons) for mark in result.marks)
    return msgspec.structs.replace(
        result, marks=marks, notes=in_bounds((*notes, *result.notes))
    )


def can_excuse(result: Result, reasons: Mapping[str, str]) -> bool:
    """Tell whether `excused` gives what a run would: what an earlier excuse replaced, a
    verdict and its words, is to be excused for the same reason."""
    verdicts = (verdict for mark in result.marks for verdict in mark.verdicts)
    replaced = (one for one in verdicts if one.detail.startswith(EXCUSED))
    return all(one.detail == _all_points(reasons.get(one.probe, "")) for one in replaced)


def _all_points(why: str) -> str:
    return f"{EXCUSED}, all points: {_reason(why)}"


def _excused_mark(mark: CellMark, reasons: Mapping[str, str]) -> CellMark:
    verdicts = tuple(_passed(verdict, reasons) for verdict in mark.verdicts)
    if mark.score is None or verdicts == mark.verdicts:
        return mark
    more = sum(v.points for v in verdicts) - sum(v.points for v in mark.verdicts)
    # rounded, since points may be tenths, whose sums end in ...0000004
    score = round(min(mark.max_score, mark.score + more), 9)
    return msgspec.structs.replace(mark, verdicts=verdicts, score=score)


def _passed(verdict: ProbeVerdict, reasons: Mapping[str, str]) -> ProbeVerdict:
    if verdict.passed or verdict.probe not in reasons:
        return verdict
    said = _all_points(reasons[verdict.probe])
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
