"""From an nbgrader notebook to the file of an assignment: each function of a solution
cell becomes an exercise that waits for questions; all else stays nbgrader's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from dinosaur_grader.assignments.percent_file import MARK, TAGS
from dinosaur_grader.exit_codes import Refused

MARKS = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION", re.MULTILINE)
SETS = (ast.Assign, ast.AnnAssign)
KINDS = ("points", "solution", "task", "locked")
QUESTIONS = """\
# TODO {function} (points: {points:g}, in {cells}). Questions would take their place:
# from dinosaur_grader.assignments import fault, hidden, public, right, wrong
# public({half:g}, "a title", lambda rng: {arguments})
# hidden({half:g}, "another title", lambda rng: {arguments})  # rng draws other numbers in each course
# fault("a text of the answer above", "what stands there instead", "What it means, and one step to try.")
# right("def {function}(...): ...")  # for `check`: another right answer, and a wrong one
# wrong("def {function}(...): ...")"""


@dataclass
class Adopted:
    """The cells of the file, and what was not taken, in sentences."""

    cells: list[NotebookNode] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def add(self, kind: str, source: str, **keys: Any) -> None:
        """Add a cell, with what stands behind its `# %%`."""
        self.cells.append(getattr(nbformat.v4, f"new_{kind}_cell")(source, metadata=keys))

    @property
    def exercises(self) -> list[str]:
        """The functions that became exercises."""
        return [cell.metadata["exercise"] for cell in self.cells if "exercise" in cell.metadata]

    @property
    def text(self) -> str:
        """The file's text."""
        notebook = nbformat.v4.new_notebook(cells=self.cells)
        notebook.metadata["jupytext"] = {
            "notebook_metadata_filter": "-all",
            "cell_metadata_filter": "exercise,questions,nbgrader,tags,-all",
        }
        return jupytext.writes(notebook, fmt="py:percent")


def adopted(notebook: NotebookNode) -> Adopted:
    """Turn a notebook's cells into those of a file. Raises Refused for a cell that the
    file would not give back as it is."""
    made = Adopted()
    ids = [_meta(cell).get("grade_id") for cell in notebook.cells]
    for place, cell in enumerate(notebook.cells):
        name = _meta(cell).get("grade_id") or f"number {place + 1}"
        if cell.cell_type not in ("code", "markdown"):
            made.left.append(f"The {cell.cell_type} cell {name} was left out.")
            continue
        _refuse_marks(cell, name)
        if cell.get("attachments"):
            made.left.append(f"The pictures inside the cell {name} were left out.")
        tags = cell.metadata.get("tags", [])
        if unknown := [tag for tag in tags if tag not in TAGS]:
            made.left.append(f"The cell {name} lost its tags {', '.join(unknown)}.")
        keys = {"tags": kept} if (kept := [tag for tag in tags if tag in TAGS]) else {}
        if _is_answer(cell):
            taken = {*ids[:place], *ids[place + 1 :], *made.exercises}
            tests = _tests_after(notebook, place)
            _take_answer(made, cell, taken, tests, keys)
        else:
            if meta := _meta(cell):
                keys["nbgrader"] = _short(meta)
            made.add(cell.cell_type, cell.source, **keys)
    return made


def _refuse_marks(cell: NotebookNode, name: str) -> None:
    """Raise Refused, with the line, for a cell that a percent file cuts or changes."""
    if _reads_back(cell.cell_type, cell.source):
        return
    lines = cell.source.split("\n")
    tops = ("\n".join(lines[:end]) for end in range(1, len(lines)))
    line = next((n for n, top in enumerate(tops) if not _reads_back(cell.cell_type, top)), -1)
    raise Refused(
        f"The cell {name} has the line {lines[line].strip()!r}, which in the file would begin another cell or be "
        "lost. Take it out of the notebook, or write it in other words, and adopt that."
    )


def _reads_back(kind: str, source: str) -> bool:
    """Tell whether a cell between two others is the same once written and read, but for
    empty lines at its end."""
    made = Adopted()
    made.add("code", "above = 0")
    made.add(kind, source)
    made.add("code", "below = 0")
    text = made.text
    read = jupytext.reads(text, fmt="py:percent").cells
    before, after = (
        [(cell.cell_type, cell.source.rstrip("\n")) for cell in cells]
        for cells in (made.cells, read)
    )
    return before == after and len(MARK.findall(text)) == len(read)


