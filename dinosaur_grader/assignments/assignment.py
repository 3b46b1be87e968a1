"""What the grader knows of an assignment: read from its source, its release and its
rubric, never from what a student handed in."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments import notebook_cells as cells
from dinosaur_grader.assignments.cell_text import CellText
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.notebook_cells import Demonstration, Json, TestCell, read, text
from dinosaur_grader.assignments.rubric import Rubric, files_of
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.home import KIT, PACKAGE, released
from dinosaur_grader.results import Cell

MARK_LINE = (
    "inside",
    "sandbox",
    "assignments",
    "judging",
    "results",
    "printable",
    "checks",
    "home",
    "exit_codes",
)
"""The rooms of the engine that a mark can depend on: all that the grading processes load,
and no report, export or page."""
OF_THE_KIT = ("utils", "data")
"""The kit's folders that a mark can depend on."""


class Assignment(msgspec.Struct, frozen=True):
    """An assignment. `solutions` maps a solution cell's grade id to its function,
    `blank` and `solved` are notebooks, and `asks` is the rubric by which it is asked.
    `by_hand` are the cells that a person marks.

    `asides` are the texts of the release's cells with the tag `aside`: no mark depends
    on them but through the names that they bind. `texts` has what is known of all its
    cells' texts, each found out once.

    `version` is the sha256 over all that marks depend on: both notebooks' code cells,
    the rubric, what lies beside the notebook, and the code that asks and judges.
    `wording` is the one over what only the words depend on: a better hint makes no mark
    stale. `beside` is the folder whose files a student finds beside the notebook. `course`
    is the folder of the course whose assignment it is, None for the kit's own.
    """

    name: str
    tests: tuple[TestCell, ...]
    solutions: dict[str, str]
    demonstrations: tuple[Demonstration, ...]
    blank: tuple[Cell, ...]
    solved: tuple[Cell, ...]
    rubric: Rubric
    version: str
    wording: str
    by_hand: tuple[Cell, ...] = ()
    asides: frozenset[str] = frozenset()
    texts: dict[str, CellText] = {}
    blank_path: Path = Path()
    solved_path: Path = Path()
    beside: Path = Path()
    course: Path | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        return self.rubric.table.title

    @property
    def secret(self) -> tuple[Path, ...]:
        """What no notebook may read: the course with all hand-ins, the rubric, the
        notebook with the answers, the questions that were drawn before."""
        # Wherever they lie: a course below /usr/local could be read in a sandbox, which
        # shows what Python loads.
        there = [self.course, locations.kept()]
        course = (folder for folder in there if folder)
        own = (self.rubric.folder, self.rubric.lesson, self.solved_path.parent)
        return (*course, *(path.absolute() for path in own))

    @property
    def kit(self) -> tuple[str, str]:
        """Both hashes: where they are the same, so are marks and words."""
        return self.version, self.wording

    @property
    def max_score(self) -> float:
        """The points of all test cells, and of those that a person marks."""
        by_hand = sum(cell.points for cell in self.by_hand)
        return by_hand + sum(test.points for test in self.tests)


@functools.cache
def load(name: str, course: Path | None = None) -> Assignment:
    """Load the assignment `name` of a course, or the kit's.

    Raises NoAssignment where there is no rubric or no notebook of that name, and
    RubricError where they don't belong together.
    """
    rubric = private(name, course)
    solved, blank = _notebook(name, "source", course), _notebook(name, "release", course)
    source, release = read(solved), read(blank)
    beside = locations.beside(name, course) or blank.parent
    built = build(name, source, release, rubric, beside)
    _belong_together(built, solved, blank)
    # A rubric alone makes it the course's: a lecturer names a fault in a copy of the
    # kit's. Workers read the kit's own then, and every hand-in failed.
    own = course and any(path.is_relative_to(course) for path in (solved, rubric.folder))
    of_course = course if own else None
    return msgspec.structs.replace(
        built, blank_path=blank, solved_path=solved, course=of_course
    )


def private(name: str, course: Path | None, source: Json | None = None) -> Rubric:
    """Load the rubric alone, with the right answers of today's source notebook (or of
    `source`): what the public questions are made from, before there is a release."""
    folder = locations.rubric(name, course)
    if folder is None:
        raise NoAssignment(
            f"there is no rubric of {name!r} {f'in {course}' if course else 'here'}."
        )
    source = source or read(_notebook(name, "source", course))
    questions = _questions(name, folder, course)
    lesson = locations.lesson(folder)
    answers = cells.answers(source, files_of(lesson))
    return Rubric(name, lesson, folder, answers, questions, cells.points(source))


def _notebook(name: str, room: str, course: Path | None) -> Path:
    if path := locations.notebook(name, room, course):
        return path
    raise NoAssignment(
        f"there is no {room}/{name}/{name}.ipynb in {course or 'the kit'}: "
        f"`dinosaur-grader build --assignment {name}` makes it."
    )


