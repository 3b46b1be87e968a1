"""The notebook that the formgrader and `nbgrader generate_feedback` show: the student's
cells, the verdicts as outputs.

What nbgrader reads (ids, points, checksums) comes from the assignment; only text comes
from the student, and none of it can act on the page where an instructor looks at it.
Outputs that a student's notebook brought along are not in it.
"""

from __future__ import annotations

import functools

import msgspec

from dinosaur_grader.printable import clean, inert
from dinosaur_grader.records.course_rows import ByVersion, instructor_version
from dinosaur_grader.records.verdict_words import mark_lines
from dinosaur_grader.results import Cell, CellMark, Result, Submission


def autograded(submission: Submission, result: Result | None, assignment) -> bytes:
    """The autograded notebook of a graded submission: JSON of notebook format 4.5,
    UTF-8.

    Its test cells print the verdicts and give the score as their value, which is how
    nbgrader reads partial credit. Without a result they're empty: a notebook that is
    staged and not graded yet.
    """
    known = _known(ByVersion(assignment))
    marks = {mark.cell: mark for mark in result.marks} if result else None
    cells = [_cell(number, cell, marks, known) for number, cell in enumerate(submission.cells)]
    notebook = {"cells": cells, "metadata": known.metadata, "nbformat": 4, "nbformat_minor": 5}
    return msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n"


class _Known(msgspec.Struct, frozen=True):
    """What the assignment says of its own cells: metadata and sources by grade id, its
    prose with its pictures."""

    metadata: dict
    marks: dict[str, dict]
    sources: dict[str, str]
    prose: dict[str, dict]


@functools.lru_cache(maxsize=4)
def _known(by_version: ByVersion) -> _Known:
    notebook = instructor_version(by_version)
    named = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return _Known(
        metadata={
            key: notebook.metadata[key]
            for key in ("kernelspec", "language_info")
            if key in notebook.metadata
        },
        marks={cell.metadata.nbgrader.grade_id: dict(cell.metadata.nbgrader) for cell in named},
        sources={cell.metadata.nbgrader.grade_id: cell.source for cell in named},
        prose={clean(cell.source): cell.get("attachments", {}) for cell in prose},
    )


def _cell(number: int, cell: Cell, marks: dict[str, CellMark] | None, known: _Known) -> dict:
    source, kind = clean(cell.source), "markdown" if cell.kind == "markdown" else "code"
    shown = {"id": f"cell-{number}", "cell_type": kind, "metadata": {}}
    if kind == "markdown":
        shown["source"] = source if source in known.prose else inert(source)
        # nbconvert refuses a page that names a picture and lacks it
        pictures = known.prose.get(source)
        return shown | {"attachments": pictures} if pictures else shown
    shown |= {"execution_count": None, "outputs": []}
    if cell.grade_id in known.marks:
        shown["metadata"] = {"nbgrader": known.marks[cell.grade_id]}
    if cell.kind == "test":
        source = known.sources.get(cell.grade_id, source)
        if marks is not None:
            shown["execution_count"], shown["outputs"] = 1, outputs(marks.get(cell.grade_id))
    return shown | {"source": source}


def outputs(mark: CellMark | None) -> list[dict]:
    """The verdicts as printed text, the score as the cell's value; without a score an
    error, which earns nothing."""
    if mark is None or mark.score is None:
        why = "this cell has no score" if mark is None else clean(mark.message)
        return [
            {
                "output_type": "error",
                "ename": "NotGraded",
                "evalue": why,
                "traceback": [f"NotGraded: {why}"],
            }
        ]
    said = "".join(f"{line}\n" for line in mark_lines(mark))
    value = {"text/plain": repr(float(mark.score))}
    return [
        {"output_type": "stream", "name": "stdout", "text": said},
        {"output_type": "execute_result", "data": value, "execution_count": 1, "metadata": {}},
    ]
