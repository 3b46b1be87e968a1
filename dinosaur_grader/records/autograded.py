"""What nbgrader shows of a graded hand-in: the notebook for the formgrader and
`nbgrader generate_feedback`, with the verdicts as outputs; and the comments in the
gradebook.

What nbgrader reads (ids, points, checksums) comes from the assignment; only text comes
from the student, and none of it can act on the page where an instructor looks at it.
Outputs that a student's notebook brought along are not in it, but for plots and printed
text of code that a person marks.

Why an answer is wrong is said where it is judged: `dinosaur_grader.checks.words.diagnosis`, and the
hints of the known faults.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import Json, grade_id, has, meta
from dinosaur_grader.printable import clean, inert, shortened
from dinosaur_grader.records import brought
from dinosaur_grader.records.final_marks import points
from dinosaur_grader.records.function_feedback import faults, lost, reason
from dinosaur_grader.records.nbgrader_cells import instructor_version
from dinosaur_grader.results import Cell, CellMark, ProbeVerdict, Result, Submission

MAX_COMMENT = 4000  # characters: a comment is read by a person


@dataclass(frozen=True)
class ByVersion:
    """An assignment that compares by what marks depend on, to be a key."""

    name: str
    version: str
    assignment: Assignment = field(compare=False)


def autograded(
    submission: Submission, result: Result | None, assignment: Assignment, raw: bytes = b""
) -> bytes:
    """Encode the autograded notebook of a graded submission as JSON of notebook format
    4.5, in UTF-8.

    Its test cells print the verdicts and give the score as their value, which is how
    nbgrader reads partial credit. Without a result they're empty: a notebook that is
    opened and not graded yet. `raw` is what was handed in, for what it brought along.
    """
    known = _known(ByVersion(assignment.name, assignment.version, assignment))
    marks = {mark.cell: mark for mark in result.marks} if result else None
    cells = [_cell(number, cell, marks, known) for number, cell in enumerate(submission.cells)]
    for number, found in _brought(submission, assignment, raw).items():
        cells[number]["outputs"] = found
    notebook = {"cells": cells, "metadata": known.metadata, "nbformat": 4, "nbformat_minor": 5}
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"


def _brought(submission: Submission, assignment: Assignment, raw: bytes) -> dict[int, list]:
    """Find the outputs to show, by the number of the cell."""
    ids = {cell.grade_id for cell in assignment.by_hand if cell.kind == "code"}
    # -1 is a cell that was put back
    own = {
        n: c.index for n, c in enumerate(submission.cells) if c.grade_id in ids and c.index >= 0
    }
    found = brought.outputs(raw, own.values()) if own and raw else {}
    return {number: found[place] for number, place in own.items() if place in found}


class _Known(msgspec.Struct, frozen=True):
    """What the assignment says of its own cells: the notebook's metadata, its cells by
    grade id, its prose with its pictures."""

    metadata: dict
    named: dict[str, Json]
    prose: dict[str, dict]


@functools.lru_cache(maxsize=4)
def _known(key: ByVersion) -> _Known:
    notebook = instructor_version(key.assignment)
    kept = ("kernelspec", "language_info")
    named = (cell for cell in notebook["cells"] if meta(cell))
    prose = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return _Known(
        {key: value for key, value in notebook["metadata"].items() if key in kept},
        {grade_id(cell): cell for cell in named},
        {clean(cell["source"]): cell.get("attachments", {}) for cell in prose},
    )


def _cell(number: int, cell: Cell, marks: dict[str, CellMark] | None, known: _Known) -> dict:
    source, kind = clean(cell.source), "markdown" if cell.kind == "markdown" else "code"
    shown = {"id": f"cell-{number}", "cell_type": kind, "metadata": {}}
    own = known.named.get(cell.grade_id)
    if own:
        shown["metadata"] = {"nbgrader": meta(own)}
    if own and not has(own, "solution"):
        source = own["source"]
    if kind == "markdown":
        draw = inert
        if own and has(own, "grade"):
            from dinosaur_grader.records.prose import prose as draw  # its parser loads long
        shown["source"] = source if source in known.prose else draw(source)
        # nbconvert refuses a page that names a picture and lacks it
        pictures = known.prose.get(source)
        return shown | {"attachments": pictures} if pictures else shown
    shown |= {"execution_count": None, "outputs": [], "source": source}
    if cell.kind == "test" and marks is not None:
        shown["execution_count"], shown["outputs"] = 1, outputs(marks.get(cell.grade_id))
    return shown


def outputs(mark: CellMark | None) -> list[dict]:
    """Make a cell's outputs: the verdicts as printed text, the score as the cell's
    value. Without a score there is an error, which earns nothing."""
    if mark is None or mark.score is None:
        why = "this cell has no score" if mark is None else mark.message
        told = {"ename": "NotGraded", "evalue": why, "traceback": [f"NotGraded: {why}"]}
        return [{"output_type": "error", **told}]
    lines = (*_heading(mark), *question_lines(mark.verdicts))
    said = "".join(f"{line}\n" for line in lines)
    value = {"text/plain": repr(float(mark.score))}
    return [
        {"output_type": "stream", "name": "stdout", "text": said},
        {"output_type": "execute_result", "data": value, "execution_count": 1, "metadata": {}},
    ]


def question_lines(verdicts: Sequence[ProbeVerdict]) -> list[str]:
    """Put verdicts into few lines: what came of each question that was not passed, and
    what was passed. What that means is the comment's."""
    lines: list[str] = []
    said: set[str] = set()
    for verdict in verdicts:
        if not verdict.passed:
            new = verdict.detail and verdict.detail not in said
            said.add(verdict.detail)
            detail = f": {verdict.detail}" if new else ""
            lines.append(f"not passed: {verdict.title or verdict.message}{detail}")
    passed = [verdict.title or verdict.message for verdict in verdicts if verdict.passed]
    return [*lines, f"passed: {'; '.join(passed)}"] if passed else lines


def _heading(mark: CellMark) -> list[str]:
    """Say a test cell's score, and what is said of the cell itself, in a line each."""
    score = f"{mark.cell}: {points(mark.score)} of {points(mark.max_score)} points"
    told = any(verdict.message in mark.message for verdict in mark.verdicts)
    return [score] if told or not mark.message else [score, mark.message]


def comment(result: Result, function: str) -> str:
    """Compose what the gradebook says under a solution cell: what to do, each fault once,
    and the scores of all cells that ask about `function`. What came of each question is
    the test cells' own output.

    It is inert: nbgrader's feedback renders comments as Markdown, with raw HTML.
    """
    own = (mark for mark in result.marks if mark.function == function)
    # what a person marks, or has no test, is nothing to us
    marks = [mark for mark in own if not mark.by_hand]
    if not marks:
        return ""
    lines = [f"To do: {reason(group[0])} ({lost(group)})" for group in faults(marks)]
    lines += [text for mark in marks for text in _heading(mark)]
    made = ""
    if result.version:  # an older kit noted nothing
        made = f"Marked by the kit {result.version[:12]}, seed {result.seed}, isolation {result.level}."
    said = shortened("\n".join(lines), MAX_COMMENT - len(made) - 1)
    return inert(f"{said}\n{made}" if said and made else said)
