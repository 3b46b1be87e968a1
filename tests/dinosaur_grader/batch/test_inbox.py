"""What the kernel tells of the hand-ins, and what happens where it doesn't; which of them
are given out, and when; by a clock that the tests turn."""

import errno
import os
import threading
import time
from collections import namedtuple

import pytest

from dinosaur_grader.batch import inbox
from dinosaur_grader.batch.inbox import (
    AGAIN,
    DAMAGED,
    EVERYBODY,
    MOST_WAIT,
    STILL,
    Arrivals,
    Inbox,
)
from dinosaur_grader.results import MISSING, UNREADABLE, NotebookFile
from tests.dinosaur_grader import small

NAME = "dinosaur_island"
WHOLE = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


class Clock:
    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(inbox.time, "monotonic", clock.monotonic)
    return clock


@pytest.fixture
def submitted(tmp_path):
    return tmp_path


@pytest.fixture
def box(submitted, clock):
    return Inbox(submitted, small.assignment())


def after(box, clock, seconds, student="ada", busy=()):
    """What is given out after so many seconds, and a look at the student."""
    clock.now += seconds
    box.look(student)
    return list(box.ready(busy))


def test_a_whole_notebook_is_given_out_once_after_a_moment(box, clock, submitted):
    small.hand_in(submitted, "ada", WHOLE)
    at_once, then, later = (after(box, clock, s) for s in (0, STILL, DAMAGED))
    assert (at_once, later, len(box)) == ([], [], 0)
    assert [taken.raw for taken in then] == [WHOLE]


def test_half_a_notebook_is_left_alone_until_the_rest_is_there(box, clock, submitted):
    small.hand_in(submitted, "ada", WHOLE[:-1])
    half = after(box, clock, 0) + after(box, clock, STILL)
    small.hand_in(submitted, "ada", WHOLE)
    rest = after(box, clock, 1.0) + after(box, clock, 1.0)
    assert (half, [taken.raw for taken in rest]) == ([], [WHOLE])


@pytest.mark.parametrize("raw", [b"", WHOLE[:-1], b"no notebook", b"[" * 100_000, b"12"])
def test_what_is_not_whole_is_given_out_when_it_has_stood_still(box, clock, submitted, raw):
    small.hand_in(submitted, "ada", raw)
    before = after(box, clock, 0) + after(box, clock, DAMAGED - 0.1)
    (taken,) = after(box, clock, 0.2)
    assert (before, taken.raw) == ([], raw)


def test_what_goes_on_changing_is_given_out_after_a_minute(box, clock, submitted):
    def change(number):
        small.hand_in(submitted, "ada", b"x" * number)
        return after(box, clock, 0.1)

    times = int(MOST_WAIT * 10)
    given = [taken for number in range(times + 2) for taken in change(number)]
    assert len(given) == 1


def test_a_student_who_is_busy_waits_and_then_the_newest_is_given_out(box, clock, submitted):
    small.hand_in(submitted, "ada", WHOLE)
    after(box, clock, 0)
    busy = after(box, clock, STILL, busy={"ada"})
    small.hand_in(submitted, "ada", WHOLE + b" ")
    after(box, clock, 0, busy={"ada"})
    assert (busy, [one.raw for one in after(box, clock, STILL)]) == ([], [WHOLE + b" "])


def test_a_flood_of_hand_ins_of_one_student_is_given_out_now_and_then(box, clock, submitted):
    given = []
    for number in range(200):
        small.hand_in(submitted, "ada", WHOLE + b" " * number)
        after(box, clock, 0.05)
        given += after(box, clock, STILL)
    assert 2 <= len(given) <= 200 * (STILL + 0.05) / AGAIN + 1
    assert all(isinstance(one, NotebookFile) for one in given)


def test_an_earlier_hand_in_that_is_put_back_is_given_out_again(box, clock, submitted):
    given = []
    for raw in (WHOLE, WHOLE + b" ", WHOLE):
        small.hand_in(submitted, "ada", raw)
        given += after(box, clock, AGAIN) + after(box, clock, STILL)
    assert [one.raw for one in given] == [WHOLE, WHOLE + b" ", WHOLE]


def test_a_folder_without_a_notebook_is_missing_and_not_at_once(box, clock, submitted):
    (submitted / "ada").mkdir()
    before = after(box, clock, 0) + after(box, clock, STILL)
    (taken,) = after(box, clock, DAMAGED)
    assert (before, taken.state) == ([], MISSING)


def test_who_is_gone_is_nobody_and_missing_only_where_the_roster_has_them(clock, submitted):
    box = Inbox(submitted, small.assignment(), ("ben",))
    for student in ("ada", "ben"):
        small.hand_in(submitted, student, WHOLE)
        after(box, clock, 0, student)
        (submitted / student).rename(submitted.parent / f"{submitted.name}-{student}")
        after(box, clock, 0, student)
    box.look("ada")
    assert [(one.student_id, one.state) for one in after(box, clock, DAMAGED, "ben")] == [
        ("ben", MISSING)
    ]


@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "pipe"])
def test_what_is_no_file_is_never_opened_and_said(box, clock, submitted, kind):
    folder = submitted / "ada" / NAME
    folder.mkdir(parents=True)
    place = folder / f"{NAME}.ipynb"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero" if kind == "link to a file" else "/")
    (taken,) = after(box, clock, 0) + after(box, clock, DAMAGED)
    assert taken.state == UNREADABLE


