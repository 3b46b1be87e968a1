"""Those who grade the same hand-ins: ours, nbgrader in two ways, bare nbclient, otter, gradescope-utils and jupygrader.

Each grades a class, or one hand-in alone, from a process started for it or by one that
goes on; and tells what that cost, and the marks.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import msgspec

from bench import classroom, contenders
from bench.classroom import Wrong
from bench.contenders import Graded, Marks, gradescope, jupygrader, otter
from bench.contenders.environments import inside
from bench.contenders.running import Ask, asked, watched
from bench.measure import Cost, run
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment

FIRST = "student00000"


class More(msgspec.Struct, frozen=True):
    """What a small and a larger class cost in the same turn, how many students are
    between them, and the marks of the larger one."""

    small: Cost
    larger: Cost
    students: int
    marks: Marks


class Contender:
    """One who grades, in a folder of its own with all hand-ins below `ready`; the
    demonstration cells are emptied. Making one raises NoPeer where it
    can't be had; `wrong` says which answers are not right. A method that returns None is
    what it does not offer. Of `grade` and
    `cold` one is its own; the other follows from it.

    `whole` says that it knows a test cell only as passed with all points or failed,
    `together` that several at once cost it less than one by one.
    """

    name = ""
    whole = False
    together = False

    def __init__(
        self,
        folder: Path,
        work: Assignment,
        students: int,
        level: str = "strict",
        wrong: Wrong = classroom.half,
    ):
        self.folder, self.work, self.level = folder, work, level
        self.runs = 0
        self.environment = contenders.environment()
        # compiling a module each time is no cost of grading
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        classroom.write(folder / "ready", work, students, wrong)
        self.everybody = sorted(place.name for place in (folder / "ready").iterdir())
        self.prepare()

    def prepare(self) -> None:
        """What is done once, before anything is measured."""

    def grade(self, students: Sequence[str]) -> Graded:
        """Grade these hand-ins as one class."""
        costs, marks = [], {}
        for student in students:
            cost, own = self.cold(student)
            costs.append(cost)
            marks |= own
        return sum(costs, Cost()), marks

    def cold(self, student: str) -> Graded:
        """One hand-in, from a process started for it."""
        return self.grade([student])

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask | None]:
        """A process that goes on. Raises NoGroup where no control group can be made."""
        yield None

    def batch(self, students: Sequence[str], one: Graded) -> More | None:
        """A small batch and a larger one. `one` is what the first of the students cost
        cold."""
        if not self.together:
            return None
        cost, marks = self.grade(students)
        return More(one[0], cost, len(students) - 1, marks)

    def fresh(self) -> Path:
        """A new folder for one run."""
        self.runs += 1
        folder = self.folder / f"run{self.runs}"
        folder.mkdir()
        return folder

    def handed_in(self, students: Sequence[str]) -> Path:
        """A new folder with copies of the students' hand-ins below `submitted`."""
        folder = self.fresh()
        for student in students:
            shutil.copytree(self.folder / "ready" / student, folder / "submitted" / student)
        return folder

    def notebook(self, student: str, below: Path | None = None) -> Path:
        """The path of a hand-in."""
        name = self.work.name
        return (below or self.folder / "ready") / student / name / f"{name}.ipynb"

    def run(self, command: Sequence, folder: Path) -> Cost:
        """Run a command in a folder, in the contender's environment."""
        return run(list(command), folder, self.environment)


class Ours(Contender):
    """`one`, `watch` and `grade` with the practice seed, which is also what plain
    nbgrader asks by; all that is kept is kept."""

    name = "ours"
    workers = 1

    def prepare(self) -> None:
        self.environment[locations.KEPT] = str(self.folder / "kept")
        contenders.command(self.folder, self.level)  # the seed
        self.cold(self.everybody[0])

    def grade(self, students: Sequence[str]) -> Graded:
        folder = self.handed_in(students)
        command = [*contenders.command(folder, self.level), "--workers", self.workers]
        return self.run(command, folder), contenders.recorded_by_us(folder)

    def cold(self, student: str) -> Graded:
        out = self.fresh()
        words = ["one", self.notebook(student), "--student", student, "--out", out]
        words += ["--seed", self.folder / "course.seed", "--isolation", self.level]
        command = [sys.executable, "-P", "-m", "dinosaur_grader", *words]
        cost = self.run(command, self.folder)
        cells = json.loads((out / "result.json").read_text())["cells"]
        return cost, _of(student, {cell["cell"]: cell["score"] for cell in cells})

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        with watched(self.folder, self.work.name, self.level, self.environment) as ask:
            yield ask

    def batch(self, students: Sequence[str], one: Graded) -> More:
        """Classes so large that starting up weighs little."""
        costs = []
        for size in (10, 60):
            own = Ours(self.fresh(), self.work, size, self.level)
            cost, marks = own.grade(own.everybody)
            costs.append(cost)
        return More(*costs, 50, marks)


