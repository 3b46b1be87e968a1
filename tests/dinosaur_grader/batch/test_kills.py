"""Killed at random moments, and interrupted: the same command then leaves what it would
have left at once.

Here each target is killed once; the proof, `python -m bench.kills --times 50`, does the
same more often.
"""

import random

import pytest

from bench import kills
from bench.harm import killing, killing_watch
from bench.harm.killing import Course, Moment, interrupt, left_behind
from dinosaur_grader.batch import journal

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
# another one each time; a failure names the moment
SEED = random.SystemRandom().randrange(10**6)
MOMENTS = kills.moments(4, SEED, 3.0)  # each target once


@pytest.fixture(scope="module")
def course(strict, tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize("number", range(len(MOMENTS)))
def test_after_a_kill_the_same_command_leaves_what_an_undisturbed_run_leaves(course, number):
    outcome = course.kill(MOMENTS[number], f"killed-{number}")
    assert outcome.problems == (), f"{MOMENTS[number]}: {kills.line(outcome)}"


@pytest.mark.proof
def test_after_each_of_fifty_kills_the_same_command_leaves_what_an_undisturbed_run_leaves(
    strict, capsys
):
    ended = kills.main(["--times", "50", "--seed", str(SEED)])
    assert ended == 0, capsys.readouterr().out


TRIES = 8


def interrupted(course) -> tuple[str, int, list]:
    """A run that was interrupted once its journal held a result: its folder, exit code
    and what it left running.

    A run may be over before this process, on a machine with much else to do, gets to
    see its first result. It ends with 0 and was not interrupted: then another is.
    """
    for number in range(TRIES):
        out = f"interrupted-{number}"
        with left_behind() as orphans:
            driver = course.start(out)
            course.wait_for(Moment("driver", 1, 0.0, 0.0), driver, out)
            code, left = interrupt(driver), orphans()
        if code:
            return out, code, left
    raise AssertionError(f"{TRIES} runs were told to stop, and each went on to its end")


def test_a_run_that_is_interrupted_stops_cleanly_and_goes_on(course):
    out, code, left = interrupted(course)
    said, kept = course.said(out), course.kept(out)
    path = course.folder / out / "results.jsonl"
    torn = len(path.read_bytes().splitlines()) - len(list(journal.everything(path)))
    again = course.start(out).wait(killing.RUN_SECONDS)
    assert (code, left, torn, again) == (1, [], 0, 0)
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert course.reused(out) == kept >= 1
    assert killing.differences(course.due, killing.contents(course.folder / out)) == []


def test_a_difference_is_seen(course):
    found = killing.contents(course.folder / "undisturbed")
    changed = {**found, "grades.csv": b"", "extra": b""}
    del changed["totals.csv"]
    said = killing.differences(course.due, changed)
    assert said == ["missing: totals.csv", "too many: extra", "differs: grades.csv"]


@pytest.fixture(scope="module")
def alone(strict, tmp_path_factory):
    return killing_watch.One(tmp_path_factory.mktemp("one"))


@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.proof)])
def test_one_hand_in_that_is_killed_on_its_way_gives_no_wrong_mark(alone, number):
    moment = kills.moments_of("one", 2, SEED, (alone.seconds, alone.first))[number]
    outcome = alone.kill(moment, f"one-{number}")
    assert outcome.problems == (), kills.told(outcome)
