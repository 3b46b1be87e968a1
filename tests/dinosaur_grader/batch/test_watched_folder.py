"""The loop of `watch`, with threads and a job function of its own in the place of a
sandbox; `test_watch.py` has the real ones."""

import hashlib
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch import canary, inbox, pool
from dinosaur_grader.batch import watched_folder as watch
from dinosaur_grader.batch.attempts import Attempts
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.inbox import Arrivals, Inbox
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.open_course import Course, read_rules
from dinosaur_grader.batch.progress import Progress
from dinosaur_grader.batch.run import Run
from dinosaur_grader.judging import grading
from dinosaur_grader.results import MadeWith, NotebookFile, Result
from dinosaur_grader.store import database
from tests.dinosaur_grader import small
from tests.waiting import HANGS, until

SEED = Seed(b"s")
WHOLE = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


class Places:
    """Notes what it was told to write; `later` times it has to wait."""

    def __init__(self):
        self.later, self.written, self.tables_of = 0, [], []

    def marks(self, run, students):
        self.later -= 1
        if self.later >= 0:
            return False
        self.written += [one.student_id for one in run.results(students)]
        return True

    def tables(self, run):
        self.tables_of.append(len(run.keys))


class Watching:
    """A watch over a folder in a thread of its own, and the words it says."""

    def __init__(self, home, graded, rules=None):
        self.submitted, self.places = home / "submitted", Places()
        self.submitted.mkdir()
        self.work, self.graded = small.assignment(), graded
        self.stop, self.failed = watch.Stop(), []
        self.url = database.default_url(home)
        self.book = Journal(self.url, self.work.name)
        self.seed = home / "course.seed"
        if rules is not None:
            (home / "course.toml").write_text(rules)

    def __enter__(self):
        self.batch = pool.Batch(partial(ThreadPoolExecutor, 2), 2).__enter__()
        made_with = MadeWith(self.work.version, SEED.fingerprint, "none")
        job = grading.JobMaker(SEED, made_with, "w")
        seen, book = Progress(None), self.book.__enter__()
        rules, here = read_rules(self.seed, {}), self.submitted
        course = Course(self.work, rules, {}, here, here, self.seed, self.url)
        box, tries = Inbox(course), Attempts(course, book.attempts)
        self.run = Run(self.work, job, book, seen, tries)
        self.arrivals = Arrivals(self.submitted, self.work.name, ask=False)
        self.batch.on_result = self.arrivals.wake
        told = (self.arrivals, self.places, self.stop)
        self.loop = watch.Watch(course, self.run, self.batch, box, *told, 0.05)
        self.thread = threading.Thread(target=self._through)
        self.thread.start()
        return self

    def _through(self):
        try:
            self.loop.through()
        except CanaryFailed as failed:
            self.failed.append(failed)

    def end(self):
        self.stop.asked = True
        self.arrivals.wake()
        self.thread.join(HANGS)

    def ended(self):
        self.end()
        return self.loop.ended()

    def __exit__(self, *_):
        self.end()
        self.arrivals.__exit__()
        self.batch.__exit__()
        self.book.__exit__()

    def hand_in(self, *students, raw=WHOLE):
        for student in students:
            small.hand_in(self.submitted, student, raw)

    def kept(self, student):
        return student in self.run.keys and self.run.book[self.run.keys[student]].digest


def a_result(job):
    who = (job.work.student_id, job.work.assignment)
    return Result(job.key, *who, "graded", (), digest=job.work.digest, wording="w")


