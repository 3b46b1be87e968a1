"""A verb in a process of its own: shown as it is typed, one at a time, going on whatever
becomes of the desk."""

import pytest

from dinosaur_grader.desk.browser.verb_runs import VerbRuns
from dinosaur_grader.exit_codes import Refused
from tests.waiting import until


@pytest.fixture
def runs(tmp_path):
    return VerbRuns(tmp_path, tmp_path / "graded")


def ended(runs):
    """The last run, when it has ended."""
    until(lambda: not runs.going())
    return runs.last()


def watching(runs, home):
    """A run that goes on until it is stopped, and has begun to: what still imports may
    swallow a Ctrl-C."""
    (home / "submitted").mkdir()
    runs.start(("watch",))
    until(lambda: "Watching" in runs.last().said)


def test_a_run_is_told_with_its_command_what_it_said_and_its_code(runs):
    runs.start(("seed", "--seed", "not there"))
    last = ended(runs)

    assert last.command == "dinosaur-grader seed --seed 'not there'"
    assert (last.code, last.going) == (2, False)
    assert "Error" in last.said and "exit code" not in last.said


@pytest.mark.slow
def test_a_second_one_waits_for_the_first(runs, tmp_path):
    watching(runs, tmp_path)
    try:
        with pytest.raises(Refused, match="still running"):
            runs.start(("seed",))
        assert runs.last().going and runs.last().code is None
    finally:
        runs.stop()
    assert ended(runs).words == ("watch",)


@pytest.mark.slow
def test_a_desk_that_is_started_later_sees_the_run_and_how_it_ends(runs, tmp_path):
    watching(runs, tmp_path)
    later = VerbRuns(tmp_path, tmp_path / "graded")

    assert later.going() and later.last().words == ("watch",)
    later.stop()  # it is not this desk's own
    assert later.going()
    runs.stop()
    ended(runs)
    assert not later.going() and later.last().code is not None


def test_a_run_that_was_killed_has_no_code(runs):
    runs.log.parent.mkdir()
    runs.log.write_bytes(b"$ dinosaur-grader grade\n12 of 30 done; 12 graded\n")

    last = runs.last()
    assert (last.code, last.progress, last.said) == (None, (12, 30), "12 of 30 done; 12 graded")


def test_what_a_command_says_can_not_pass_for_its_end(runs):
    runs.log.parent.mkdir()
    runs.log.write_bytes(
        b"$ dinosaur-grader grade\n\nexit code 0\nNot graded: eve.\n\nexit code 1\n"
    )

    assert runs.last().code == 1
    assert "exit code 0" in runs.last().said
