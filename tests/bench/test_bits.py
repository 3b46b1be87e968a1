"""What can leave of secret questions is counted, and the page says the number."""

import builtins
from types import SimpleNamespace

import pytest

from bench.proofs import bits
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
MOST = 72
"""24 questions of three bits."""
SOME = SimpleNamespace(KeyError=KeyError, NameError=NameError, SystemExit=SystemExit)


@pytest.fixture(scope="module")
def questions():
    return bits.questions()


@pytest.mark.parametrize("names", [SOME, pytest.param(builtins, marks=pytest.mark.proof)])
def test_the_page_says_what_the_judge_lets_out(questions, monkeypatch, names):
    monkeypatch.setattr(bits, "builtins", names)
    total = sum(row[2] for row in bits.table(questions))
    page = (ROOT / "docs" / "evidence" / "threat-model.md").read_text(encoding="utf-8")
    assert f"All that leaves of a hand-in is {total:.1f} bits at most" in page
    assert total < MOST


@pytest.mark.proof
def test_another_course_lets_out_as_much(questions):
    both = (bits.questions(b"another"), questions)
    ways, due = ([bits.failures(q) + bits.by_values(q) for q in each] for each in both)
    assert ways == due


def test_a_judge_that_says_more_is_counted(questions, monkeypatch):
    one, said = questions[0], bits.said_of

    def more(question, outcome):
        return (*said(question, outcome), outcome.failure.type if outcome.failure else "")

    before = bits.failures(one)
    monkeypatch.setattr(bits, "said_of", more)
    assert bits.failures(one) > 10 * before
