"""What the kernel tells of the hand-ins, and what happens where it doesn't; which of them
are given out, and when; by a clock that the tests turn."""

import errno
import os
from types import SimpleNamespace

import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.batch import inbox
from dinosaur_grader.batch.inbox import (
    AGAIN,
    DAMAGED,
    EVERYBODY,
    MAX_WAIT,
    STILL,
    Arrivals,
    Inbox,
)
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.results import MISSING, UNREADABLE, NotebookFile
from dinosaur_grader.store import database
from tests.dinosaur_grader import small

NAME = "dinosaur_island"
WHOLE = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(inbox.time, "monotonic", lambda: clock.now)
    return clock


def course(home, **more):
    url = database.default_url(home)
    return Course(small.assignment(), Rules(), {}, home, home, home / "seed", url, **more)


@pytest.fixture
def box(tmp_path, clock):
    return Inbox(course(tmp_path))


def after(box, clock, seconds, student="ada", busy=()):
    """What is given out after so many seconds, and a look at the student."""
    clock.now += seconds
    box.look(student)
    return list(box.ready(busy))


def test_a_whole_notebook_is_given_out_once_after_a_moment(box, clock, tmp_path):
    nothing = box.again()
    small.hand_in(tmp_path, "ada", WHOLE)
    at_once = after(box, clock, 0)
    assert (nothing, box.again({"ada"})) == (float("inf"), float("inf"))
    assert box.again() == pytest.approx(STILL)
    then, later = (after(box, clock, s) for s in (STILL, DAMAGED))
    assert (at_once, later, len(box)) == ([], [], 0)
    assert [taken.raw for taken in then] == [WHOLE]


@pytest.mark.parametrize("raw", [b"", WHOLE[:-1], b"[" * 100_000, b"12"])
def test_what_is_not_whole_is_given_out_when_it_has_stood_still(box, clock, tmp_path, raw):
    small.hand_in(tmp_path, "ada", raw)
    before = after(box, clock, 0) + after(box, clock, DAMAGED - 0.1)
    (taken,) = after(box, clock, 0.2)
    assert (before, taken.raw) == ([], raw)


def test_what_goes_on_changing_is_given_out_after_a_minute(box, clock, tmp_path):
    def change(number):
        small.hand_in(tmp_path, "ada", b"x" * number)
        return after(box, clock, 1.0)

    times = int(MAX_WAIT)
    given = [taken for number in range(times + 2) for taken in change(number)]
    assert len(given) == 1


def test_a_student_who_is_busy_waits_and_then_the_newest_is_given_out(box, clock, tmp_path):
    small.hand_in(tmp_path, "ada", WHOLE)
    after(box, clock, 0)
    busy = after(box, clock, STILL, busy={"ada"})
    small.hand_in(tmp_path, "ada", WHOLE + b" ")
    after(box, clock, 0, busy={"ada"})
    assert (busy, [one.raw for one in after(box, clock, STILL)]) == ([], [WHOLE + b" "])


def test_a_flood_of_hand_ins_of_one_student_is_given_out_now_and_then(box, clock, tmp_path):
    given = []
    for number in range(200):
        small.hand_in(tmp_path, "ada", WHOLE + b" " * number)
        after(box, clock, 0.05)
        given += after(box, clock, STILL)
    assert 2 <= len(given) <= 200 * (STILL + 0.05) / AGAIN + 1
    assert all(isinstance(one, NotebookFile) for one in given)


def test_an_earlier_hand_in_that_is_put_back_is_given_out_again(box, clock, tmp_path):
    given = []
    for raw in (WHOLE, WHOLE + b" ", WHOLE):
        small.hand_in(tmp_path, "ada", raw)
        given += after(box, clock, AGAIN) + after(box, clock, STILL)
    assert [one.raw for one in given] == [WHOLE, WHOLE + b" ", WHOLE]


def test_a_folder_without_a_notebook_is_missing_and_not_at_once(box, clock, tmp_path):
    (tmp_path / "ada").mkdir()
    before = after(box, clock, 0) + after(box, clock, STILL)
    (taken,) = after(box, clock, DAMAGED)
    assert (before, taken.state) == ([], MISSING)