def _meta(cell: NotebookNode) -> dict[str, Any]:
    """Get what nbgrader knows of a cell; nothing of one that is like any other."""
    meta = cell.metadata.get("nbgrader", {})
    return meta if any(meta.get(key) for key in ("grade", *KINDS)) else {}


def _short(meta: dict[str, Any]) -> dict[str, Any]:
    """Reduce what nbgrader knows to what a file says."""
    marked = meta.get("grade") or meta.get("task")
    short: dict[str, Any] = {"grade_id": meta["grade_id"]}
    if marked:
        points = float(meta.get("points", 0))
        short["points"] = int(points) if points.is_integer() else points
    for key in ("solution", "task"):
        if marked and meta.get(key):
            short[key] = True
    if meta.get("locked") and not marked:
        short["locked"] = True
    return short


def _is_answer(cell: NotebookNode) -> bool:
    """Tell whether it is a solution cell that nbgrader's tests mark, not a person."""
    meta = _meta(cell)
    return cell.cell_type == "code" and bool(meta.get("solution")) and not meta.get("grade")


def _tests_after(notebook: NotebookNode, place: int) -> list[dict[str, Any]]:
    """List the test cells of a solution cell: those before the next one."""
    found = []
    for cell in notebook.cells[place + 1 :]:
        meta = _meta(cell)
        if _is_answer(cell):
            break
        if meta.get("grade") and not meta.get("solution"):
            found.append(meta)
    return found


def _take_answer(
    made: Adopted,
    cell: NotebookNode,
    taken: set[str | None],
    tests: list[dict[str, Any]],
    keys: dict[str, Any],
) -> None:
    """Make exercises of a solution cell, or leave it to nbgrader and say why."""
    parts, name = list(_functions(cell.source)), _meta(cell)["grade_id"]
    double = [node.name for node, _ in parts if node.name in taken]
    if not parts or double:
        why = f"there is another {double[0]}" if double else "it has no function with marks"
        made.left.append(
            f"The solution cell {name} stays nbgrader's: {why}"
            + ("." if double else " ### BEGIN SOLUTION and ### END SOLUTION in it.")
            + _of_a_variable(cell.source, name)
        )
        made.add("code", cell.source, **keys, nbgrader={"grade_id": name})
        return
    points = sum(float(test.get("points", 0)) for test in tests)
    for node, text in parts:
        names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
        said = QUESTIONS.format(
            function=node.name,
            points=points,
            half=points / 2 or 1,
            cells=", ".join(test["grade_id"] for test in tests) or "no test cell",
            arguments=f"({', '.join(names)}{',' * (len(names) == 1)})",
        )
        made.add("code", text, **keys, exercise=node.name)
        made.add("code", said, questions=node.name)


def _of_a_variable(text: str, cell: str) -> str:
    """Say how a variable that the cell's answer sets can be asked; empty where it sets none."""
    try:
        body = ast.parse(text).body if MARKS.search(text) else []
    except SyntaxError:
        return ""
    nodes = [each for node in body if isinstance(node, SETS) for each in ast.walk(node)]
    names = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    if not names:
        return ""
    name = cell if cell in names else names[-1]
    return f' To ask for the value of {name}, write exercise="{name}" in the place of its nbgrader={{...}}.'


def _functions(text: str) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Split a cell into parts with one answer each, and the function that it is about:
    helpers stay with the function that follows."""
    try:
        body = ast.parse(text).body
    except SyntaxError:  # IPython's own, or none
        return
    lines = text.split("\n")
    found: list[tuple[ast.FunctionDef, list[str]]] = []
    start = 0
    for node in body:
        part = lines[start : node.end_lineno]
        marks = MARKS.findall("\n".join(part))
        # a mark that closes an answer stands below its last statement, where no node ends
        while len(marks) % 2 and start + len(part) < len(lines):
            part.append(lines[start + len(part)])
            marks = MARKS.findall("\n".join(part))
        if isinstance(node, ast.FunctionDef) and marks:
            found.append((node, part))
            start += len(part)
    if found:
        found[-1][1].extend(lines[start:])
    for node, part in found:
        yield node, "\n".join(part).strip("\n")
