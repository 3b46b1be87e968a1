"""A disk that is full or read-only, a gradebook that is held, hand-ins that come and
go: it is said, nothing is lost.

The small disks are real ones: bubblewrap lays a tmpfs of a few kilobytes over the
output folder.
"""

import contextlib
import functools
import os
import shutil
import sqlite3

import pytest

from bench.harm import killing
from bench.harm.killing import Course
from dinosaur_grader.batch import journal
from dinosaur_grader.desk import grade
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.records import gradebook, outputs
from dinosaur_grader.store import database

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
# a disk is as full at each level: the cheapest will do
LEVEL = "none"
KEEP = '"$@"; code=$?; cp -a "$OUT" "$OUT.kept"; exit $code'


@pytest.fixture(scope="module")
def course(strict, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        # for what is graded in this process: the day of the commands that it starts
        patch.setenv("SOURCE_DATE_EPOCH", killing.DAY)
        yield Course(tmp_path_factory.mktemp("course"), LEVEL)


def mounted(course, out, *how):
    """A command that runs another one with `how` laid over the folder `out`, and copies
    what is there at the end."""
    folder = course.folder / out
    folder.mkdir()
    caps = ("--cap-add", "ALL") if os.getuid() == 0 else ()
    view = ("bwrap", "--dev-bind", "/", "/", *caps, "--setenv", "OUT", str(folder), *how)
    return (*view, str(folder), "--", "sh", "-c", KEEP, "sh")


def resumed(course, out):
    """Give the command again; its exit code, and what differs from an undisturbed
    run."""
    code = course.start(out).wait(killing.RUN_SECONDS)
    return code, killing.differences(course.due, killing.contents(course.folder / out))


def in_process(course, out):
    """The same command in this process: its exit code. What it says goes to this
    process's stderr."""
    submitted, seed = course.folder / "submitted", course.folder / "course.seed"
    how = dict(seed=seed, json=True, isolation=LEVEL)
    return grade.command(submitted, course.folder / out, killing.WORKERS, **how)


@pytest.mark.parametrize(
    ("kilobytes", "some"),
    [(60, False), (500, True), pytest.param(800, True, marks=pytest.mark.proof)],
    ids=["before the first result", "in results and pages", "in the marks"],
)
def test_a_disk_that_fills_up_is_named_and_what_was_graded_is_kept(course, kilobytes, some):
    out = f"full-{kilobytes}"
    around = mounted(course, out, "--size", str(kilobytes * 1024), "--tmpfs")
    code = course.start(out, *around).wait(killing.RUN_SECONDS)
    told = course.said(out)
    shutil.copytree(course.folder / f"{out}.kept", course.folder / out, dirs_exist_ok=True)
    kept = course.kept(out)
    assert (code, "ake room" in told, "Traceback" in told) == (1, True, False), told
    assert resumed(course, out) == (0, [])
    assert (course.reused(out), kept > 0) == (kept, some)


@contextlib.contextmanager
def holding(out):
    """Hold the gradebook, as a formgrader does that hangs."""
    out.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(out / "gradebook.db")) as holder:
        holder.isolation_level = None
        holder.execute("BEGIN IMMEDIATE")
        yield


def test_a_gradebook_that_is_held_from_the_beginning_is_named_before_anybody_is_graded(
    course, monkeypatch, capsys
):
    monkeypatch.setattr(database, "writing", functools.partial(database.writing, wait=0.2))
    with holding(course.folder / "held"):
        first, told = in_process(course, "held"), capsys.readouterr().err
    assert first == ExitCode.SOME_FAILED
    assert "another program held the gradebook" in told
    assert "run the same command again" in told
    assert course.kept("held") == 0
    assert resumed(course, "held") == (0, [])


def test_a_gradebook_that_is_held_when_the_marks_are_there_has_them_from_the_next_run(
    course, monkeypatch, capsys
):
    write = outputs.write

    def held(*what, **how):
        with holding(course.folder / "late"):
            return write(*what, **how)

    monkeypatch.setattr(gradebook, "writing", functools.partial(gradebook.writing, wait=0.2))
    monkeypatch.setattr(outputs, "write", held)
    first, told = in_process(course, "late"), capsys.readouterr().err
    assert first == ExitCode.SOME_FAILED
    assert "another program held the gradebook" in told
    assert course.kept("late") == killing.STUDENTS
    assert resumed(course, "late") == (0, [])
    assert course.reused("late") == killing.STUDENTS


def test_hand_ins_that_come_and_go_while_it_runs_cost_nobody_a_mark(
    course, monkeypatch, capsys
):
    submitted, aside = course.folder / "submitted", course.folder / "aside"
    real, appended = journal.Journal.append, []

    def come_and_go(book, result):
        if not appended:
            shutil.copytree(submitted, aside)
            shutil.copytree(submitted / "student00000", submitted / "zoe")
            shutil.rmtree(submitted / "student00000")  # on its way, or graded
            shutil.rmtree(submitted / "student00007")  # not yet looked at
        appended.append(result.student_id)
        real(book, result)

    with monkeypatch.context() as patched:
        patched.setattr(journal.Journal, "append", come_and_go)
        first, told = in_process(course, "moving"), capsys.readouterr().err
    rows = (course.folder / "moving" / "totals.csv").read_text()
    shutil.rmtree(submitted)
    shutil.copytree(aside, submitted)
    assert first == ExitCode.DONE
    assert "student00000: the submission has disappeared since it was graded. The mark" in told
    assert "student00000,dinosaur_island,100," in rows
    assert "zoe" not in rows
    assert "zoe" not in appended
    assert resumed(course, "moving") == (0, [])
    assert course.reused("moving") == killing.STUDENTS - 1
