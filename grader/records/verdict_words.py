"""Verdicts in words, for all who show them: the gradebook's comments, the autograded
notebook, the feedback page.

Why an answer is wrong is said where it is judged: `utils.checks.diagnosis`, and the
hints of the known faults.
"""

from __future__ import annotations

from grader.printable import clean
from grader.records.standing import CellStands
from grader.results import CellMark, MadeWith, ProbeVerdict, Result

MAX_COMMENT = 4000  # characters: a comment is read by a person


def points(value: float | None) -> str:
    """A score as people write it: at most two digits after the point, and none where
    none is needed."""
    return "no score" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def by_hand(cell: CellStands) -> str:
    """What a person had to do with a cell's points, as a sentence; empty where
    nothing."""
    said = []
    if cell.hand is not None:
        said.append(
            f"{points(cell.hand)} given by hand; the questions gave {points(cell.auto)}."
        )
    if cell.extra:
        said.append(f"{points(cell.extra)} of extra credit.")
    return " ".join(said)


def line(verdict: ProbeVerdict) -> str:
    """One verdict on one line: passed or not, and why."""
    return f"{'passed' if verdict.passed else 'not passed'}: {clean(verdict.message)}"


def mark_lines(mark: CellMark) -> list[str]:
    """A test cell's verdicts, those that cost points first, under a line with its
    score."""
    lines = [f"{mark.cell}: {points(mark.score)} of {points(mark.max_score)} points"]
    if mark.message:
        lines.append(clean(mark.message))
    return lines + [
        line(verdict) for verdict in sorted(mark.verdicts, key=lambda verdict: verdict.passed)
    ]


def comment(result: Result, function: str) -> str:
    """What the gradebook says under a solution cell: score and verdicts of all cells
    that ask about `function`."""
    lines = [
        text for mark in result.marks if mark.function == function for text in mark_lines(mark)
    ]
    made = marked_by(result.made_with)
    said = "\n".join(lines)[: MAX_COMMENT - len(made) - 1]
    return f"{said}\n{made}" if said and made else said


def marked_by(made: MadeWith) -> str:
    """Which kit, seed and isolation the marks were made with, as a line; empty where
    nothing was noted."""
    if not made.version:
        return ""
    return f"Marked by the kit {made.version[:12]}, seed {made.seed}, isolation {made.level}."
