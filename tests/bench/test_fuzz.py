"""Made-up messages through all that reads, judges and marks them: a sample of what
`make proofs-fuzz` does for two hours."""

import random

import pytest

from bench.fuzz import judging
from bench.fuzz.judging import Fuzz
from dinosaur_grader.checks import comparisons
from dinosaur_grader.judging import verdicts

pytestmark = pytest.mark.slow
# another one each time; a failure names it
SEED = random.SystemRandom().randrange(10**6)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(judging, "FOUND", tmp_path / "found")
    monkeypatch.setattr(judging, "MAX_MEMORY", 10_000)  # of a process with all tests in it


def test_nothing_comes_out_of_made_up_messages_but_results():
    fuzz = Fuzz(SEED)
    for _ in range(20):
        fuzz.one()
    assert fuzz.found == [], f"seed {SEED}"
    assert fuzz.values > 10
    assert len(fuzz.frames.drawn) == 8


def test_an_exception_that_comes_out_is_a_finding(monkeypatch, tmp_path):
    def broken(probe, outcome, reading=None):
        raise ValueError("no judge")

    monkeypatch.setattr(verdicts, "judged", broken)
    fuzz = Fuzz(1)
    assert fuzz.one() is None
    assert "no judge" in fuzz.found[0]
    assert list((tmp_path / "found").iterdir())


def test_what_makes_the_judge_stumble_is_counted_and_no_finding(monkeypatch):
    def stumbling(probe, outcome):
        raise OverflowError

    monkeypatch.setattr(verdicts, "passes", stumbling)
    fuzz = Fuzz(1)
    assert fuzz.one() is not None
    assert fuzz.stumbles
    assert fuzz.found == []
    assert "OverflowError" in fuzz.report()


@pytest.mark.parametrize("way", ["close", "unordered", "set", "equal"])
def test_a_point_for_another_value_is_a_finding(monkeypatch, way):
    """Each comparison in its turn says yes to everything."""
    monkeypatch.setitem(comparisons.FITS, way, lambda wanted, got, within: True)
    fuzz = Fuzz(3)
    for _ in range(300):
        fuzz.one()
        if fuzz.found:
            break
    assert fuzz.found
    assert all("a point for another value" in said for said in fuzz.found)
