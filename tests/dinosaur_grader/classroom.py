"""A small assignment and results for it, made by hand: what the record, feedback and
autograded tests start from."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import msgspec
import nbformat
from msgspec import UNSET
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import ClearSolutions

from dinosaur_grader.assignments.assignment import Assignment, build
from dinosaur_grader.records import gradebook, late
from dinosaur_grader.records.write_marks import enter
from dinosaur_grader.results import Cell, CellMark, ProbeVerdict, Result, Submission
from dinosaur_grader.store.database import default_url
from tests.dinosaurs import RUBRIC

NAME = "dinosaur_island"
STUB = "def {0}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
TEST = (
    "check({0})\n### BEGIN HIDDEN TESTS\nfrom dinosaur_grader.plain import marks\n"
    'marks("{0}_expected", globals())\n### END HIDDEN TESTS'
)


def _cell(source: str, grade_id: str, points: float | None = None):
    """A test cell with these points, or a solution cell without."""
    own = dict(grade=points is not None, solution=points is None, locked=points is not None)
    own |= dict(grade_id=grade_id, schema_version=3, task=False)
    own |= {} if points is None else {"points": points}
    return new_code_cell(source, metadata={"nbgrader": own})


def source_notebook(functions=(("clip", 8), ("sample", 10))):
    """Functions with their points; solutions and hidden tests in it."""
    cells = [new_markdown_cell("# Dinosaur Island")]
    for function, points in functions:
        cells.append(_cell(STUB.format(function), function))
        cells.append(_cell(TEST.format(function), f"{function}_expected", points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@functools.cache
def assignment(functions=(("clip", 8), ("sample", 10))) -> Assignment:
    """The assignment of these functions, its source in a folder that lasts as long as
    Python's temporary ones."""
    path = Path(tempfile.mkdtemp()) / f"{NAME}.ipynb"
    nbformat.write(source_notebook(functions), path)
    built = build(NAME, source_notebook(functions), _release(functions), RUBRIC)
    return msgspec.structs.replace(built, solved_path=path)


def _release(functions):
    notebook, _ = ClearSolutions().preprocess(source_notebook(functions), {})
    for cell in notebook.cells:
        cell.source = cell.source.split("\n### BEGIN HIDDEN TESTS")[0]
    return notebook


@functools.cache
def marked_by_hand() -> Assignment:
    """An assignment of `clip`, an essay and a drawing, which a person marks."""
    source, release = source_notebook((("clip", 8),)), _release((("clip", 8),))
    for notebook, answers in ((source, ("Since.", "plot()")), (release, ("?", "# plot"))):
        for make, text, name in zip(
            (new_markdown_cell, new_code_cell), answers, ("essay", "drawing"), strict=True
        ):
            own = dict(grade=True, solution=True, locked=False, task=False, points=5)
            own |= dict(grade_id=name, schema_version=3)
            notebook.cells.append(make(text, metadata={"nbgrader": own}))
    path = Path(tempfile.mkdtemp()) / f"{NAME}.ipynb"
    nbformat.write(source, path)
    built = build(NAME, source, release, RUBRIC)
    return msgspec.structs.replace(built, solved_path=path)


def essay(text: str) -> Submission:
    """What a student handed in who wrote `text` where a person marks."""
    cells = (
        Cell("markdown", text, "essay", index=3),
        Cell("code", "plot()", "drawing", index=4),
    )
    return Submission("ada", NAME, submission().cells[:3] + cells, digest="0" * 64)


def verdict(passed: bool, message: str, points: float = 2.0, **more) -> ProbeVerdict:
    more = {"probe": "clip_public_1", "max_points": 4.0, **more}
    return ProbeVerdict(passed=passed, points=points, message=message, **more)


def result(
    student: str, clip: float | None = 8.0, sample: float | None = 10.0, **more
) -> Result:
    """A graded result; `more` overrides any field."""
    said = (
        verdict(False, "Entries below -maxValue have to be raised to it."),
        verdict(True, "Large entries are cut."),
    )
    marks = (
        CellMark("clip_expected", "clip", clip, 8.0, verdicts=said),
        CellMark("sample_expected", "sample", sample, 10.0),
    )
    more = {"state": "graded", "level": "none", "marks": marks, **more}
    return Result(key=student, student_id=student, assignment=NAME, **more)


def submission(student: str = "ada", *extra: Cell) -> Submission:
    """What `student` handed in: a right `clip`, an untouched `sample`, and the `extra`
    cells behind them."""
    cells = (
        Cell("markdown", "# Dinosaur Island", index=0),
        Cell("code", "def clip(x):\n    return x if x < 5 else 5", "clip", index=1),
        Cell("test", TEST.format("clip"), "clip_expected", 8.0, index=2),
        Cell("code", "def sample(x):\n    raise NotImplementedError()", "sample", index=3),
        Cell("test", TEST.format("sample"), "sample_expected", 10.0, index=4),
    )
    return Submission(student, NAME, cells + extra, digest="0" * 64)


def record(
    results, out: Path, work: Assignment, url: str = "", people=None, **wait
) -> list[str]:
    """Write the marks of these results to `out/gradebook.db`, or to the database at
    `url`, as the end of a batch does."""
    terms = late.Terms(late.costs(out))
    with gradebook.writing(url or default_url(out), **wait) as connection:
        return enter(connection, results, work, lambda _: UNSET, terms, people or {})
