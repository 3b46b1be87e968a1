"""Which hand-ins are given out, and when; by a clock that the tests turn."""

import os

import pytest

from dinosaur_grader.batch import inbox
from dinosaur_grader.batch.inbox import AGAIN, DAMAGED, MOST_WAIT, STILL, Inbox
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
