"""The cells of an assignment's two notebooks, as they stand in their files: parsed JSON
of notebook format 4."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.assignments.cell_text import CellText
from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.results import Cell

Json = dict[str, Any]
"""A notebook or a part of it, as it is read from its file."""


class TestCell(msgspec.Struct, frozen=True):
    """A graded test cell. `visible` is its text in the release; `after` the solution
    cell that it tests."""

    __test__ = False

    id: str
    function: str
    points: float
    source: str
    visible: str
    after: str


class Demonstration(msgspec.Struct, frozen=True):
    """A cell that only shows and takes long. `id` is the notebook format's own cell id,
    empty in old formats."""

    id: str
    source: str


def text(cell: Json) -> str:
    """Join a cell's source to one string, whichever of the format's two ways it is kept
    in."""
    source: str | list[str] = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def read(path: Path) -> Json:
    """Read a notebook's file."""
    notebook: Json = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def meta(cell: Mapping[str, Any]) -> Json:
    """Get what nbgrader wrote in a cell; nothing where it knows none of it."""
    written: Json = cell.get("metadata", {}).get("nbgrader", {})
    return written


def grade_id(cell: Mapping[str, Any]) -> str:
    """Get the id that nbgrader knows a cell by; empty where it has none."""
    found: str = meta(cell).get("grade_id", "")
    return found


def filled(blank: Json, answers: Mapping[str, str]) -> Json:
    """Copy a notebook, with these texts in the cells with these ids."""
    made = copy.deepcopy(blank)
    for cell in made["cells"]:
        cell["source"] = answers.get(grade_id(cell), cell["source"])
    return made


def has(cell: Json, what: str) -> bool:
    """Tell whether nbgrader knows a cell as a `solution`, or one to `grade`."""
    return bool(meta(cell).get(what))


def manual(cell: Json) -> bool:
    """Tell whether a person marks a cell: an answer that nbgrader can't test, or a
    task."""
    answer = has(cell, "solution") or cell["cell_type"] != "code"
    return has(cell, "task") or (has(cell, "grade") and answer)


def tagged(cell: Json, tag: str) -> bool:
    """Tell whether a code cell has this tag."""
    return cell["cell_type"] == "code" and tag in cell.get("metadata", {}).get("tags", [])


def function_of(cell: Json) -> str:
    """Name the function, class or variable that a solution cell is about: the one named
    like its id, else the only function, else the id itself."""
    known, own = CellText(text(cell)), grade_id(cell)
    found = known.functions
    # helpers may stand in the same cell
    return own if own in known.given or len(found) != 1 else next(iter(found))


def points(source: Json) -> dict[str, float]:
    """Get the points of the graded cells by id."""
    graded = [meta(cell) for cell in source["cells"] if has(cell, "grade")]
    return {each["grade_id"]: float(each["points"]) for each in graded}


def solutions(source: Json) -> dict[str, str]:
    """Get the function of each solution cell, by the cell's id."""
    return {grade_id(cell): function_of(cell) for cell in source["cells"] if _solves(cell)}


def _solves(cell: Json) -> bool:
    """Tell whether a student's answer stands here. What is tagged as an aside is
    practice: no mark depends on it."""
    answers = cell["cell_type"] == "code" and has(cell, "solution") and not manual(cell)
    return answers and not tagged(cell, "aside")


def by_hand(source: Json, release: Json) -> tuple[Cell, ...]:
    """List the cells that a person marks, each with its text in the release."""
    blank = {grade_id(cell): text(cell) for cell in release["cells"] if meta(cell)}
    return tuple(
        Cell(
            "code" if cell["cell_type"] == "code" else "markdown",
            blank.get(grade_id(cell), ""),
            grade_id(cell),
            float(meta(cell)["points"]),
        )
        for cell in source["cells"]
        if manual(cell)
    )


def demonstrations(release: Json) -> tuple[Demonstration, ...]:
    """List the cells that only show."""
    shown = (cell for cell in release["cells"] if tagged(cell, "demonstration"))
    return tuple(Demonstration(cell.get("id", ""), text(cell)) for cell in shown)


