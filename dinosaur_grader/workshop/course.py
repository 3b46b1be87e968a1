"""Making what is generated of an assignment in a course: its notebook from the script,
its public questions from the rubric, and its release by nbgrader."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations, packages
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.probes import fill
from dinosaur_grader.assignments.question import drafted
from dinosaur_grader.assignments.right_answers import SOLUTION
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.assignments.rubric_tables import EXPECTED, HIDDEN, RubricError
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.home import CHECKS, KIT
from dinosaur_grader.results import Cell
from dinosaur_grader.workshop import leaks, percent, publish

CELL_SECONDS = 600
ASKED = re.compile(r"^marks\(\"([^\"]*)\"", re.MULTILINE)
PACKAGE = (
    '"""What this notebook imports: the check of its own questions. Made, not written by hand."""\n\n'
    "from .checks import check\n\n"
    '__all__ = ["check"]\n'
)
REQUIREMENTS = "numpy>=1.26,<3\n"
"""What the checks need where a student runs the notebook, as in pyproject.toml."""
_UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class NotBuilt(Refused, RuntimeError):
    """It could not be made; what was there before is there still. The message says why."""


def build(name: str, course: Path, tell: Callable[[str], None]) -> Path:
    """Make `source/NAME`, `release/NAME` and `solutions/NAME` of a course; returns the
    release.

    The script `source/NAME.py` is the notebook's origin where there is one. The solved
    notebook is run once, so that what is handed out is known to run. Raises NotBuilt,
    NoAssignment or RubricError.
    """
    if course.resolve() == KIT:
        raise NotBuilt("the kit's own notebooks are made by `make notebooks`")
    home, notebook = course / "source" / name, _notebook(name, course)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / name
        _lay_out(name, home, notebook, trial)
        rubric = assignments.private(name, course.resolve(), notebook)
        _ask(rubric, course, trial)
        tell(
            "questions: " + ", ".join(_count(rubric, function) for function in rubric.functions)
        )
        for function in rubric.functions:
            for title in rubric.undrawn(function):
                tell(
                    f'Note: {function}: "{title}" draws nothing, so its answer can be looked up: give it a '
                    "function of rng."
                )
        try:
            solved = percent.solve(notebook, trial, rubric.folder, CELL_SECONDS)
        except CellExecutionError as error:
            raise NotBuilt(f"the solved notebook doesn't run:\n{error}") from error
        percent.write(notebook, trial / f"{name}.ipynb")
        tell(f"the solved notebook runs: {len(solved.cells)} cells")
        release, solution = course / "release" / name, course / "solutions" / name
        # nbgrader deletes what it should replace before it fails, and reads the course's source
        with _replaced(home), _replaced(release), _replaced(solution):
            shutil.copytree(trial, home, ignore=_UNWANTED)
            percent.write(solved, solution / f"{name}.ipynb")
            if problem := percent.generate_assignment(name, course, "--force"):
                raise NotBuilt(problem)
            _check_leaks(course, home, release)
            assignments.load.cache_clear()
            work = assignments.load(name, course.resolve())
    for essay in _unseen(notebook, work.by_hand):
        tell(
            f"Note: {essay}: students don't see what stands in this cell, which is for their answer: "
            "ask in a cell before it."
        )
    tell(f"release/{name}: {len(work.tests)} test cells, {work.max_score:g} points")
    return release


def _check_leaks(course: Path, home: Path, release: Path) -> None:
    """Raise NotBuilt, with the author's own line, where a student would get an answer."""
    kits = {path.read_bytes() for path in CHECKS.rglob("*.py")}
    handed_out = leaks.leaks(home, leaks.private(course), kits)  # nbgrader releases all of it
    found = leaks.leaks(release, leaks.answers(course), kits)
    found += [leak for leak in handed_out if leak.kind == "an answer"]
    if not found:
        return
    said = [f"{leak}{leaks.place_of(leak, course)}" for leak in found]
    raise NotBuilt(
        "the release would give away:\n"
        + "\n".join(said)
        + "\nTake the line out of the file that students get, "
        "or write it otherwise where it is private."
    )


