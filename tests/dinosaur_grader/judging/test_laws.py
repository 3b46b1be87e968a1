"""The laws of a walk (`dinosaur_grader.judging.walk`), tried by a machine; and small changes
of the engine that break them, which have to be found (`bench/proofs/changes.toml`)."""

import pytest

from bench.proofs import bits, laws
from bench.proofs.changes import changes, find
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.asking import by_function
from tests.waiting import HANGS

PAIRS = range(800, 900)
"""Of `make proofs-laws`."""
SAMPLE = (
    "the state follows a `spent` that was not said",
    "a fault after a secret is tried again",
    "a cell that ends a told child is left out of later ones",
    "a hand-in inherits the stuck calls of the one before",
    "the cache does not look at course and level",
    "the innocents of a broken pool are given up",
)


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """The laws hold whatever the clock says, which counts this process's garbage too."""
    monkeypatch.setattr(verdicts, "SECONDS", HANGS)
    monkeypatch.setattr(verdicts, "FINGERPRINT_SECONDS", HANGS)


def test_the_same_sentences_give_the_same_result_whatever_the_children_do():
    tally = laws.pairs(PAIRS)
    assert tally.found == []
    assert tally.comparable >= len(PAIRS) / 2


SMALL = [
    pytest.param(name, marks=[pytest.mark.slow] * (name == "two questions"))
    for name in laws.small_cases()
]


@pytest.mark.parametrize("name", SMALL)
def test_every_run_of_a_small_notebook_gives_one_page_for_what_was_said(name):
    pages = laws.pages(laws.small_cases()[name])
    assert len(pages) > 20
    assert {len(each) for each in pages.values()} == {1}


@pytest.mark.slow
def test_what_every_run_of_two_questions_says_is_among_the_vectors_that_are_counted():
    case = laws.small_cases()["two questions"]
    questions = by_function(case.secret)["f"]
    said = laws.pages(case)
    assert [each for each in said if not bits.can_be_said(questions, each, set())] == []


def test_each_change_has_its_text_in_the_engine_exactly_once():
    assert len([change.changed() for change in changes()]) >= 14
    assert {change.name for change in changes()} >= set(SAMPLE)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_change_that_breaks_a_law_is_found(name):
    (found,) = find([change for change in changes() if change.name == name], laws.OF_A_CHANGE)
    assert found.what