def answers(source: Json, files: Mapping[str, Path] = {}) -> RightAnswers:
    """Take out the right answers, and the cells that a notebook gives them; `files` lie
    beside it. A solution cell without a function, which may read data, gives its
    definitions."""
    code = [cell for cell in source["cells"] if cell["cell_type"] == "code"]
    asked = {name for cell in code for name in ASKED.findall(text(cell))}
    answering = [_answers(cell, asked) for cell in code]
    solved = {
        function_of(cell): text(cell)
        for cell, answers in zip(code, answering, strict=True)
        if answers
    }
    # What comes after the last answer shows and tries it: no answer needs that.
    last = max((i for i, answers in enumerate(answering) if answers), default=-1)
    given = [
        text(cell)
        for cell, answers in zip(code[: last + 1], answering, strict=False)
        if not (tagged(cell, "aside") or tagged(cell, "demonstration"))
        and (not meta(cell) or (_solves(cell) and not answers))
    ]
    return RightAnswers(solved, given, files)


ASKED = re.compile(r"^marks\(\"(\w+)_(?:expected|hidden)\"", re.MULTILINE)
"""The line of a test cell by which plain nbgrader asks our questions about a name."""


def _answers(cell: Json, asked: Collection[str]) -> bool:
    """Tell whether a solution cell defines what it is about: a function or a class, or a
    variable to which there are questions."""
    if not _solves(cell):
        return False
    name, found = function_of(cell), CellText(text(cell))
    # what is asked: a cell that reads data and sets a name is to run nowhere but in a notebook
    variable = name in asked and name in (found.bound or frozenset())
    return variable or _defines(found, name)


def defines(source: str, name: str) -> bool:
    """Tell whether a cell's text defines a function or a class of this name."""
    return _defines(CellText(source), name)


def _defines(found: CellText, name: str) -> bool:
    tree = found.tree
    return tree is not None and any(_binds_callable(node, name) for node in tree.body)


def _binds_callable(node: ast.stmt, name: str) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name == name
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Lambda)
        and any(isinstance(each, ast.Name) and each.id == name for each in node.targets)
    )


def tests_of(source: Json, release: Json, solutions: dict[str, str]) -> tuple[TestCell, ...]:
    """List the graded test cells. One belongs to the solution cell with the longest id
    that begins its own, else to the one before it."""
    visible = {
        meta(cell)["grade_id"]: text(cell) for cell in release["cells"] if has(cell, "grade")
    }
    tests, before = [], ""
    for cell in source["cells"]:
        if cell["cell_type"] != "code" or not meta(cell):
            continue
        cell_id = grade_id(cell)
        if cell_id in solutions:
            before = cell_id
        elif has(cell, "grade") and not manual(cell):
            named = [s for s in solutions if f"{cell_id}_".startswith(f"{s}_")]
            # of `clean` and `clean_columns` the longer one: the shorter begins it, too
            after = max(named, key=len, default=before)
            test = TestCell(
                id=cell_id,
                function=solutions.get(after, after),
                points=float(meta(cell)["points"]),
                source=text(cell),
                visible=visible.get(cell_id, ""),
                after=after,
            )
            tests.append(test)
    return tuple(tests)


def cells_of(notebook: Json, tests: tuple[TestCell, ...]) -> tuple[Cell, ...]:
    """List all cells of a notebook as the engine runs them."""
    graded = {test.id: test for test in tests}
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        cell_id = grade_id(cell)
        # The source's text also in the blank one, whose test cells lost their hidden
        # part: so a hand-in's are put back, however a student changed them.
        if test := graded.get(cell_id):
            cells.append(Cell("test", test.source, test.id, test.points, index=index))
            continue
        kind = "code" if cell["cell_type"] == "code" else "markdown"
        shows = tagged(cell, "demonstration")
        cells.append(Cell(kind, text(cell), cell_id, demonstration=shows, index=index))
    return tuple(cells)
