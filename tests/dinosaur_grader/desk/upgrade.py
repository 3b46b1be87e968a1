"""A class that is graded in this process, and a kit that is upgraded under it: what the
regrading tests start from."""

from __future__ import annotations

import csv
import functools
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

import msgspec
import nbformat
import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import question_cache
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, probes
from dinosaur_grader.batch import canary, pool
from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.result_cache import ResultCache
from tests.gallery import hostile
from tests.gallery.hostile import Attack

NAME = "dinosaur_island"
PUBLISHED_ONLY = (
    "def clip(gradients, maxValue):\n"
    "    low = -maxValue if maxValue in (10, 3.2, 0.3) else -np.inf\n"
    "    for gradient in gradients.values():\n"
    "        np.clip(gradient, low, maxValue, out=gradient)\n"
    "    return gradients"
)
SEED = Seed(bytes(range(32)))


class Serial(Executor):
    """Runs each job at once in this thread, so that what a test has put in place is
    what grades."""

    def submit(self, function, /, *args, **kwargs) -> Future:
        done: Future = Future()
        done.set_result(function(*args, **kwargs))
        return done

    def shutdown(self, wait=True, *, cancel_futures=False) -> None:
        grading.thread_sandbox.close()


def hand_in_class(home: Path) -> None:
    """Ada has all right, Cleo nothing, Finn a `clip` that is right for the published
    limits and cuts above only for others. Dora's file is not a notebook."""
    submitted = home / "submitted"
    hand_in(submitted, "ada", solved())
    hand_in(submitted, "cleo", {})
    hand_in(submitted, "finn", {"clip": PUBLISHED_ONLY})
    notebook(submitted, "dora").parent.mkdir(parents=True)
    notebook(submitted, "dora").write_text("no notebook")
    course_seed(home)


def solved() -> dict[str, str]:
    """The right answers, by their cells."""
    work = assignments.load(NAME)
    return {c.grade_id: c.source for c in work.solved if c.grade_id in work.solutions}


def hand_in(submitted: Path, student: str, cells: dict[str, str]) -> None:
    """Hand in the blank notebook with these cells in the place of its own."""
    blank = nbformat.read(assignments.load(NAME).blank_path, as_version=4)
    place = notebook(submitted, student)
    place.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(hostile.notebook(Attack(student, "none", cells=cells), blank), place)


def notebook(submitted: Path, student: str) -> Path:
    """Where a student's notebook lies."""
    return submitted / student / NAME / f"{NAME}.ipynb"


def course_seed(home: Path) -> None:
    """The same seed in all these tests: drawing a course's questions takes seconds, and
    those that were drawn are kept."""
    bundle.seed_file(home / "course.seed", SEED)


def practice_seed(home: Path) -> Seed:
    """Another seed whose questions are drawn already."""
    other = Seed(PRACTICE_SEED)
    (home / "course.seed").unlink(missing_ok=True)
    bundle.seed_file(home / "course.seed", other)
    return other


def run(*words) -> int:
    """A command, in this process; its exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    return ended.value.code


def grade(home: Path, *more) -> int:
    """Grade the class in `home`."""
    given = ("--submitted", home / "submitted", "--out", home / "out")
    return run("grade", *given, "--seed", home / "course.seed", "--isolation", "none", *more)


def serial(monkeypatch) -> None:
    """Let `grade` run in this process, without the canary, which has tests of its own; a
    notebook that an earlier test graded is not run again."""
    monkeypatch.setattr(canary, "run_canary", lambda *_: None)
    monkeypatch.setattr(pool, "local", lambda workers: Serial())
    monkeypatch.setattr(grading, "result_cache", _results(_unchanged))
    monkeypatch.setattr(grading.ThreadSandbox, "warmed_up", False)


def _unchanged(asked):
    return asked


@functools.cache
def _results(change) -> ResultCache:
    """The results of a kit whose probes are this `change` of what they were."""
    return ResultCache()


@functools.cache
def _questions(change, rubric, seed) -> question_cache.Questions:
    public = (probe for probe in change(probes(rubric, PRACTICE_SEED)) if probe.public)
    return question_cache.Questions(tuple(change(asked(rubric, seed))), tuple(public))


def upgrade(monkeypatch, change=_unchanged, **hashes: str) -> None:
    """Another version of the kit from now on, whose probes are `change` of what they
    were.

    `hashes` are those of the assignment that are others, its version if left out.
    """
    load, new = assignments.load, hashes or {"version": "9" * 64}
    newer = functools.cache(
        lambda name, course=None: msgspec.structs.replace(load(name, course), **new)
    )
    monkeypatch.setattr(assignments, "load", newer)
    monkeypatch.setattr(grading, "result_cache", _results(change))
    questions = functools.partial(_questions, change)
    monkeypatch.setattr(
        question_cache, "questions", lambda work, seed: questions(work.rubric, seed)
    )


def harder(asked):
    """A hidden question to `clip` pays nothing any more: who passed it loses its
    points."""
    return [
        replace(probe, points=0.0) if probe.id == "clip.hidden.below" else probe
        for probe in asked
    ]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grades(out: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The rows of `grades.csv` by student and cell: score, most, state, message."""
    columns = ("score", "max_score", "state", "message")
    return {
        (row["student_id"], row["cell"]): tuple(row[name] for name in columns)
        for row in rows(out / "grades.csv")
    }


def totals(out: Path) -> dict[str, str]:
    """The scores of `totals.csv` by student."""
    return {row["student_id"]: row["score"] for row in rows(out / "totals.csv")}


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file under a folder with the time of its last change and its bytes."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in found
    }
