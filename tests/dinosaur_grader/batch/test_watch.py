"""`watch` as a person starts it, in real sandboxes: hand-ins that come, are half written,
come again; workers that die; and `grade` after it, which finds nothing to do."""

import random
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import msgspec
import psutil
import pytest

from bench import kills
from bench.harm import incoming, killing, killing_watch
from bench.harm.killing import contents, differences, left_behind, victims
from bench.harm.killing_watch import Watched
from dinosaur_grader.batch import journal
from dinosaur_grader.records import final_marks
from dinosaur_grader.results import NotebookFile

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
NAME = "dinosaur_island"
LONG = 300.0
# another one each time; a failure names the moment
SEED = random.SystemRandom().randrange(10**6)
SPAN = kills.BETWEEN_HAND_INS + 9 * killing_watch.BETWEEN
MOMENTS = kills.moments_of("watch", 3, SEED, (SPAN, SPAN))


@pytest.fixture(scope="module")
def home(strict, tmp_path_factory):
    return Watched(tmp_path_factory.mktemp("watched"))


@pytest.fixture
def course(home, request):
    """The class with nothing handed in yet, and a folder for its marks."""
    submitted = home.folder / "submitted"
    shutil.rmtree(submitted)
    submitted.mkdir()
    home.out = f"out-{abs(hash(request.node.name))}"
    return home


def watching(course, *more):
    return incoming.watching(course.folder, course.out, "strict", 2, *more, env=course.env)


def until(what, seconds=LONG):
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert what()


def marked(course):
    """The digests that the journal has, by student."""
    path = course.folder / course.out / "results.jsonl"
    found = journal.results(path) if path.exists() else ()
    return {one.student_id: one.digest for one in found}


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


def ended(driver):
    driver.send_signal(signal.SIGTERM)
    return driver.wait(LONG)


def after(course):
    """What `grade` changes after it, and how many results it used."""
    before = contents(course.folder / course.out)
    said = course.run("grade", course.out, "--json")
    reused = '"reused":' in said and int(said.rpartition('"reused":')[2].split(",")[0])
    return reused, differences(before, contents(course.folder / course.out))


@pytest.mark.parametrize("how", [(), ("--poll", "0.5")], ids=["told", "polling"])
def test_what_comes_is_marked_within_seconds_and_grade_finds_nothing_to_do(course, how):
    with watching(course, *how) as driver:
        for name, whose in course.coming:
            course.upload(name, whose)
        until(lambda: course.digests() <= set(marked(course).items()))
        until(lambda: in_gradebook(course, "student00005") is not None)
        written = page(course, "student00005").exists()
        tables = course.folder / course.out / "grades.csv"
        until(lambda: tables.exists() and "student00005" in tables.read_text())
        code = ended(driver)
    assert (code, written) == (0, True)
    left = course.without_attempts(contents(course.folder / course.out))
    assert differences(course.without_attempts(course.due), left) == []
    assert after(course) == (killing_watch.STUDENTS, [])


def test_a_new_hand_in_replaces_the_mark_and_one_that_fell_is_said(course):
    worse = "student00001"  # clip is wrong
    with watching(course) as driver:
        course.upload("student00000", "ada")
        until(lambda: in_gradebook(course, "ada") == 100)
        course.upload(worse, "ada")
        until(lambda: in_gradebook(course, "ada") == 80)
        code = ended(driver)
    noted = final_marks.read_notes(course.folder / course.out, NAME)["ada"]
    assert (code, [attempt.score for attempt in noted.attempts]) == (0, [100, 80])
    assert "The submission that counts has 80 points; another one had 100." in course.said(
        course.out
    )
    assert after(course) == (1, [])


