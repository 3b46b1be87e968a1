"""What can leave of secret questions is counted, and the page says the number."""

from bench.proofs import bits
from bench.proofs.page import read

MOST = 72
"""24 questions of three bits."""


def test_the_page_says_what_the_judge_lets_out():
    rows = bits.table(bits.questions())
    assert read("bits", bits.PAGE) == bits.page(rows)
    assert sum(row[2] for row in rows) < MOST


def test_another_course_lets_out_as_much():
    ways = [bits.failures(each) + bits.by_values(each) for each in bits.questions(b"another")]
    assert ways == [bits.failures(each) + bits.by_values(each) for each in bits.questions()]


def test_a_judge_that_says_more_is_counted(monkeypatch):
    (one, *_) = bits.questions()
    before = bits.failures(one)
    said = bits.said_of
    monkeypatch.setattr(
        bits, "said_of", lambda q, o: (*said(q, o), o.failure.type if o.failure else "")
    )
    assert bits.failures(one) > 10 * before
