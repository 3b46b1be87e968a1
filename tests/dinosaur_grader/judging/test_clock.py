"""What takes too long is ended: in the main thread by a signal, in others by a second
thread."""

import contextlib
import re
import subprocess
import sys
import threading
import time
import weakref

import pytest

from dinosaur_grader.judging.clock import TooLong, today, within
from tests.conftest import ROOT
from tests.waiting import until


def swallowing(times):
    for _ in range(times):
        with contextlib.suppress(TooLong):
            swallowing(0)
    while True:
        pass


def elsewhere(work):
    """What `work` returns in a thread of its own, or the TooLong that ended it."""
    came = []

    def run():
        try:
            came.append(work())
        except TooLong as over:
            came.append(over)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return came[0]


def ended(work, seconds=0.05):
    with pytest.raises(TooLong):
        within(seconds, work)
    return True


ENOUGH = 1.0  # second of processor time for nothing, and for a collection of garbage
HERE_AND_THERE = pytest.mark.parametrize(
    "place", [lambda work: work(), elsewhere], ids=["main thread", "other thread"]
)


@HERE_AND_THERE
@pytest.mark.parametrize("times", [0, 3])
def test_an_endless_loop_is_ended_and_code_that_swallows_that_is_struck_again(place, times):
    assert place(lambda: ended(lambda: swallowing(times))) is True


class Deaf:
    """Is busy until it is struck, where Python can't raise: as it goes, or as it is told
    that another one has gone."""

    def __del__(self):
        swallowing(0)

    @staticmethod
    def hear(_):
        swallowing(0)


def by_del():
    Deaf()


def by_callback():
    gone = set()
    watched = weakref.ref(gone, Deaf.hear)
    del gone
    return watched


DEAF = pytest.mark.parametrize("deaf", [by_del, by_callback])
IGNORED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@HERE_AND_THERE
@DEAF
@IGNORED
def test_a_strike_where_python_can_not_raise_ends_what_returns_and_what_goes_on(place, deaf):
    assert place(lambda: ended(deaf))
    assert place(lambda: ended(lambda: (deaf(), swallowing(0))))


@HERE_AND_THERE
def test_a_value_that_comes_after_the_clock_was_swallowed_does_not_count(place):
    def swallowed():
        with contextlib.suppress(TooLong):
            swallowing(0)
        return "a value"

    assert place(lambda: ended(swallowed))


@HERE_AND_THERE
def test_what_is_done_in_time_goes_on_and_nothing_strikes_afterwards(place):
    def quick_and_then_slow():
        said = within(ENOUGH, lambda: "done")
        ends = time.thread_time() + 2 * ENOUGH
        while time.thread_time() < ends:
            pass
        return said

    assert place(quick_and_then_slow) == "done"


@HERE_AND_THERE
def test_waiting_costs_nothing(place):
    assert place(lambda: within(ENOUGH, lambda: time.sleep(2 * ENOUGH))) is None


def test_a_regular_expression_without_end_is_ended_in_the_main_thread():
    assert ended(lambda: re.fullmatch("(a+)+b", "a" * 60))


LATE = """
import os, signal
from dinosaur_grader.judging.clock import within
within(5.0, int)
os.kill(os.getpid(), signal.SIGPROF)
print("alive")
"""


def test_a_signal_that_comes_late_ends_nothing():
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, cwd=ROOT)
    assert (done.stdout, done.returncode) == (b"alive\n", 0)


def test_no_thread_is_left():
    before = threading.active_count()
    elsewhere(lambda: ended(lambda: swallowing(0)))
    until(lambda: threading.active_count() == before)


def test_the_day_may_be_fixed_for_runs_that_are_compared(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert today() == "1970-01-02"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert today() == time.strftime("%Y-%m-%d")
