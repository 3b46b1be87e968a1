"""Killed at random moments, and interrupted: the same command then leaves what it would
have left at once.

Here the driver is killed twice; the proof, `python -m bench.kills --times 50`, does it
more often and to the workers and sandboxes, too.
"""

import random

import pytest

from bench import kills
from bench.harm import killing, killing_watch
from bench.harm.killing import Course, Moment, interrupt, left_behind

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
# another one each time; a failure names the moment
SEED = random.SystemRandom().randrange(10**6)
# what loses most: the driver, before and while it records
MOMENTS = [
    one
    for one in kills.moments("grade", 4, SEED, (3.0, 3.0))
    if one.target in ("driver", "record")
]


@pytest.fixture(scope="module")
def course(strict, tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.target)
def test_after_a_kill_the_same_command_leaves_what_an_undisturbed_run_leaves(course, moment):
    outcome = course.kill(moment, f"killed-{moment.target}")
    assert outcome.problems == (), f"{moment}: {kills.line(outcome)}"


def interrupted(course) -> tuple[str, int, list]:
    """A run that was interrupted once its database held a result: its folder, exit code
    and what it left running. On a machine with much else to do one may be over before
    that: then it ends with 0, and another is interrupted."""
    for out in map("interrupted-{}".format, range(8)):
        with left_behind() as orphans:
            driver = course.start(out)
            course.wait_for(Moment("driver", 0.0, 0.0, results=1), driver, out)
            code, left = interrupt(driver), orphans()
        if code:
            return out, code, left
    raise AssertionError("each run went on to its end")


def test_a_run_that_is_interrupted_stops_cleanly_and_goes_on(course):
    out, code, left = interrupted(course)
    said, kept = course.said(out), course.kept(out)
    again = course.start(out).wait(killing.RUN_SECONDS)
    assert (code, left, again) == (1, [], 0)
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert course.reused(out) == kept >= 1
    assert killing.differences(course.due, killing.contents(course.folder / out)) == []


def test_one_hand_in_that_is_killed_on_its_way_gives_no_wrong_mark(strict, tmp_path):
    alone = killing_watch.One(tmp_path)
    (moment,) = kills.moments("one", 1, SEED, (alone.seconds, alone.first))
    outcome = alone.kill(moment, "killed")
    assert outcome.problems == (), kills.line(outcome)