def _questions(name: str, rubric: Path, course: Path | None) -> Path:
    """Find where the public questions of a rubric were published: beside the release
    that was made with it."""
    own = course if course and rubric.is_relative_to(course) else None
    folders = (folder / "utils" / "questions" for folder in locations.handed_out(name, own))
    there = next((folder for folder in folders if folder.is_dir()), None)
    # of a wheel's graded notebook they lie in the kit's `utils`
    kits = released(KIT / "release" / name).get("utils/questions/probes.json")
    return (
        there
        or (kits and kits.parent)
        or rubric.parents[1] / "release" / name / "utils" / "questions"
    )


def _belong_together(work: Assignment, solved: Path, blank: Path) -> None:
    """Raise RubricError where source, release and rubric have not the same test cells
    and points."""
    released = {cell.grade_id for cell in work.blank}
    # A release that nobody made again was a failed canary, or nothing at all.
    for test in work.tests:
        if test.id not in released:
            raise RubricError(
                f"{blank} is older than {solved}: it has no cell {test.id}. "
                f"`nbgrader generate_assignment {work.name} --force` makes it again."
            )


def build(
    name: str, source: Json, release: Json, rubric: Rubric, beside: Path | None = None
) -> Assignment:
    """Make an assignment of its two notebooks, given as parsed JSON of notebook format
    4, and its rubric; `beside` is the folder with the files that lie beside the blank
    one."""
    solutions = cells.solutions(source)
    tests = cells.tests_of(source, release, solutions)
    return Assignment(
        name=name,
        rubric=rubric,
        beside=beside or Path(),
        tests=tests,
        solutions=solutions,
        demonstrations=cells.demonstrations(release),
        blank=cells.cells_of(release, tests),
        solved=cells.cells_of(source, tests),
        by_hand=cells.by_hand(source, release),
        version=_version(source, release, rubric, beside),
        wording=_and_rubric(engine(words=True), rubric, words=True),
        asides=frozenset(
            text(cell) for cell in release["cells"] if cells.tagged(cell, "aside")
        ),
        texts={
            text(cell): CellText(text(cell))
            for notebook in (source, release)
            for cell in notebook["cells"]
        },
    )


def _version(source: Json, release: Json, rubric: Rubric, beside: Path | None) -> str:
    # Of a notebook its code alone: prose is corrected in mid-term, and no output and no date
    # of running it makes a mark another one; and the points that a person gives.
    kept = [
        [
            [text(cell) if cell["cell_type"] == "code" else "", cells.meta(cell)]
            for cell in notebook["cells"]
            if cell["cell_type"] == "code" or cells.manual(cell)
        ]
        for notebook in (source, release)
    ]
    notebooks = json.dumps(kept, sort_keys=True).encode()
    digest = engine(words=False, first=notebooks)
    # cells open these files, so that what is in them can move a mark
    if beside is not None:
        digest = hash_named(locations.files_beside(beside), digest.encode())
        rooms = locations.hashed(KIT, _own_rooms(beside), words=False)
        digest = hash_of(rooms, KIT, digest.encode())
    return _and_rubric(digest, rubric, words=False)


def _own_rooms(beside: Path) -> list[str]:
    """List the folders in the kit's `utils` that this notebook needs and others don't: a
    sandbox shows the kit's, and a rubric may judge by them."""
    found = (name.split("/") for name in released(beside))
    names = sorted(at[1] for at in found if at[0] == "utils" and at[2:] == ["__init__.py"])
    # the engine's hash has its checks, the rubric's has what was published
    return [f"utils/{name}" for name in names if name not in ("checks", "questions")]


def _and_rubric(digest: str, rubric: Rubric, words: bool) -> str:
    digest = hashlib.sha256(digest.encode() + rubric.own_text(words)).hexdigest()
    for folder in (rubric.folder, rubric.questions):
        paths = (path for path in rubric.files(words) if folder in path.parents)
        digest = hash_of(paths, folder, digest.encode())
    return digest


def engine(words: bool, first: bytes = b"", package: Path = PACKAGE, kit: Path = KIT) -> str:
    """Hash `first` and the mark line's files of engine and kit."""
    digest = hash_of(files(package, MARK_LINE, words), package, first)
    return hash_of(files(kit, OF_THE_KIT, words), kit, digest.encode())


def files(root: Path, rooms: Iterable[str], words: bool) -> Iterator[Path]:
    """List the files in these rooms of `root` that only words depend on, or all the
    others, in a fixed order."""
    # A folder in `utils` belongs to one notebook, which brings its own; the copy of `checks`
    # is none of the engine's, which has its own.
    utils = root / "utils"
    for path in locations.hashed(root, rooms, words):
        if utils not in path.parents[1:]:
            yield path


def hash_of(paths: Iterable[Path], root: Path, first: bytes = b"") -> str:
    """Take the sha256 over `first`, and the names in `root` and contents of these files."""
    start = len(os.path.join(root, ""))
    named = ((os.fspath(path)[start:].replace(os.sep, "/"), path) for path in paths)
    return hash_named(named, first)


def hash_named(named: Iterable[tuple[str, Path]], first: bytes = b"") -> str:
    """Take the sha256 over `first`, and these names, each with its file's contents."""
    digest = hashlib.sha256(first)
    for inside, path in named:
        # with its name: a notebook that opens towns.txt misses a cities.txt
        digest.update(f"\0{inside}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