def test_a_link_in_a_students_place_is_looked_at_and_not_behind(box, clock, submitted):
    elsewhere = submitted.parent / f"{submitted.name}-elsewhere"
    small.hand_in(elsewhere, "eve", WHOLE)
    (submitted / "eve").symlink_to(elsewhere / "eve")
    (taken,) = after(box, clock, 0, "eve") + after(box, clock, DAMAGED, "eve")
    small.hand_in(elsewhere, "eve", WHOLE + b" ")
    assert taken.state == UNREADABLE
    assert after(box, clock, AGAIN, "eve") + after(box, clock, DAMAGED, "eve") == []


def test_what_editors_leave_is_nobody(box, clock, submitted):
    small.hand_in(submitted, ".ipynb_checkpoints", WHOLE)
    assert after(box, clock, DAMAGED, ".ipynb_checkpoints") == []
    assert len(box) == 0


def test_who_waits_longest_is_given_out_first(box, clock, submitted):
    for student in ("zoe", "ada"):
        small.hand_in(submitted, student, WHOLE)
        after(box, clock, 0.01, student)
    assert [one.student_id for one in after(box, clock, STILL)] == ["zoe", "ada"]


def test_it_says_how_long_nothing_is_worth_a_look(box, clock, submitted):
    nothing = box.again()
    small.hand_in(submitted, "ada", WHOLE)
    after(box, clock, 0)
    assert (nothing, box.again({"ada"})) == (float("inf"), float("inf"))
    assert box.again() == pytest.approx(STILL)


@pytest.fixture
def watched(tmp_path):
    """A folder of hand-ins and what tells of it."""
    said = []
    submitted = tmp_path / "submitted"
    submitted.mkdir()
    with Arrivals(submitted, NAME, said.append, ask=False) as told:
        told.said = said
        yield told


def changed(told, seconds=2.0):
    """All that is told until nothing more comes."""
    found = set()
    while new := told.wait(seconds):
        found |= new
        seconds = 0.1
    return found


def test_a_new_folder_is_told_of_and_from_then_on_what_is_closed_in_it(watched):
    (watched.submitted / "ada" / NAME).mkdir(parents=True)
    first = changed(watched)
    (watched.submitted / "ada" / NAME / "dinosaur_island.ipynb").write_text("{}")
    assert (first, changed(watched)) == ({"ada"}, {"ada"})


def test_a_folder_that_is_moved_in_with_all_that_is_in_it_is_told_of(watched):
    ready = watched.submitted.parent / "ben" / NAME
    ready.mkdir(parents=True)
    ready.parent.rename(watched.submitted / "ben")
    first = changed(watched)
    (watched.submitted / "ben" / NAME / "dinosaur_island.ipynb").write_text("{}")
    assert (first, changed(watched)) == ({"ben"}, {"ben"})


def test_a_link_is_told_of_and_nothing_behind_it(watched):
    elsewhere = watched.submitted.parent / "elsewhere"
    (elsewhere / NAME).mkdir(parents=True)
    (watched.submitted / "eve").symlink_to(elsewhere)
    first = changed(watched)
    (elsewhere / NAME / "dinosaur_island.ipynb").write_text("{}")
    (elsewhere / "more").mkdir()
    assert (first, changed(watched, 0.2)) == ({"eve"}, set())


def test_nothing_below_the_assignments_folder_is_watched(watched):
    deep = watched.submitted / "ada" / NAME / "deep"
    deep.mkdir(parents=True)
    changed(watched)
    (deep / "file").write_text("x")
    assert changed(watched, 0.2) == set()


def test_a_flood_that_the_kernel_lost_count_of_is_everybody(watched, monkeypatch):
    event = namedtuple("Event", "wd mask cookie name")
    lost = event(-1, inbox.flags.Q_OVERFLOW, 0, "")
    (watched.submitted / "ada").mkdir()
    monkeypatch.setattr(watched._kernel, "read", lambda _: [lost], raising=False)
    assert watched.wait(2.0) is EVERYBODY


def test_where_there_is_too_much_to_watch_it_says_so_and_nobody_tells(watched, monkeypatch):
    def no_more(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watched._kernel, "add_watch", no_more, raising=False)
    watched.follow("ada")
    assert not watched.told
    assert "max_user_watches" in watched.said[0]
    assert watched.wait(0.0) == set()


def test_where_the_kernel_is_not_asked_nobody_tells(tmp_path):
    with Arrivals(tmp_path, NAME, print, ask=True) as silent:
        silent.follow("ada")
        (tmp_path / "ada").mkdir()
        assert (silent.told, silent.wait(0.0)) == (False, set())


def test_a_bell_ends_the_waiting_at_once_and_can_be_rung_any_number_of_times(watched):
    for _ in range(100_000):  # more than a pipe holds
        watched.wake()
    while (
        watched.wait(0.0) or watched._bell in inbox.select.select([watched._bell], [], [], 0)[0]
    ):
        pass
    threading.Timer(0.05, watched.wake).start()
    started = time.monotonic()
    watched.wait(60.0)
    assert time.monotonic() - started < 30
