"""What the kernel tells of the hand-ins, and what happens where it doesn't."""

import errno
import os
import threading
import time
from collections import namedtuple

import pytest

from dinosaur_grader.batch import file_events
from dinosaur_grader.batch.file_events import EVERYBODY, Arrivals

NAME = "homework"


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
    (watched.submitted / "ada" / NAME / "homework.ipynb").write_text("{}")
    assert (first, changed(watched)) == ({"ada"}, {"ada"})


def test_a_folder_that_is_moved_in_with_all_that_is_in_it_is_told_of(watched):
    ready = watched.submitted.parent / "ben" / NAME
    ready.mkdir(parents=True)
    ready.parent.rename(watched.submitted / "ben")
    first = changed(watched)
    (watched.submitted / "ben" / NAME / "homework.ipynb").write_text("{}")
    assert (first, changed(watched)) == ({"ben"}, {"ben"})


def test_a_link_is_told_of_and_nothing_behind_it(watched):
    elsewhere = watched.submitted.parent / "elsewhere"
    (elsewhere / NAME).mkdir(parents=True)
    (watched.submitted / "eve").symlink_to(elsewhere)
    first = changed(watched)
    (elsewhere / NAME / "homework.ipynb").write_text("{}")
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
    lost = event(-1, file_events.flags.Q_OVERFLOW, 0, "")
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
        watched.wait(0.0)
        or watched._bell in file_events.select.select([watched._bell], [], [], 0)[0]
    ):
        pass
    threading.Timer(0.05, watched.wake).start()
    started = time.monotonic()
    watched.wait(60.0)
    assert time.monotonic() - started < 30