def _notebook(name: str, course: Path) -> NotebookNode:
    written, made = course / "source" / f"{name}.py", course / "source" / name / f"{name}.ipynb"
    if written.is_file():
        try:
            notebook = percent.source_notebook(written)
        except RubricError as error:
            raise NotBuilt(str(error)) from error
        except ValueError as error:
            raise NotBuilt(f"{written}: {error}") from error
        if locations.rubric(name, course) == course / "rubrics" / name:
            percent.pay(notebook, assignments.private(name, course.resolve(), notebook))
        return _checked(notebook)
    if made.is_file():
        return _checked(nbformat.read(made, as_version=4))
    raise NoAssignment(
        f"there is neither {written} nor {made}: `dinosaur-grader new {name}` makes one."
    )


def _checked(notebook: NotebookNode) -> NotebookNode:
    """Check that each test cell asks for its own marks, and return the notebook.
    Otherwise plain nbgrader would give another cell's."""
    for cell in notebook.cells:
        own = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for asked in ASKED.findall(cell.source):
            if asked != own:
                raise NotBuilt(f"the cell {own} asks for the marks of {asked!r}")
    return notebook


def _lay_out(name: str, home: Path, notebook: NotebookNode, trial: Path) -> None:
    """Lay out the folder that students get, but for the questions: the course's own
    files, what the rubric asks for, and the checks."""
    package = home / "utils" / "__init__.py"
    if package.is_file() and package.read_text(encoding="utf-8") != PACKAGE:
        raise NotBuilt(
            f"{package.parent} is your own package, and the checks come in one of the same name: rename yours"
        )
    if home.is_dir():
        shutil.copytree(home, trial, ignore=_UNWANTED)
    trial.mkdir(exist_ok=True)
    _remove(trial / "utils")
    shutil.copytree(CHECKS, trial / "utils" / "checks", ignore=_UNWANTED)
    (trial / "utils" / "__init__.py").write_text(PACKAGE, encoding="utf-8")
    percent.write(notebook, trial / f"{name}.ipynb")


def _ask(rubric: Rubric, course: Path, trial: Path) -> None:
    """Write the public questions and the rubric's files into the folder."""
    for pattern in rubric.table.files:
        if not any(path.is_file() for path in course.glob(pattern)):
            raise RubricError(
                f"{rubric.lesson}: no file in {course} matches {pattern!r}. `files` are seen from there, as in "
                'files = ["data/*.txt"], and lie under the same names beside the notebook.'
            )
    for inside, path in rubric.answers.files.items():
        (trial / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, trial / inside)
    publish.write(publish.files(rubric), trial / publish.FOLDER)
    needs = trial / "requirements.txt"
    text = needs.read_text(encoding="utf-8") if needs.exists() else REQUIREMENTS
    lines = packages.requirements(rubric.table.requires).items()
    more = (line for name, line in lines if not re.search(rf"(?mi)^{name}\b", text))
    needs.write_text("\n".join([text.rstrip("\n"), *more, ""]), encoding="utf-8")


def _count(rubric: Rubric, function: str) -> str:
    public, hidden = (drafted(rubric, function, part) for part in (EXPECTED, HIDDEN))
    # now, not when a class is graded: the right answer may fail, or not raise what it should
    fill(rubric, function, hidden, HIDDEN)
    return f"{function} ({len(public)} public, {len(hidden)} hidden, {len(rubric.edits(function))} known faults)"


def _unseen(notebook: NotebookNode, by_hand: Iterable[Cell]) -> Iterator[str]:
    """Name the answers in prose whose text is taken out for students and is not marked as
    a solution: a question, perhaps."""
    released = {cell.grade_id: cell.source for cell in by_hand if cell.kind == "markdown"}
    for cell in notebook.cells:
        own = cell.metadata.get("nbgrader", {})
        blank = released.get(own.get("grade_id")) if own.get("solution") else None
        lines = map(str.strip, SOLUTION.sub("", cell.source).split("\n"))
        if blank is not None and any(line not in blank for line in lines):
            yield own["grade_id"]


@contextlib.contextmanager
def _replaced(folder: Path) -> Iterator[None]:
    """Keep a folder aside, and put it back where what should take its place fails."""
    old = folder.with_name(f".{folder.name}.old")
    _remove(old)
    if folder.exists():
        folder.rename(old)
    try:
        yield
    except BaseException:
        _remove(folder)
        if old.exists():
            old.rename(folder)
        raise
    _remove(old)


def _remove(folder: Path) -> None:
    """Remove a folder, if it is there. Raises NotBuilt where it can't be."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise NotBuilt(f"{folder} could not be removed ({error.strerror})") from error
