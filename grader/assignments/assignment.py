"""What the grader knows of an assignment: read from its source and its release, never
from what a student handed in."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.assignments.cell_text import CellText
from grader.results import Cell

Json = dict[str, Any]
"""A notebook or a part of it, as it is read from its file."""
HERE = Path(__file__).resolve().parents[1]
MARK_LINE = (
    *("grader/inside", "grader/sandbox", "grader/assignments", "grader/judging"),
    *("grader/results", "grader/printable", "utils", "data"),
)
"""The folders that a mark can depend on: all that the grading processes load, and no
report, export or page."""
ONLY_WORDS = ("words", "faults")
"""Folders of these names, within that line, say what is wrong and what to try, never
whether it is wrong."""


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


class Assignment(msgspec.Struct, frozen=True):
    """An assignment. `solutions` maps a solution cell's grade id to its function,
    `blank` and `solved` are notebooks.

    `asides` are the texts of the release's cells with the tag `aside`: no mark depends
    on them but through the names that they bind. `texts` has what is known of all its
    cells' texts, each found out once.

    `version` is the sha256 over all that marks depend on: both notebooks' code cells
    and the code that asks and judges. `wording` is the one over what only the words
    depend on: a better hint makes no mark stale.
    """

    name: str
    tests: tuple[TestCell, ...]
    solutions: dict[str, str]
    demonstrations: tuple[Demonstration, ...]
    blank: tuple[Cell, ...]
    solved: tuple[Cell, ...]
    version: str
    wording: str = ""
    asides: frozenset[str] = frozenset()
    texts: dict[str, CellText] = {}
    blank_path: Path | None = None
    solved_path: Path | None = None

    @property
    def kit(self) -> tuple[str, str]:
        """Both hashes: where they are the same, so are marks and words."""
        return self.version, self.wording

    @property
    def max_score(self) -> float:
        """The points of all test cells."""
        return sum(test.points for test in self.tests)

    def test(self, cell: str) -> TestCell:
        """The test cell with this grade id; KeyError where there is none."""
        return {test.id: test for test in self.tests}[cell]


@functools.cache
def load(name: str = "dinosaur_island") -> Assignment:
    """The assignment `name`, from a checkout's `source/` and `release/` or from the
    copies in the installed package.

    Raises FileNotFoundError, naming both places, where neither has it.
    """
    solved, blank = notebook_path(name, "source"), notebook_path(name, "release")
    built = build(name, _read(solved), _read(blank))
    return msgspec.structs.replace(built, blank_path=blank, solved_path=solved)


def notebook_path(name: str, room: str) -> Path:
    """Where `room` (`source` or `release`) keeps the notebook of the assignment
    `name`."""
    places = [HERE.parent / room, HERE / f"_{room}"]
    for place in places:
        path = place / name / f"{name}.ipynb"
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"no {name}.ipynb in {' or '.join(map(str, places))}: `make notebooks` writes it"
    )


def build(name: str, source: Json, release: Json) -> Assignment:
    """An assignment from its two notebooks, given as parsed JSON of notebook format
    4."""
    solutions = {
        _meta(cell)["grade_id"]: _function(cell)
        for cell in source["cells"]
        if cell["cell_type"] == "code" and _is(cell, "solution")
    }
    tests = _tests(source, release, solutions)
    demonstrations = [
        Demonstration(cell.get("id", ""), text(cell))
        for cell in release["cells"]
        if _tagged(cell, "demonstration")
    ]
    return Assignment(
        name=name,
        tests=tests,
        solutions=solutions,
        demonstrations=tuple(demonstrations),
        blank=_cells(release, tests),
        solved=_cells(source, tests),
        version=_version(source, release),
        wording=hash_of(files(HERE.parent, words=True), HERE.parent),
        asides=frozenset(text(cell) for cell in release["cells"] if _tagged(cell, "aside")),
        texts={
            text(cell): CellText(text(cell))
            for notebook in (source, release)
            for cell in notebook["cells"]
        },
    )


def text(cell: Json) -> str:
    """A cell's source as one string, whichever of the format's two ways it is kept
    in."""
    source: str | list[str] = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _read(path: Path) -> Json:
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return document


def _meta(cell: Json) -> Json:
    meta: Json = cell.get("metadata", {}).get("nbgrader", {})
    return meta


def _is(cell: Json, what: str) -> bool:
    return bool(_meta(cell).get(what))


def _tagged(cell: Json, tag: str) -> bool:
    return cell["cell_type"] == "code" and tag in cell.get("metadata", {}).get("tags", [])


def _function(cell: Json) -> str:
    """The function that a solution cell is about: the one named like its id, else the
    only one, else the id itself."""
    found = CellText(text(cell)).functions
    grade_id: str = _meta(cell)["grade_id"]
    return grade_id if grade_id in found or len(found) != 1 else next(iter(found))


def _tests(source: Json, release: Json, solutions: dict[str, str]) -> tuple[TestCell, ...]:
    """The graded test cells. One belongs to the solution cell whose id begins its own,
    else to the one before it."""
    visible = {
        _meta(cell)["grade_id"]: text(cell) for cell in release["cells"] if _is(cell, "grade")
    }
    tests, before = [], ""
    for cell in source["cells"]:
        if cell["cell_type"] != "code" or not _meta(cell):
            continue
        grade_id = _meta(cell)["grade_id"]
        if _is(cell, "solution"):
            before = grade_id
        elif _is(cell, "grade"):
            after = next((s for s in solutions if grade_id.startswith(f"{s}_")), before)
            points = float(_meta(cell)["points"])
            shown = visible.get(grade_id, "")
            tests.append(
                TestCell(
                    grade_id, solutions.get(after, after), points, text(cell), shown, after
                )
            )
    return tuple(tests)


def _cells(notebook: Json, tests: tuple[TestCell, ...]) -> tuple[Cell, ...]:
    graded = {test.id: test for test in tests}
    return tuple(_cell(index, cell, graded) for index, cell in enumerate(notebook["cells"]))


def _cell(index: int, cell: Json, graded: dict[str, TestCell]) -> Cell:
    grade_id = _meta(cell).get("grade_id", "")
    if grade_id in graded:
        return Cell(
            "test", graded[grade_id].source, grade_id, graded[grade_id].points, index=index
        )
    kind = "code" if cell["cell_type"] == "code" else "markdown"
    return Cell(
        kind, text(cell), grade_id, demonstration=_tagged(cell, "demonstration"), index=index
    )


def _version(source: Json, release: Json) -> str:
    kept = [
        [[text(cell), _meta(cell)] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for notebook in (source, release)
    ]
    notebooks = json.dumps(kept, sort_keys=True).encode()
    return hash_of(files(HERE.parent, words=False), HERE.parent, notebooks)


def files(root: Path, words: bool) -> Iterator[Path]:
    """The files of the mark line that only words depend on, or all the others, in a
    fixed order.

    Prose about them (`.md`), caches and hidden files are neither.
    """
    for path in sorted(path for room in MARK_LINE for path in (root / room).rglob("*")):
        folders = path.relative_to(root).parts[:-1]
        unread = path.name.startswith(".") or path.suffix == ".md" or "__pycache__" in folders
        if (
            path.is_file()
            and not unread
            and words == any(name in folders for name in ONLY_WORDS)
        ):
            yield path


def hash_of(paths: Iterable[Path], root: Path, first: bytes = b"") -> str:
    """The sha256 over `first`, and the names and contents of these files."""
    digest = hashlib.sha256(first)
    for path in paths:
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()