def test_who_is_gone_is_nobody_and_missing_only_where_the_roster_has_them(clock, tmp_path):
    box = Inbox(course(tmp_path, roster=("ben",)))
    for student in ("ada", "ben"):
        small.hand_in(tmp_path, student, WHOLE)
        after(box, clock, 0, student)
        (tmp_path / student).rename(tmp_path.parent / f"{tmp_path.name}-{student}")
        after(box, clock, 0, student)
    small.hand_in(tmp_path, ".ipynb_checkpoints", WHOLE)  # an editor's, and nobody
    after(box, clock, 0, ".ipynb_checkpoints")
    box.look("ada")
    (one,) = after(box, clock, DAMAGED, "ben")
    assert (one.student_id, one.state) == ("ben", MISSING)


@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "pipe"])
def test_what_is_no_file_is_never_opened_and_said(box, clock, tmp_path, kind):
    folder = tmp_path / "ada" / NAME
    folder.mkdir(parents=True)
    place = folder / f"{NAME}.ipynb"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero" if kind == "link to a file" else "/")
    (taken,) = after(box, clock, 0) + after(box, clock, DAMAGED)
    assert taken.state == UNREADABLE


def test_a_link_in_a_students_place_is_looked_at_and_not_behind(box, clock, tmp_path):
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    small.hand_in(elsewhere, "eve", WHOLE)
    (tmp_path / "eve").symlink_to(elsewhere / "eve")
    (taken,) = after(box, clock, 0, "eve") + after(box, clock, DAMAGED, "eve")
    small.hand_in(elsewhere, "eve", WHOLE + b" ")
    assert taken.state == UNREADABLE
    assert after(box, clock, AGAIN, "eve") + after(box, clock, DAMAGED, "eve") == []


@pytest.fixture
def watched(tmp_path):
    """A folder of hand-ins and what tells of it."""
    (tmp_path / "submitted").mkdir()
    with Arrivals(tmp_path / "submitted", NAME, ask=False) as told:
        yield told


def changed(told, seconds=2.0):
    """All that is told until nothing more comes."""
    found = set()
    while new := told.wait(seconds):
        found |= new
        seconds = 0.1
    return found


@pytest.mark.parametrize("moved_in", [False, True])
def test_a_new_folder_is_told_of_and_what_is_closed_in_it_and_nothing_below(watched, moved_in):
    place = watched.submitted / "ada"
    made = place.parent.parent / "ada" if moved_in else place
    (made / NAME / "deep").mkdir(parents=True)
    made.rename(place)
    first = changed(watched)
    (place / NAME / "dinosaur_island.ipynb").write_text("{}")
    second = changed(watched)
    (place / NAME / "deep" / "file").write_text("x")
    assert (first, second, changed(watched, 0.2)) == ({"ada"}, {"ada"}, set())


def test_a_link_is_told_of_and_nothing_behind_it(watched):
    elsewhere = watched.submitted.parent / "elsewhere"
    (elsewhere / NAME).mkdir(parents=True)
    (watched.submitted / "eve").symlink_to(elsewhere)
    first = changed(watched)
    (elsewhere / NAME / "dinosaur_island.ipynb").write_text("{}")
    assert (first, changed(watched, 0.2)) == ({"eve"}, set())


def test_a_flood_that_the_kernel_lost_count_of_is_everybody(watched, monkeypatch):
    lost = SimpleNamespace(wd=-1, mask=inbox.flags.Q_OVERFLOW, cookie=0, name="")
    (watched.submitted / "ada").mkdir()
    monkeypatch.setattr(watched._kernel, "read", lambda _: [lost], raising=False)
    assert watched.wait(2.0) is EVERYBODY


def test_where_there_is_too_much_to_watch_it_says_so_and_nobody_tells(
    watched, monkeypatch, capsys
):
    def no_more(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watched._kernel, "add_watch", no_more, raising=False)
    watched.follow("ada")
    assert not watched.told
    assert "max_user_watches" in capsys.readouterr().err
    assert watched.wait(0.0) == set()


def test_a_bell_can_be_rung_more_often_than_a_pipe_holds(watched):
    for _ in range(100_000):
        watched.wake()
    assert watched.wait(60.0) == set()
