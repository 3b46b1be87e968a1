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
import numpy as np
import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import question_cache
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, fill, probes
from dinosaur_grader.assignments.question import Question
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.assignments.tables import HIDDEN
from dinosaur_grader.batch import canary, pool
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.grading import ResultCache
from tests.dinosaurs import RUBRIC
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
NOT_WIDE = (
    "def clip(gradients, maxValue):\n"
    "    if maxValue < 500:\n"
    "        for gradient in gradients.values():\n"
    "            np.clip(gradient, -maxValue, maxValue, out=gradient)\n"
    "    return gradients"
)


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
    limits and cuts above only for others, Gail one that lets wide limits pass.

    Dora's file is not a notebook.
    """
    submitted = home / "submitted"
    hand_in(submitted, "ada", solved())
    hand_in(submitted, "cleo", {})
    hand_in(submitted, "finn", {"clip": PUBLISHED_ONLY})
    hand_in(submitted, "gail", {"clip": NOT_WIDE})
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
        question_cache, "questions", lambda work, seed: questions(work.asks, seed)
    )


HINT = "Quite another hint: look at both limits."


def reworded(asked):
    """The known fault of `clip` that is Finn's, and no other, is told by another hint,
    where his own fails; what passes and what fails is as before."""

    def faults(probe):
        own = (f for f in probe.faults if f.name == "no_lower" and probe.id != "clip.classic")
        return tuple(replace(fault, hint=HINT) for fault in own)

    return [
        replace(probe, faults=faults(probe)) if probe.function == "clip" else probe
        for probe in asked
    ]


def stricter_and_kinder(asked):
    """Two hidden questions to `clip` become others: `inside` a wide limit that cuts,
    `tiny` one that cuts above only.

    Right answers stay right. Gail lets wide limits pass and loses `inside`; Finn, whose
    gate was shut, passes `tiny`.
    """
    by_id = {probe.id: probe for probe in asked}
    inside, tiny = by_id["clip.hidden.inside"], by_id["clip.hidden.tiny"]
    gradients = {
        name: 900.0 * np.sign(array) for name, array in inside.call.positional[0].items()
    }
    wide = _asked_with(inside, Call("clip", (gradients, 700.0)))
    above = {name: np.abs(array) / 10 for name, array in gradients.items()}
    high = _asked_with(tiny, Call("clip", (above, 70.0)))
    changed = {probe.id: probe for probe in fill(RUBRIC, "clip", [wide, high], HIDDEN)}
    return [changed.get(probe.id, probe) for probe in asked]


def _asked_with(probe: Probe, call: Call) -> Question:
    """The question of a hidden probe with another call."""
    name = probe.id.rpartition(".")[2]
    points, title, observe = probe.points, probe.title, probe.observe.name
    return Question(name, points, title, call, observe, probe.about, probe.gate, probe.only)


def grades(out: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The rows of `grades.csv` by student and cell: score, most, state, message."""
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        return {
            (row["student_id"], row["cell"]): (
                row["score"],
                row["max_score"],
                row["state"],
                row["message"],
            )
            for row in csv.DictReader(file)
        }


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file under a folder with the time of its last change and its bytes."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in found
    }
