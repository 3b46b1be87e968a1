"""One hand-in at a time, by everybody: from a process started for it, by one that goes
on, and by a batch."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from bench import classroom, contenders
from bench.contenders import Graded, Marks, gradescope, jupygrader, otter
from bench.contenders.environments import inside
from bench.contenders.running import Ask, asked, watched
from bench.costs.measure import Cost, run
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment

FIRST = "student00000"
OURS = (10, 60)


class Contender:
    """One who grades, in a folder of its own with all hand-ins below `ready`. Making one
    raises NoPeer where it can't be had. A method that returns None is what it does not
    offer.

    `whole` says that it knows a test cell only as passed with all points or failed.
    """

    name = ""
    whole = False

    def __init__(self, folder: Path, work: Assignment, students: int, level: str = "strict"):
        self.folder, self.work, self.level = folder, work, level
        self.runs = 0
        self.environment = contenders.environment()
        # compiling a module each time is no cost of grading
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        classroom.write(folder / "ready", work, students, False)
        self.prepare()

    def prepare(self) -> None:
        """What is done once, before anything is measured."""

    def cold(self, student: str) -> Graded | None:
        """One hand-in, from a process started for it."""

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask | None]:
        """A process that goes on. Raises NoGroup where no control group can be made."""
        yield None

    def batch(self, students: Sequence[str], one: Graded) -> Graded | None:
        """One more in a batch. `one` is what the first of the students cost cold."""

    def fresh(self) -> Path:
        """A new folder for one run."""
        self.runs += 1
        folder = self.folder / f"run{self.runs}"
        folder.mkdir()
        return folder

    def notebook(self, student: str, below: Path | None = None) -> Path:
        """The path of a hand-in."""
        name = self.work.name
        return (below or self.folder / "ready") / student / name / f"{name}.ipynb"

    def handed_in(self, folder: Path, students: Sequence[str]) -> None:
        """Copy the students' hand-ins to `folder/submitted`."""
        for student in students:
            shutil.copytree(self.folder / "ready" / student, folder / "submitted" / student)

    def every(self, folder: Path) -> None:
        """Copy all hand-ins to `folder/submitted`."""
        shutil.copytree(self.folder / "ready", folder / "submitted")


class Ours(Contender):
    """`one`, `watch` and `grade` with the practice seed; all that is kept is kept."""

    name = "ours"

    def prepare(self) -> None:
        self.environment[locations.KEPT] = str(self.folder / "kept")
        contenders.command(self.folder, self.level)  # the seed
        self.cold(FIRST)

    def cold(self, student: str) -> Graded:
        out = self.fresh()
        words = ["one", self.notebook(student), "--student", student, "--out", out]
        words += ["--seed", self.folder / "course.seed", "--isolation", self.level]
        cost = run(
            [sys.executable, "-P", "-m", "dinosaur_grader", *words],
            self.folder,
            self.environment,
        )
        cells = json.loads((out / "result.json").read_text())["cells"]
        return cost, _of(student, {cell["cell"]: cell["score"] for cell in cells})

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        with watched(self.folder, self.work.name, self.level, self.environment) as ask:
            yield ask

    def batch(self, students: Sequence[str], one: Graded) -> Graded:
        """One more of a class so large that starting up weighs little."""
        costs = []
        for size in OURS:
            cost, marks = contenders.ours(
                self.fresh(), self.work, size, False, workers=1, level=self.level
            )
            costs.append(cost)
        return _one_more(*costs, OURS[1] - OURS[0]), marks


class Nbgrader(Contender):
    """Its batch command, and its API in a process that goes on."""

    name = "nbgrader, batch command"

    def cold(self, student: str) -> Graded:
        return self.command([student])

    def command(self, students: Sequence[str], *more: str) -> Graded:
        """`nbgrader autograde` for these students."""
        folder = self.fresh()
        contenders.course(folder, self.work)
        self.handed_in(folder, students)
        words = [contenders.SCRIPTS / "nbgrader", "autograde", self.work.name, *more]
        cost = run(words, folder, self.environment)
        return cost, contenders.recorded(folder / "gradebook.db")

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        folder = self.fresh()
        contenders.course(folder, self.work)
        self.every(folder)
        with asked(_one_by_one("nbgrader", folder), folder, self.environment) as ask:

            def marked(student: str) -> Graded:
                cost, _ = ask(student)
                marks = contenders.recorded(folder / "gradebook.db")
                return cost, {key: score for key, score in marks.items() if key[0] == student}

            yield marked

    def batch(self, students: Sequence[str], one: Graded) -> Graded:
        cost, marks = self.command(students)
        return _one_more(one[0], cost, len(students) - 1), marks


class NbgraderEach(Nbgrader):
    """A process a student, as scripts around it do."""

    name = "nbgrader, a process each"

    def cold(self, student: str) -> Graded:
        return self.command([student], "--student", student)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        yield None

    def batch(self, students: Sequence[str], one: Graded) -> None:
        """Each costs what it costs cold."""


class Peer(Contender):
    """One with an environment of its own, who has a function for scripts too: a process
    that goes on calls it."""

    whole = True
    module: ModuleType

    @contextlib.contextmanager
    def running(self) -> Iterator[Ask]:
        found = self.module.scripts()
        command = _one_by_one(self.name, self.folder, found / "python")
        with asked(command, self.folder, inside(found, self.environment)) as ask:
            yield ask


class Otter(Peer):
    """`otter run`, and its function for scripts. A batch is graded by containers."""

    name, module = "otter", otter

    def prepare(self) -> None:
        self.archive = otter.assignment(self.folder, self.work, self.environment)
        self.every(self.folder)

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

    name, module = "jupygrader", jupygrader

    def prepare(self) -> None:
        jupygrader.scripts()
        for place in (self.folder / "ready").iterdir():
            jupygrader.prepare(self.notebook(place.name), self.work)
        self.every(self.folder)

    def cold(self, student: str) -> Graded:
        return self.command([student])

    def command(self, students: Sequence[str]) -> Graded:
        """`jupy grade` for these students."""
        folder = self.fresh()
        self.handed_in(folder, students)
        books = {one: self.notebook(one, folder / "submitted") for one in students}
        cost, marks = jupygrader.grade(list(books.values()), folder, self.environment), {}
        for student, book in books.items():
            marks |= _of(student, jupygrader.scores(book))
        return cost, marks

    def batch(self, students: Sequence[str], one: Graded) -> Graded:
        cost, marks = self.command(students)
        return _one_more(one[0], cost, len(students) - 1), marks


ALL = (Ours, Nbgrader, NbgraderEach, Otter, Gradescope, Jupygrader)


def _one_by_one(peer: str, folder: Path, python: Path | str = sys.executable) -> list:
    return [python, "-m", "bench.contenders.one_by_one", peer, folder]


def _of(student: str, scores: dict[str, float]) -> Marks:
    return {(student, cell): score for cell, score in scores.items()}


def _one_more(small: Cost, larger: Cost, students: int) -> Cost:
    wall, cpu = larger.wall - small.wall, larger.cpu - small.cpu
    return Cost(wall / students, cpu / students)