class Held:
    """A job function that goes on when it is let go: how often it was called, and how
    often at the same time."""

    def __init__(self):
        self.go_on, self.running = threading.Event(), set()
        self.seen, self.most = 0, 0

    def __call__(self, job):
        self.seen += 1
        self.running.add(job.work.digest)
        self.most = max(self.most, len(self.running))
        self.go_on.wait(HANGS)
        self.running.remove(job.work.digest)
        return a_result(job)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Makes a course whose jobs are graded by a function."""
    monkeypatch.setattr(inbox, "AGAIN", 0.0)
    monkeypatch.setattr(inbox, "STILL", 0.05)
    monkeypatch.setattr(inbox, "DAMAGED", 0.5)

    def made(graded=a_result, rules=None):
        monkeypatch.setattr(pool, "grade_one", graded)
        return Watching(tmp_path, graded, rules)

    return made


def test_what_appears_is_graded_and_written_when_it_can_be_and_then_told_of_the_class(course):
    with course() as going:
        going.places.later = 1
        going.hand_in("ada", "ben")
        until(lambda: sorted(going.places.written) == ["ada", "ben"])
        until(lambda: going.places.tables_of[-1:] == [2])
        graded = going.ended()
    assert graded.states == {"graded": 2}


def test_while_one_is_graded_the_next_hand_in_of_the_same_student_waits(course):
    held = Held()
    with course(held) as going:
        going.hand_in("ada")
        until(lambda: held.running)
        going.hand_in("ada", raw=WHOLE + b" ")
        until(lambda: going.loop.inbox.again() == 0.0)  # for anybody who is not busy
        held.go_on.set()
        newest = hashlib.sha256(WHOLE + b" ").hexdigest()
        until(lambda: going.kept("ada") == newest)
    assert (held.most, held.seen) == (1, 2)


def test_what_was_begun_when_it_was_told_to_stop_is_finished(course):
    held = Held()
    with course(held) as going:
        going.hand_in("ada")
        until(lambda: held.running)
        going.stop.asked = True
        going.arrivals.wake()
        going.hand_in("ben")
        held.go_on.set()
        states = going.ended().states
    assert states == {"graded": 1}


def test_who_is_gone_at_the_end_is_left_out_and_nobody_where_all_are(course):
    with course() as going:
        going.hand_in("ada", "ben")
        until(lambda: len(going.run.keys) == 2)
        (going.submitted / "ada").rename(going.submitted.parent / "ada")
        left = going.ended().states
        (going.submitted / "ben").rename(going.submitted.parent / "ben")
        assert (left, going.loop.ended().states) == ({"graded": 1}, {"graded": 1})


def a_canary(monkeypatch, wrong=""):
    """One that sings after each three marks; how often it was heard."""
    wakes = []

    def jobs(_, job):
        names = (canary.SOLVED, canary.BLANK)
        return [job(NotebookFile(name, "dinosaur_island", WHOLE, name)) for name in names]

    def judged(_, results):
        wakes.append(len(results))
        return wrong

    monkeypatch.setattr(watch, "CANARY_MARKS", 3)
    monkeypatch.setattr(canary, "jobs", jobs)
    monkeypatch.setattr(canary, "judged", judged)
    return wakes


def test_the_canary_sings_again_while_marks_come_in(course, monkeypatch):
    wakes = a_canary(monkeypatch)
    with course() as going:
        for count in (1, 2):
            going.hand_in(*(f"s{count}{number}" for number in range(3)))
            until(lambda times=count: wakes == [2] * times)
        states = going.ended().states
    assert states == {"graded": 6}  # the canary's own are nobody's


def test_a_canary_that_fails_ends_it_and_says_which_marks_may_be_wrong(course, monkeypatch):
    a_canary(monkeypatch, wrong="The right answers got 0 of 12 points.")
    with course() as going:
        going.hand_in("s0", "s1", "s2")
        until(lambda: going.failed)
    said = str(going.failed[0])
    assert "3 marks since" in said and "got 0 of 12 points" in said


RULES = {
    "attempts": ('attempts = "best"\n', True),
    "late": ("[late]\npercent_a_day = 10\n", True),
    "excused": ('excused.clip_hidden_1 = "It was wrong."\n', True),
    "no table": ("attempts\n", True),
    "a remark": ("# a remark\n", False),
    "of another assignment": ("due.another = 2026-11-20T23:59:00+01:00\n", False),
}


@pytest.mark.parametrize(("now", "ends"), RULES.values(), ids=RULES)
def test_other_rules_on_this_assignment_by_now_end_it(course, monkeypatch, capsys, now, ends):
    monkeypatch.setattr(watch, "SWEEP", 0.05)
    with course(rules="") as going:
        (going.seed.parent / "course.toml").write_text(now)
        seen = going.loop.swept
        until(lambda: going.stop.asked if ends else going.loop.swept > seen + 0.2)
        assert going.stop.asked is ends
    assert ("course.toml" in capsys.readouterr().err) is ends


def test_a_folder_that_is_not_there_for_a_while_is_said_once_and_found_again(
    course, monkeypatch, capsys
):
    monkeypatch.setattr(watch, "SWEEP", 0.05)
    with course() as going:
        away = going.submitted.rename(going.submitted.with_name("away"))
        until(lambda: going.loop.unheard)
        small.hand_in(away, "ada", WHOLE)
        seen = going.loop.swept
        until(lambda: going.loop.swept > seen + 0.1)
        away.rename(going.submitted)
        until(lambda: going.places.written == ["ada"])
    assert capsys.readouterr().err.count("can't be read just now") == 1


def test_the_first_signal_asks_and_the_second_interrupts():
    rung = []
    with watch.Stop() as stop:
        stop.on_request(lambda: rung.append(1))
        os.kill(os.getpid(), signal.SIGTERM)
        asked = stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert (asked, rung) == (True, [1])


def test_a_signal_before_it_watches_interrupts_also_where_that_was_swallowed():
    with watch.Stop() as stop:
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            stop.on_request(lambda: None)
