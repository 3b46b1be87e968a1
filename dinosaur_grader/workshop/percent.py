"""From a hand-written percent script to notebooks: the source with its answers, the solved
one to show later, and by nbgrader the release.

Expected outputs in the prose are filled in from what the solved notebook really printed,
never typed. A script writes `{{expected}}` for the table of what the code cell above
printed, lines of the form `name = value`. A rubric's `prose.py` has a function for each
token of its own.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import itertools
import logging
import os
import re
import runpy
import subprocess
import sys
import textwrap
from collections.abc import Collection, Iterator
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.notebook_cells import defines
from dinosaur_grader.assignments.percent_file import PercentCell
from dinosaur_grader.assignments.right_answers import SOLUTION
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.assignments.rubric_tables import EXPECTED, HIDDEN

log = logging.getLogger(__name__)

REGION = re.compile(r"^\s*### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*$")
_NONE = r"(None|\[None\]( \* [^#,]+)?)"
PLACEHOLDER = re.compile(rf"^\s*(?P<names>\w+(, \w+)*) = {_NONE}(, {_NONE})*\s*$")
ERROR = re.compile(r"^ *[\w.]*(?:Error|Exception|Entry): .*", re.MULTILINE)
"""The line of a traceback that says what failed."""
TOKEN = re.compile(r"\{\{(\w+)\}\}")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def source_notebook(script: Path) -> NotebookNode:
    """Read the notebook of a script, as nbgrader reads it: complete metadata, and cell
    ids that depend on the content only."""
    written = percent_file.read(script)
    read = jupytext.reads(percent_file.read_text(script), fmt="py:percent").cells
    if len(read) != len(written):
        raise ValueError(
            f"it has {len(written)} marks of cells, and jupytext reads {len(read)} cells"
        )
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    seen: dict[str, int] = {}
    tests = [(key, cell.keys[key]) for cell in written for key in ASKED if key in cell.keys]
    exercises = {cell.keys["exercise"]: cell for cell in written if "exercise" in cell.keys}
    variables = {name for name, cell in exercises.items() if not defines(cell.text, name)}
    for cell, known in zip(read, written, strict=True):
        for source, kind, metadata in _for_students(
            cell.source, known, tests, script.stem, variables
        ):
            new = getattr(nbformat.v4, f"new_{kind}_cell")
            made = new(source, metadata=metadata)
            made.id = _cell_id(made, seen)
            notebook.cells.append(made)
    if any(cell.asks for cell in written):
        _import_check(notebook.cells)
    return notebook


def _import_check(cells: list[NotebookNode]) -> None:
    """Add the line that brings `check`, before the first code cell, where no cell binds
    that name."""
    code = [place for place, cell in enumerate(cells) if cell.cell_type == "code"]
    if not any(BRINGS_CHECK.search(cells[place].source) for place in code):
        made = nbformat.v4.new_code_cell(CHECK)
        made.id = _cell_id(made, {})
        cells.insert(code[0], made)


CHECK = "from utils.checks import check"
BRINGS_CHECK = re.compile(r"^from utils(\.checks)? import (.*\bcheck\b|\*)", re.MULTILINE)
ASKED = {
    "public": (EXPECTED, "check({0})"),
    "hidden": (HIDDEN, "# Your {0} is asked again here, with other inputs."),
}
"""The test cells of a function: the end of their name, and what students see in them."""
# it need not be there, and its value says nothing of its name
OF_A_VARIABLE = {"public": 'check("{0}")', "hidden": "# Your {0} is looked at here."}
TEST = """{seen}
### BEGIN HIDDEN TESTS
from dinosaur_grader.plain import marks

marks("{cell}", globals(), "{name}")
### END HIDDEN TESTS"""


