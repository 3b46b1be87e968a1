"""`watch` as a person starts it, in real sandboxes: hand-ins that come, are half written,
come again; workers that die; and `grade` after it, which finds nothing to do."""

import contextlib
import random
import shutil
import signal
import sqlite3

import psutil
import pytest

from bench import kills
from bench.contenders import running
from bench.harm import killing, killing_watch
from bench.harm.killing import contents, differences, left_behind, victims
from bench.harm.killing_watch import Watched
from dinosaur_grader.batch import inbox
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.waiting import HANGS, until

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
NAME = "dinosaur_island"
# another one each time; a failure names the moment
SEED = random.SystemRandom().randrange(10**6)
SPAN = kills.BETWEEN_HAND_INS + 9 * killing_watch.BETWEEN


@pytest.fixture(scope="module")
def home(strict, tmp_path_factory):
    """The class with nothing handed in yet."""
    return Watched(tmp_path_factory.mktemp("watched"))


def watching(course, out, *more):
    shutil.rmtree(course.folder / "submitted")
    (course.folder / "submitted").mkdir()
    course.out = out
    return running.watching(course.folder, out, "strict", 2, *more, env=course.env)


def graded(course):
    """The students and hand-ins that have a result by now."""
    there = killing.stored(course.folder / course.out)
    return {(student, digest) for student, digest, _ in there}


def students(course):
    return {student for student, _ in graded(course)}


def in_gradebook(course, student):
    """The student's points in the gradebook at this moment."""
    path = course.folder / course.out / "gradebook.db"
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            rows = database.execute(killing.GRADES).fetchall()
    except sqlite3.OperationalError:
        return None  # not there yet
    points = [row[2] for row in rows if row[0] == student]
    return sum(points) if points else None


def page(course, student):
    return course.folder / course.out / "feedback" / student / NAME / f"{NAME}.html"


def place(course, student):
    folder = course.folder / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{NAME}.ipynb"


def test_what_is_half_written_worse_or_a_link_is_marked_as_it_should_be_while_it_watches(home):
    """Who hands in worse work later, one whose file comes in parts and is given out when
    the last is there, half a file, a link; and another run into the same place."""
    course = home
    raw = (course.folder / "all" / "student00000" / NAME / f"{NAME}.ipynb").read_bytes()
    with watching(course, "out") as driver, open(place(course, "parts"), "wb") as parts:
        parts.write(raw[: len(raw) // 2])
        parts.flush()
        course.upload("student00000", "ada")
        place(course, "half").write_text('{"cells": [')
        (course.folder / "submitted" / "eve").symlink_to(course.folder / "all/student00000")

        def more_of_it_while_ada_is_marked():
            parts.write(raw[parts.tell() : parts.tell() + 1])
            parts.flush()
            return in_gradebook(course, "ada") == 100

        until(more_of_it_while_ada_is_marked, every=2 * inbox.STILL)
        assert "parts" not in students(course)
        parts.write(raw[parts.tell() :])
        parts.flush()
        course.upload("student00001", "ada")  # clip is wrong
        until(lambda: in_gradebook(course, "ada") == 80)
        until(lambda: students(course) == {"ada", "parts", "half", "eve"})
        until(lambda: page(course, "half").exists())
        with pytest.raises(RuntimeError, match="another run is grading into"):
            course.run("grade", course.out)
        driver.send_signal(signal.SIGTERM)
        code = driver.wait(HANGS)
    said = (course.folder / "out.said").read_text()
    assert code == 1
    assert "Not graded: half (unreadable)" in said
    assert "The submission that counts has 80 points; another one had 100." in said
    states = {one.student_id: one.state for one in stored.results(course.folder / "out")}
    assert states == dict.fromkeys(("ada", "parts"), "graded") | dict.fromkeys(
        ("half", "eve"), "unreadable"
    )
    notes = stored.notes(course.folder / "out", NAME)
    attempts = {who: [one.score for one in notes[who].attempts] for who in ("ada", "parts")}
    assert attempts == {"ada": [100, 80], "parts": [100]}


def test_a_worker_that_dies_costs_nobody_a_mark_ctrl_c_ends_it_and_grade_finds_nothing_to_do(
    home,
):
    """By polling. Ctrl-C in a terminal goes to every process."""
    course = home
    with left_behind() as orphans, watching(course, "polled", "--poll", "0.5") as driver:
        for number, (name, whose) in enumerate(course.coming):
            course.upload(name, whose)
            if number in (2, 5):
                for worker in victims("worker", driver.pid)[:1]:
                    worker.kill()
        until(lambda: course.digests() <= graded(course))
        below = psutil.Process(driver.pid).children(recursive=True)
        driver.send_signal(signal.SIGINT)
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):  # the driver's own end was quicker
                process.send_signal(signal.SIGINT)
        assert (driver.wait(HANGS), orphans()) == (0, [])
    left = contents(course.folder / "polled")
    due = course.without_attempts(course.due)
    assert differences(due, course.without_attempts(left)) == []
    said = course.run("grade", "polled", "--json")
    assert f'"reused":{killing_watch.STUDENTS},' in said
    assert differences(left, contents(course.folder / "polled")) == []


def what_stands(out):
    """What a run left, but for results that do not count."""
    found = contents(out)
    marks, comments, _, *ours = found.pop("gradebook.db")
    return found | {"gradebook": (marks, comments, ours), "results": stored.results(out)}


@pytest.fixture
def again(tmp_path, monkeypatch):
    """Gail's work, graded; and `watch` of it, which never comes to watching, so that it can
    run in this process."""
    upgrade.serial(monkeypatch)
    upgrade.hand_in(tmp_path / "submitted", "gail", upgrade.solved())
    upgrade.course_seed(tmp_path)
    assert upgrade.grade(tmp_path) == 0
    words = ("--submitted", tmp_path / "submitted", "--out", tmp_path / "out")
    seed = ("--seed", tmp_path / "course.seed", "--isolation", "none")
    return lambda: upgrade.run("watch", *words, *seed)


def test_marks_that_another_kit_would_change_are_listed_and_none_is_written(
    again, tmp_path, monkeypatch, capsys
):
    upgrade.upgrade(monkeypatch, upgrade.harder)
    before = what_stands(tmp_path / "out")
    assert again() == 2
    assert "existing marks would change" in capsys.readouterr().err
    assert differences(before, what_stands(tmp_path / "out")) == []


def test_another_class_in_the_same_database_is_refused_at_the_start(again, tmp_path, capsys):
    (tmp_path / "submitted" / "gail").rename(tmp_path / "submitted" / "hugo")
    assert again() == 2
    assert "1 of the 1 students who were graded before" in capsys.readouterr().err
    assert [one.student_id for one in stored.results(tmp_path / "out")] == ["gail"]


def test_after_a_kill_nothing_is_lost_nothing_is_twice_and_no_mark_is_wrong(home):
    (moment,) = kills.moments("watch", 1, SEED, (SPAN, SPAN))
    outcome = home.kill(moment, "killed")
    assert outcome.problems == (), kills.line(outcome)


@pytest.mark.proof
@pytest.mark.parametrize("of", ["watch", "one"])
def test_after_a_hundred_kills_neither(strict, capsys, of):
    ended = kills.main(["--of", of, "--times", "100", "--seed", str(SEED)])
    assert ended == 0, capsys.readouterr().out
