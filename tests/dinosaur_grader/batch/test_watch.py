"""`watch` as a person starts it, in real sandboxes: hand-ins that come, are half written,
come again; workers that die; and `grade` after it, which finds nothing to do."""

import random
import shutil
import signal
import sqlite3
import time

import msgspec
import psutil
import pytest

from bench import kills
from bench.harm import incoming, killing, killing_watch
from bench.harm.killing import contents, differences, left_behind, victims
from bench.harm.killing_watch import Watched
from dinosaur_grader.batch import inbox, journal
from dinosaur_grader.records import final_marks
from dinosaur_grader.results import NotebookFile
from tests.dinosaur_grader.desk import upgrade

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


def empty(home, out):
    """The class with nothing handed in yet, and a folder for its marks."""
    submitted = home.folder / "submitted"
    shutil.rmtree(submitted)
    submitted.mkdir()
    home.out = out
    return home


@pytest.fixture
def course(home, request):
    return empty(home, f"out-{abs(hash(request.node.name))}")


def watching(course, *more):
    return incoming.watching(course.folder, course.out, "strict", 2, *more, env=course.env)


def until(what, every=0.05):
    deadline = time.monotonic() + LONG
    while not (so := what()) and time.monotonic() < deadline:
        time.sleep(every)
    assert so


def results(course):
    """What the journal has, by student."""
    path = course.folder / course.out / "results.jsonl"
    found = journal.results(path) if path.exists() else ()
    return {one.student_id: one for one in found}


def all_marked(course):
    """Whether the last hand-in of everybody is in the journal."""
    return course.digests() <= {(who, one.digest) for who, one in results(course).items()}


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


def attempts(course, student):
    return final_marks.read_notes(course.folder / course.out, NAME)[student].attempts


def ended(driver):
    driver.send_signal(signal.SIGTERM)
    return driver.wait(LONG)


def after(course):
    """What `grade` changes after it, and how many results it used."""
    before = contents(course.folder / course.out)
    said = course.run("grade", course.out, "--json")
    reused = '"reused":' in said and int(said.rpartition('"reused":')[2].split(",")[0])
    return reused, differences(before, contents(course.folder / course.out))


def place(course, student):
    folder = course.folder / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def long_watch(home):
    """One watch over hand-ins of all kinds: who hands in worse work later, one whose file
    comes in parts and is given out when the last is there, half a file, a link. What was seen
    on the way, with how it ended."""
    course = empty(home, "out-long")
    raw = (course.folder / "all" / "student00000" / NAME / f"{NAME}.ipynb").read_bytes()
    seen = {}
    with watching(course) as driver, open(place(course, "parts"), "wb") as parts:
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
        seen["half of it"] = "parts" in results(course)
        parts.write(raw[parts.tell() :])
        parts.flush()
        course.upload("student00001", "ada")  # clip is wrong
        until(lambda: in_gradebook(course, "ada") == 80)
        until(lambda: results(course).keys() == {"ada", "parts", "half", "eve"})
        until(lambda: page(course, "half").exists())
        with pytest.raises(RuntimeError) as busy:
            course.run("grade", course.out)
        seen["busy"] = str(busy.value)
        seen["code"] = ended(driver)
    seen["said"] = (course.folder / f"{course.out}.said").read_text()
    return course, seen


@pytest.fixture
def long_watched(long_watch):
    """The same, whatever was watched since."""
    course, seen = long_watch
    course.out = "out-long"
    return course, seen


def test_a_new_hand_in_replaces_the_mark_and_one_that_fell_is_said(long_watched):
    course, seen = long_watched
    assert [attempt.score for attempt in attempts(course, "ada")] == [100, 80]
    assert "The submission that counts has 80 points; another one had 100." in seen["said"]


def test_half_a_file_is_not_graded_until_the_rest_is_there(long_watched):
    course, seen = long_watched
    assert not seen["half of it"]
    assert results(course)["parts"].state == "graded"
    assert len(attempts(course, "parts")) == 1


def test_half_a_file_that_stays_so_is_said_and_a_link_is_not_followed(long_watched):
    course, seen = long_watched
    states = {who: one.state for who, one in results(course).items()}
    assert (seen["code"], states["half"], states["eve"]) == (1, "unreadable", "unreadable")
    assert "Not graded: half (unreadable)" in seen["said"]


def test_another_run_into_the_same_place_is_told_to_wait(long_watched):
    assert "another run is grading into" in long_watched[1]["busy"]


def test_what_comes_is_marked_within_seconds_and_grade_finds_nothing_to_do(course):
    with watching(course) as driver:
        for name, whose in course.coming:
            course.upload(name, whose)
        until(lambda: all_marked(course))
        until(lambda: in_gradebook(course, "student00005") is not None)
        written = page(course, "student00005").exists()
        tables = course.folder / course.out / "grades.csv"
        until(lambda: tables.exists() and "student00005" in tables.read_text())
        code = ended(driver)
    assert (code, written) == (0, True)
    left = course.without_attempts(contents(course.folder / course.out))
    assert differences(course.without_attempts(course.due), left) == []
    assert after(course) == (killing_watch.STUDENTS, [])


def test_what_was_begun_is_finished_when_it_is_told_to_stop_and_nothing_is_left(course):
    with left_behind() as orphans, watching(course) as driver:
        for name, whose in course.coming[:6]:
            course.upload(name, whose)
        until(lambda: results(course))
        code = ended(driver)
        left = orphans()
    tables = (course.folder / course.out / "totals.csv").read_text()
    assert (code, left) == (0, [])
    assert all(student in tables for student in results(course))
    assert course.run("grade", course.out)  # the others are graded by the next who comes
    assert len(results(course)) == len({whose for _, whose in course.coming[:6]})


def test_polling_a_worker_that_dies_costs_nobody_a_mark_and_ctrl_c_in_a_terminal_ends_it(
    course,
):
    """Ctrl-C in a terminal goes to every process."""
    with watching(course, "--poll", "0.5") as driver:
        for number, (name, whose) in enumerate(course.coming):
            course.upload(name, whose)
            if number in (2, 5):
                for worker in victims("worker", driver.pid)[:1]:
                    worker.kill()
        until(lambda: all_marked(course))
        below = psutil.Process(driver.pid).children(recursive=True)
        driver.send_signal(signal.SIGINT)
        for process in below:
            if psutil.pid_exists(process.pid):
                process.send_signal(signal.SIGINT)
        code = driver.wait(LONG)
    assert (code, {one.state for one in results(course).values()}) == (0, {"graded"})
    assert after(course) == (killing_watch.STUDENTS, [])


def test_marks_that_another_kit_would_change_are_listed_and_nothing_is_written(
    course, monkeypatch, capsys
):
    """It never comes to watching, so it can run in this process."""
    upgrade.serial(monkeypatch)
    course.upload(*course.coming[0])
    out = course.folder / course.out
    words = ("--submitted", course.folder / "submitted", "--out", out)
    seed = ("--seed", course.folder / "course.seed", "--isolation", "none")
    assert upgrade.run("grade", *words, *seed) == 0
    _one_point_less(out / "results.jsonl")
    before = contents(out)
    assert upgrade.run("watch", *words, *seed) == 2
    assert "existing marks would change" in capsys.readouterr().err
    assert differences(before, contents(out)) == []


def _one_point_less(path):
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