def _for_students(
    source: str,
    cell: PercentCell,
    tests: list[tuple[str, str]],
    name: str,
    variables: Collection[str],
) -> Iterator[tuple[str, str, dict]]:
    """Yield what becomes of a cell in the notebook, as text, kind and metadata: of one
    with questions its two test cells, where no others are written."""
    kind = "markdown" if cell.markdown else "code"
    own = {"tags": cell.keys["tags"]} if "tags" in cell.keys else {}
    if "nbgrader" in cell.keys:
        own["nbgrader"] = _nbgrader(cell.keys["nbgrader"])
    if "exercise" in cell.keys:
        if not SOLUTION.search(source):
            raise ValueError(
                f"line {cell.line}: the exercise {cell.keys['exercise']} has no ### BEGIN SOLUTION with an ### END "
                "SOLUTION: all of it would be taken out for students"
            )
        own["nbgrader"] = _nbgrader({"grade_id": cell.keys["exercise"]})
    shown = {key: source for key in ASKED if key in cell.keys}
    if cell.asks:
        function = cell.keys["questions"]
        shown = {
            key: (OF_A_VARIABLE[key] if function in variables else text).format(function)
            for key, (_, text) in ASKED.items()
            if (key, function) not in tests
        }
    elif not cell.private and not shown:
        yield source, kind, own
    for key, seen in shown.items():
        function = cell.keys.get(key) or cell.keys["questions"]
        test = f"{function}_{ASKED[key][0]}"
        text = TEST.format(seen=seen, cell=test, name=name)
        yield text, "code", own | {"nbgrader": _nbgrader({"grade_id": test, "points": 0})}


def pay(notebook: NotebookNode, rubric: Rubric) -> None:
    """Give the test cells the points of their questions, which are said there alone; a
    cell without questions is taken out."""
    due = {
        f"{function}_{part}": points
        for function in rubric.functions
        for part, points in zip((EXPECTED, HIDDEN), rubric.asked(function).points, strict=True)
    }
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and marks["grade_id"] in due:
            marks["points"] = due[marks["grade_id"]]
    notebook.cells = [
        cell
        for cell in notebook.cells
        if due.get(cell.metadata.get("nbgrader", {}).get("grade_id")) != 0
    ]


def _nbgrader(short: dict) -> dict:
    """Complete a cell's metadata for nbgrader. A script says a cell's name and, where it
    is graded, its points; of what a person marks also that it is a `solution` or a
    `task`, of what is only to be read that it is `locked`. nbgrader wants the rest as
    well."""
    task, graded = short.get("task", False), "points" in short
    solution = short.get("solution", not (graded or short.get("locked")))
    kind = {"grade": graded and not task, "locked": graded and not solution}
    kind |= {"solution": solution, "task": task}
    return {"schema_version": 3, "grade_id": short["grade_id"], **kind} | short


