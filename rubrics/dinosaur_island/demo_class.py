"""A class to try the grader on: `dinosaur-grader demo` writes it, grades it, and compares
its marks with those that are due.

Every submission is made from the release notebook, so the class changes with the
assignment. `EXPECTED` says in which state each student must end and which functions
must get all their points; the others must lose some.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import filled, grade_id, text
from dinosaur_grader.results import GRADED, MISSING, UNREADABLE

from .sample_answers import COPIES, ENDLESS_SAMPLE, HALF_DONE, LOOPS, RAISES, WRONG

FUNCTIONS = ("clip", "sample", "optimize", "model")


class Expected(msgspec.Struct, frozen=True):
    """What must come of a student: the state, and the functions that get all their
    points."""

    state: str
    right: tuple[str, ...] = ()


def _without(*wrong: str) -> Expected:
    return Expected(GRADED, tuple(f for f in FUNCTIONS if f not in wrong))


ALL = _without()
EXPECTED = {
    "ada-in-place": ALL,
    "ben-copies": ALL,
    "cleo-loops": ALL,
    "dora-blank": _without(*FUNCTIONS),
    "emil-clip-wrong": _without("clip"),
    "fay-sample-wrong": _without("sample"),
    "gus-optimize-wrong": _without("optimize"),
    "hana-model-wrong": _without("model"),
    "ivo-half-done": _without("optimize", "model"),
    "jana-cell-raises": ALL,
    "kurt-endless-sample": _without("sample"),
    "lena-cell-copied": ALL,
    "milo-test-deleted": ALL,
    "nora-no-notebook": Expected(UNREADABLE),
    "otto-handed-in-nothing": Expected(MISSING),
    "pia-byte-order-mark": ALL,
    "quin-metadata-damaged": ALL,
}


def write(folder: Path, assignment: Assignment) -> tuple[Path, ...]:
    """Write the class and its `roster.csv` into `folder`; returns the notebooks."""
    blank = json.loads(assignment.blank_path.read_text(encoding="utf-8"))
    reference = {
        cell.grade_id: cell.source
        for cell in assignment.solved
        if cell.grade_id in assignment.solutions
    }
    written = []
    for student, raw in submissions(blank, reference).items():
        path = folder / student / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        written.append(path)
    (folder / "roster.csv").write_text(
        "\n".join(["student_id", *EXPECTED, ""]), encoding="utf-8"
    )
    return tuple(written)


def submissions(blank: dict, reference: dict[str, str]) -> dict[str, bytes]:
    """The bytes that each student hands in, made from the blank notebook and the
    reference's answers."""

    def notebook(answers: dict[str, str], *changes: Callable[[dict], None]) -> bytes:
        return _bytes(_notebook(blank, answers, changes))

    one_wrong = {f: notebook(reference | {f: WRONG[f]}) for f in FUNCTIONS}
    return {
        "ada-in-place": notebook(reference),
        "ben-copies": notebook(COPIES),
        "cleo-loops": notebook(LOOPS),
        "dora-blank": notebook({}),
        "emil-clip-wrong": one_wrong["clip"],
        "fay-sample-wrong": one_wrong["sample"],
        "gus-optimize-wrong": one_wrong["optimize"],
        "hana-model-wrong": one_wrong["model"],
        "ivo-half-done": notebook(reference | HALF_DONE),
        "jana-cell-raises": notebook(reference, _cell_that_raises),
        "kurt-endless-sample": notebook(reference | {"sample": ENDLESS_SAMPLE}),
        "lena-cell-copied": notebook(reference, _clip_copied),
        "milo-test-deleted": notebook(reference, _test_deleted),
        "nora-no-notebook": b"I will hand in my notebook tomorrow.\n",
        "pia-byte-order-mark": _with_byte_order_mark(notebook(COPIES)),
        "quin-metadata-damaged": notebook(LOOPS, _metadata_damaged),
    }


def _notebook(
    blank: dict, answers: dict[str, str], changes: Iterable[Callable[[dict], None]]
) -> dict:
    made = filled(blank, {name: answer.strip("\n") for name, answer in answers.items()})
    for change in changes:
        change(made)
    return made


def _bytes(notebook: dict) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _place(notebook: dict, name: str) -> int:
    return next(place for place, cell in enumerate(notebook["cells"]) if grade_id(cell) == name)


def _cell_that_raises(notebook: dict) -> None:
    notebook["cells"].insert(_place(notebook, "sample"), _code(RAISES))


def _clip_copied(notebook: dict) -> None:
    """The editor's copy keeps the metadata, so two cells have one id; the first of them
    is an older try."""
    place = _place(notebook, "clip")
    older = copy.deepcopy(notebook["cells"][place])
    older |= {"id": "copied", "source": text(older).replace("maxValue", "limit", 1)}
    notebook["cells"].insert(place, older)


def _test_deleted(notebook: dict) -> None:
    del notebook["cells"][_place(notebook, "optimize_hidden")]


def _metadata_damaged(notebook: dict) -> None:
    """As after an editor that knows nothing of nbgrader: lost ids, an id with a CR, no
    execution counts."""
    for cell in notebook["cells"]:
        if grade_id(cell) in ("clip", "sample_hidden"):
            cell["metadata"] = {}
        elif grade_id(cell) == "sample":
            cell["metadata"]["nbgrader"]["grade_id"] = "sample\r"
        cell.pop("execution_count", None)
    notebook["metadata"] = {"language_info": {"name": "R"}}


def _code(source: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "own-cell",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _with_byte_order_mark(raw: bytes) -> bytes:
    return b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")


def disagreements(grades: Iterable[dict[str, str]]) -> list[str]:
    """What in the rows of `grades.csv` is not as expected, a sentence each."""
    rows: dict[str, list[dict[str, str]]] = {student: [] for student in EXPECTED}
    for row in grades:
        rows.setdefault(row["student_id"], []).append(row)
    return [
        said
        for student, own in rows.items()
        for said in _disagreements(student, own, EXPECTED.get(student))
    ]


def _disagreements(
    student: str, rows: list[dict[str, str]], expected: Expected | None
) -> Iterable[str]:
    if expected is None:
        yield f"{student} is not of this class."
        return
    states = {row["state"] for row in rows} or {"not graded at all"}
    if states != {expected.state}:
        yield f"{student} ended as {', '.join(sorted(states))}, not as {expected.state}."
        return
    if expected.state != GRADED:
        return
    for function in FUNCTIONS:
        own = [row for row in rows if row["function"] == function]
        got, most = (
            sum(float(row[column]) for row in own) for column in ("score", "max_score")
        )
        if (got == most > 0) != (function in expected.right):
            due = "all" if function in expected.right else "some, not all"
            yield f"{student} got {got:g} of {most:g} points for {function}; {due} of them were due."
