"""Codes that name a verdict, and the answers that are kept."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.records import regrade_requests
from dinosaur_grader.records.regrade_requests import Answer, code, typed
from dinosaur_grader.store import database, rows
from dinosaur_grader.store.schema import ANSWERS

ANSWER = Answer(
    "island", "ada", "7K3QX-M2PD9", "clip.tiny", "clip_hidden", "d" * 64, "Why.", "2026-09-01",
    most=3, before=0,
)  # fmt: skip
TEXT, LETTERS = st.text(max_size=20), set(regrade_requests.LETTERS + "-")


def test_each_part_makes_another_code_also_where_they_would_run_together():
    parts = ("ab", "c", "q", "d")
    others = [code(*parts[:i], parts[i] + "x", *parts[i + 1 :]) for i in range(4)]
    assert len({code(*parts), code("a", "bc", "q", "d"), *others}) == 6
    assert code(*parts) == code(*parts)


def test_a_code_holds_no_part_of_what_it_names():
    named = code("ada", "island", "clip.tiny", "d" * 64)
    assert set(named) <= LETTERS and "ada" not in named.lower()


@settings(max_examples=20)
@given(TEXT, TEXT, TEXT, TEXT)
def test_a_code_is_read_however_it_is_typed(student, assignment, question, attempt):
    made = code(student, assignment, question, attempt)
    wrong = made.lower().replace("-", "").replace("0", "o").replace("1", "l")
    for written in (made, f" {made}.", wrong, " ".join(made), made.replace("-", "\u2013")):
        assert typed(written) == made


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_what_is_no_code_is_none(text):
    for wrong in ("", "7K3QX", "7K3QX-M2PD99", "7K3QX-M2PDU", "<b>7K3QX</b>", "7K3QX" * 10_000):
        assert typed(wrong) == ""
    found = typed(text)
    assert len(found) in (0, 11) and set(found) <= LETTERS


def test_answers_are_added_and_the_older_ones_stay(tmp_path):
    url = database.default_url(tmp_path)
    later = msgspec.structs.replace(ANSWER, now=3, on="2026-09-02")
    for answer in (ANSWER, later):
        with database.writing(url) as connection:
            rows.add(connection, ANSWERS, [answer])
    with database.reading(url) as connection:
        assert regrade_requests.read(connection, "island") == {"ada": [ANSWER, later]}
        assert regrade_requests.read(connection, "other") == {}