def _cell_id(cell: NotebookNode, seen: dict[str, int]) -> str:
    named = cell.metadata.get("nbgrader", {}).get("grade_id")
    if named:
        return named.replace("_", "-")
    digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def solved(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook as a student would have solved it: answers without marks, no
    placeholders, no hidden tests."""
    answer = copy.deepcopy(notebook)
    for cell in answer.cells:
        cell.source = solved_text(cell.source)
    return answer


def solved_text(text: str) -> str:
    """Strip a cell's text of the placeholders before an answer, the marks of regions,
    and hidden tests."""
    kept: list[str] = []
    hidden, lines = False, text.split("\n")
    for number, line in enumerate(lines, 1):
        region = REGION.match(line)
        if region:
            hidden = region.groups() == ("BEGIN", "HIDDEN TESTS")
            if region.groups() == ("BEGIN", "SOLUTION"):
                answer = list(
                    itertools.takewhile(lambda x: not REGION.match(x), lines[number:])
                )
                while kept and _is_placeholder(kept[-1], answer):
                    kept.pop()
        elif not hidden:
            kept.append(line)
    return "\n".join(kept).rstrip()


def _is_placeholder(line: str, answer: list[str]) -> bool:
    """Tell whether a line only binds names to None that the answer below binds before it
    reads them."""
    found = PLACEHOLDER.match(line)
    if not found:
        return False
    try:
        tree = ast.parse(textwrap.dedent("\n".join(answer)))
    except SyntaxError:
        return False
    return all(_binds_first(tree, name) for name in found["names"].split(", "))


def _binds_first(tree: ast.Module, name: str) -> bool:
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for statement in sorted(statements, key=lambda node: (node.lineno, node.col_offset)):
        own = (n for n in ast.iter_child_nodes(statement) if not isinstance(n, ast.stmt))
        uses = [n for part in own for n in ast.walk(part) if getattr(n, "id", "") == name]
        if uses:
            bound = all(isinstance(use.ctx, ast.Store) for use in uses)
            return bound and not isinstance(statement, ast.AugAssign)
    return False


def dumps(notebook: NotebookNode) -> str:
    """Return the notebook's text: the same for the same notebook, with a newline at the
    end."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def execute(solved: NotebookNode, folder: Path, seconds: int) -> None:
    """Run a notebook in place, where a student would, each cell within these seconds."""
    resources = {"metadata": {"path": str(folder)}}
    # a kernel's warnings of its own, of how it is reached, help nobody here
    quiet = ["--log-level=ERROR"]
    options = {"timeout": seconds, "coalesce_streams": True, "extra_arguments": quiet}
    # a student's kernel imports from its folder, which our own processes don't
    theirs = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    NotebookClient(solved, resources=resources, **options).execute(env=theirs)
    for cell in solved.cells:
        cell.metadata.pop("execution", None)  # times of day


def solve(
    notebook: NotebookNode, folder: Path, rubric: Path | None, seconds: int
) -> NotebookNode:
    """Make the solved notebook, run in this folder, and fill the prose of both in."""
    answer = solved(notebook)
    execute(answer, folder, seconds)
    fill(notebook, answer, rubric)
    fill(answer, answer, rubric)
    return answer


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, and the folder that it lies in where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(notebook), encoding="utf-8")


def fill(notebook: NotebookNode, executed: NotebookNode, rubric: Path | None) -> None:
    """Put the tables into the prose of `notebook`, in place, from the outputs of its
    solved and executed script.

    Raises ValueError where a token has no output above it to be filled from.
    """
    tables = {"expected": values_table}
    if rubric and (rubric / "prose.py").is_file():
        tables |= runpy.run_path(str(rubric / "prose.py"))
    printed = ""
    for cell, run in zip(notebook.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            printed = _printed(run) or printed
        else:
            cell.source = TOKEN.sub(
                lambda token, text=printed: tables[token.group(1)](text), cell.source
            )


def _printed(cell: NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


def values_table(printed: str) -> str:
    """Make a table with a row for each printed line `name = value`."""
    rows = [line.split(" = ", 1) for line in printed.splitlines() if " = " in line]
    if not rows:
        raise ValueError(
            "{{expected}} stands below no cell that prints lines of the form 'name = value'"
        )
    lines = ["| expression | value |", "| --- | --- |"]
    return "\n".join(lines + [f"| `{name}` | `{value}` |" for name, value in rows])


def generate_assignment(name: str, course: Path, *options: str) -> str:
    """Make `release/NAME` of a course by nbgrader's own command; why it could not be
    made, in the errors of nbgrader's log, or an empty text."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", name, *options]
    # nbgrader starts `alembic` by its bare name, and finds it only where this
    # environment's programs are on the PATH
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    ran = subprocess.run(
        command, cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    if ran.returncode or not (course / "release" / name / f"{name}.ipynb").is_file():
        whole = f"{ran.stdout}{ran.stderr}"
        log.info("nbgrader generate_assignment said:\n%s", whole)
        said = dict.fromkeys(map(str.strip, ERROR.findall(whole) or whole.splitlines()[-3:]))
        return "\n".join(
            ("nbgrader generate_assignment failed (its whole log: --verbose):", *said)
        )
    return ""