def test_half_a_file_is_not_graded_until_the_rest_is_there(course):
    source = course.folder / "all" / "student00000" / NAME / f"{NAME}.ipynb"
    place = course.folder / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    place.parent.mkdir(parents=True)
    raw = source.read_bytes()
    with watching(course) as driver:
        with open(place, "wb") as file:
            for number in range(8):
                file.write(raw[number * len(raw) // 8 : (number + 1) * len(raw) // 8])
                file.flush()
                time.sleep(0.5)
        until(lambda: "ada" in marked(course))
        code = ended(driver)
    found = journal.results(course.folder / course.out / "results.jsonl")
    states = [one.state for one in found]
    attempts = final_marks.read_notes(course.folder / course.out, NAME)["ada"].attempts
    assert (code, states, len(attempts)) == (0, ["graded"], 1)


def test_half_a_file_that_stays_so_is_said_and_a_link_is_not_followed(course, tmp_path):
    submitted = course.folder / "submitted"
    (submitted / "ada" / NAME).mkdir(parents=True)
    (submitted / "ada" / NAME / f"{NAME}.ipynb").write_text('{"cells": [')
    (submitted / "eve").symlink_to(course.folder / "all" / "student00000")
    with watching(course) as driver:
        until(lambda: {"ada", "eve"} <= marked(course).keys())
        until(lambda: page(course, "ada").exists())
        code = ended(driver)
    found = journal.results(course.folder / course.out / "results.jsonl")
    assert (code, {one.student_id: one.state for one in found}) == (
        1,
        {"ada": "unreadable", "eve": "unreadable"},
    )
    assert "Not graded: ada (unreadable)" in course.said(course.out)


def test_what_was_begun_is_finished_when_it_is_told_to_stop_and_nothing_is_left(course):
    with left_behind() as orphans, watching(course) as driver:
        for name, whose in course.coming[:6]:
            course.upload(name, whose)
        until(lambda: marked(course))
        code = ended(driver)
        left = orphans()
    found = marked(course)
    tables = (course.folder / course.out / "totals.csv").read_text()
    assert (code, left) == (0, [])
    assert all(student in tables for student in found)
    assert course.run("grade", course.out)  # the others are graded by the next who comes
    assert len(marked(course)) == len({whose for _, whose in course.coming[:6]})


def test_a_worker_that_dies_costs_nobody_a_mark(course):
    with watching(course) as driver:
        for number, (name, whose) in enumerate(course.coming):
            course.upload(name, whose)
            if number in (2, 5):
                for worker in victims("worker", driver.pid)[:1]:
                    worker.kill()
        until(lambda: course.digests() <= set(marked(course).items()))
        code = ended(driver)
    assert code == 0
    assert after(course) == (killing_watch.STUDENTS, [])


def test_ctrl_c_in_a_terminal_which_every_process_gets_drains_too(course):
    with watching(course) as driver:
        for name, whose in course.coming[:3]:
            course.upload(name, whose)
        until(lambda: marked(course))
        below = psutil.Process(driver.pid).children(recursive=True)
        driver.send_signal(signal.SIGINT)
        for process in below:
            if psutil.pid_exists(process.pid):
                process.send_signal(signal.SIGINT)
        code = driver.wait(LONG)
    found = journal.results(course.folder / course.out / "results.jsonl")
    states = {one.state for one in found}
    assert (code, states) == (0, {"graded"})


def test_another_run_into_the_same_place_is_told_to_wait(course):
    course.upload("student00000", "ada")
    with watching(course) as driver:
        until(lambda: marked(course))
        with pytest.raises(RuntimeError, match="another run is grading into"):
            course.run("grade", course.out)
        assert ended(driver) == 0


def test_marks_that_another_seed_would_change_are_listed_and_nothing_is_written(course):
    course.upload(*course.coming[0])
    course.run("grade", course.out)
    before = contents(course.folder / course.out)
    path = course.folder / course.out / "results.jsonl"
    _one_point_less(path)
    changed = contents(course.folder / course.out)
    with pytest.raises(RuntimeError, match="existing marks would change"), watching(course):
        pass
    assert before != changed
    assert differences(changed, contents(course.folder / course.out)) == []


def _one_point_less(path: Path) -> None:
    """Marks as an older kit might have given them."""
    (one,) = journal.results(path)
    marks = (msgspec.structs.replace(one.marks[0], score=1.0), *one.marks[1:])
    work = NotebookFile(one.student_id, one.assignment, b"", one.digest)
    older = msgspec.structs.replace(one.made_with, version="older")
    path.unlink()
    with journal.Journal(path) as book:
        book.append(
            msgspec.structs.replace(one, marks=marks, version="older", key=older.key(work))
        )


@pytest.mark.parametrize(
    "number", [0, *(pytest.param(n, marks=pytest.mark.proof) for n in range(1, len(MOMENTS)))]
)
def test_after_a_kill_nothing_is_lost_nothing_is_twice_and_no_mark_is_wrong(home, number):
    outcome = home.kill(MOMENTS[number], f"killed-{number}")
    assert outcome.problems == (), kills.told(outcome)


@pytest.mark.proof
@pytest.mark.parametrize("of", ["watch", "one"])
def test_after_a_hundred_kills_neither(strict, capsys, of):
    ended = kills.main(["--of", of, "--times", "100", "--seed", str(SEED)])
    assert ended == 0, capsys.readouterr().out
