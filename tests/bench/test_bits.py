"""What can leave of secret questions is counted, and the page says the number."""

import builtins
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bench.proofs import bits
from dinosaur_grader.checks.calls import Call, Lent
from tests.conftest import ROOT
from tests.dinosaur_grader.judging.test_walk import a_probe

MOST = 99
SOME = SimpleNamespace(KeyError=KeyError, NameError=NameError, SystemExit=SystemExit)


@pytest.fixture(scope="module")
def questions():
    return bits.questions()


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_judge_that_says_more_is_counted(questions, monkeypatch):
    one, said = questions[0], bits.said_of

    def more(question, outcome):
        return (*said(question, outcome), outcome.failure.type if outcome.failure else "")

    before = bits.failures(one)
    monkeypatch.setattr(bits, "said_of", more)
    assert bits.failures(one) > 10 * before


WITHOUT = Call("f")
LENDS = Call("f", stand_ins={"g": Lent()})


def asked(*calls):
    return [
        (replace(a_probe(f"q{number}", "f"), call=call),) for number, call in enumerate(calls)
    ]


@pytest.mark.parametrize(
    ("calls", "said", "possible"),
    [
        ([WITHOUT] * 3, ["timeout", "stopped", "skipped"], True),
        ([WITHOUT] * 3, ["skipped", "wrong", "wrong"], False),
        ([WITHOUT] * 3, ["wrong", "skipped", "wrong"], False),
        ([WITHOUT] * 5, ["timeout"] * 4 + ["skipped"], True),
        ([WITHOUT] * 5, ["timeout"] * 5, False),
        ([LENDS] * 3, ["timeout", "timeout", "skipped"], True),
        ([LENDS] * 3, ["timeout", "timeout", "timeout"], False),
        ([LENDS] * 2, ["unreached", "passed"], False),
        ([LENDS] * 2, ["spent", "passed"], False),
    ],
)
def test_only_vectors_that_can_occur_are_counted(calls, said, possible):
    assert bits.can_be_said(asked(*calls), said, set()) is possible


def test_of_a_function_that_also_lends_a_question_can_be_skipped_alone():
    assert bits.can_be_said(asked(WITHOUT), ["skipped"], {"f"})
    assert not bits.can_be_said(asked(WITHOUT), ["skipped"], set())


def test_each_vector_is_counted_once():
    """Three ways of coming back, two of not coming back, `unreached` and `spent`."""
    (one,) = asked(WITHOUT)
    assert bits.vectors([one], {id(one): 3}, set()) == 7
