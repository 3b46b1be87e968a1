"""From outcomes to the marks of a submission's test cells. This is where the judge
sits, far from the student's process."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from grader.inside.wire import CellReport
from grader.results import CellMark, ProbeVerdict, Submission
from utils.checks import Probe, Verdict, in_published_words, judge, score
from utils.checks.calls import Failure, Outcome

MOST_MESSAGES = 4
MOST_TEXT = 300
VIOLATION = "violation"
NOT_ASKED = Outcome(failure=Failure("skipped"))


class InProcess(msgspec.Struct, frozen=True):
    """What a test cell without probes showed when it ran in the student's own process:
    an error, a last value, both or none."""

    error: str = ""
    value: float | None = None
    complained: bool = False


def reported(report: CellReport) -> InProcess:
    """What counts of a child's report on a cell. The value is what the last expression
    printed as, where that is a number."""
    error = f"{report.type}: {report.message}"[:MOST_TEXT] if not report.ok else ""
    try:
        value = float(report.result_text)
    except ValueError:
        value = None
    if value is not None and not math.isfinite(value):
        value = 0.0
    return InProcess(error, value, report.stderr)


def marks(
    submission: Submission,
    probes: Sequence[Probe],
    outcomes: Mapping[str, Outcome],
    in_process: Mapping[str, InProcess] | None = None,
    published: Mapping[str, tuple[Probe, Verdict]] | None = None,
) -> tuple[CellMark, ...]:
    """The marks of all test cells in the notebook's order; a probe that was never asked
    counts as not passed. `published` are the published probes that were asked for their
    words."""
    verdicts = in_published_words(
        [judged(probe, outcomes.get(probe.id, NOT_ASKED)) for probe in probes],
        probes,
        published or {},
    )
    scores = score(probes, verdicts)
    by_cell: dict[str, list[ProbeVerdict]] = {}
    for probe, verdict in zip(probes, verdicts, strict=True):
        by_cell.setdefault(probe.cell, []).append(_recorded(probe, verdict))
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


def judged(probe: Probe, outcome: Outcome) -> Verdict:
    """The judge's verdict. An outcome that makes the judge itself raise is not an
    answer: it fails the question."""
    try:
        return judge(probe, outcome)
    except Exception as error:  # noqa: BLE001  the values come from a stranger, and may not stop a class
        return judge(probe, Outcome(failure=Failure(VIOLATION, message=type(error).__name__)))


def suspicious(marks: Sequence[CellMark]) -> bool:
    """Whether something came back that no honest answer is, so that a human should
    look."""
    return any(verdict.fault == VIOLATION for mark in marks for verdict in mark.verdicts)


def _recorded(probe: Probe, verdict: Verdict) -> ProbeVerdict:
    fault = verdict.fault or ""
    passed = bool(verdict.passed)
    return ProbeVerdict(
        probe.id,
        passed,
        verdict.points,
        verdict.max_points,
        verdict.message,
        fault,
        probe.public,
    )


def _judged(
    cell: str, function: str, points: float, most: float, verdicts: list[ProbeVerdict]
) -> CellMark:
    failed = list(
        dict.fromkeys(
            verdict.message for verdict in verdicts if not verdict.passed and verdict.message
        )
    )
    said = " ".join(failed[:MOST_MESSAGES])
    if len(failed) > MOST_MESSAGES:
        said += f" And {len(failed) - MOST_MESSAGES} more."
    return CellMark(
        cell, function, min(max(float(points), 0.0), most), most, said, tuple(verdicts)
    )


def _unjudged(cell: str, most: float, report: InProcess) -> CellMark:
    """Marked as nbgrader marks: an error or a complaint costs all points, a number as
    the last value is partial credit."""
    if report.error or report.complained:
        points, said = 0.0, report.error or "the cell wrote to stderr"
    elif report.value is None:
        points, said = most, ""
    else:
        points, said = min(max(report.value, 0.0), most), ""
    return CellMark(cell, cell.partition("_")[0], points, most, said, in_process=True)