class OursTwo(Ours):
    """The same with two workers."""

    workers = 2


class Nbgrader(Contender):
    """Its batch command, and its API in a process that goes on."""

    name = "nbgrader, batch command"
    together = True

    def grade(self, students: Sequence[str]) -> Graded:
        return self.autograded(students, [()])

    def autograded(self, students: Sequence[str], options: Sequence[Sequence[str]]) -> Graded:
        """`nbgrader autograde` in a course with these students, once with each of the
        options."""
        folder = self.course(students)
        words = [contenders.SCRIPTS / "nbgrader", "autograde", self.work.name]
        costs = [self.run([*words, *more], folder) for more in options]
        return sum(costs, Cost()), contenders.recorded(folder / "gradebook.db")

    def course(self, students: Sequence[str]) -> Path:
        """A new course in which these students have handed in."""
        folder = self.handed_in(students)
        contenders.course(folder, self.work)
        return folder

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        folder = self.course(self.everybody)
        with asked(_one_by_one("nbgrader", folder), folder, self.environment) as ask:

            def marked(student: str) -> Graded:
                cost, _ = ask(student)
                marks = contenders.recorded(folder / "gradebook.db")
                return cost, {key: score for key, score in marks.items() if key[0] == student}

            yield marked


class NbgraderEach(Nbgrader):
    """A process a student, as scripts around it do."""

    name = "nbgrader, a process each"
    together = False

    def grade(self, students: Sequence[str]) -> Graded:
        return self.autograded(students, [("--student", student) for student in students])

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        yield None


class Nbclient(Contender):
    """Each notebook executed by nbclient with the hidden tests put in, the marks read
    off the cells; no database."""

    name = "nbclient, bare"

    def grade(self, students: Sequence[str]) -> Graded:
        folder = self.handed_in(students)
        command = [sys.executable, "-m", "bench.contenders.bare", "submitted", "marks.json"]
        cost, told = self.run(command, folder), json.loads((folder / "marks.json").read_text())
        return cost, {(student, cell): score for student, cell, score in told}


class Peer(Contender):
    """One with an environment of its own, who has a function for scripts too: a process
    that goes on calls it."""

    whole = True
    module: ModuleType

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        found = self.module.scripts()
        command = _one_by_one(self.name, self.folder, found / "python")
        shutil.copytree(self.folder / "ready", self.folder / "submitted")
        with asked(command, self.folder, inside(found, self.environment)) as ask:
            yield ask


class Otter(Peer):
    """`otter run` on each notebook, a process each, and its function for scripts. A batch
    is graded by containers."""

    name, module = "otter", otter

    def prepare(self) -> None:
        self.archive = otter.assignment(self.folder, self.work, self.environment)

    def cold(self, student: str) -> Graded:
        folder, notebook = self.fresh(), self.notebook(student)
        cost, scores = otter.grade(notebook, self.archive, folder, self.environment)
        return cost, _of(student, scores)


class Gradescope(Contender):
    """gradescope-utils. Its platform starts a container for each hand-in."""

    name, whole = "gradescope-utils", True

    def prepare(self) -> None:
        self.started = gradescope.autograder(self.folder, self.work)
        self.cold(FIRST)  # what is kept for later runs, such as matplotlib's list of fonts

    def cold(self, student: str) -> Graded:
        cost, scores = gradescope.grade(self.notebook(student), self.started, self.environment)
        return cost, _of(student, scores)


class Jupygrader(Peer):
    """`jupy grade` for one and for several, and its function for scripts."""

    name, module, together = "jupygrader", jupygrader, True

    def prepare(self) -> None:
        jupygrader.scripts()
        for student in self.everybody:
            jupygrader.prepare(self.notebook(student), self.work)

    def grade(self, students: Sequence[str]) -> Graded:
        folder = self.handed_in(students)
        books = {one: self.notebook(one, folder / "submitted") for one in students}
        cost, marks = jupygrader.grade(list(books.values()), folder, self.environment), {}
        for student, book in books.items():
            marks |= _of(student, jupygrader.scores(book))
        return cost, marks


ALL = (Ours, Nbgrader, NbgraderEach, Otter, Gradescope, Jupygrader)


def _one_by_one(peer: str, folder: Path, python: Path | str = sys.executable) -> list:
    return [python, "-m", "bench.contenders.one_by_one", peer, folder]


def _of(student: str, scores: dict[str, float]) -> Marks:
    return {(student, cell): score for cell, score in scores.items()}
