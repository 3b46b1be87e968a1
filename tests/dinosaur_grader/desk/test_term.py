"""A term by the real commands: each check is right, but for those that are known to be wrong;
and no check is right of a term in which nothing came about."""

import dataclasses
import subprocess
import sys

import pytest

from tests import axe
from tests.conftest import ROOT
from tests.dinosaur_grader.desk import by_person
from tests.dinosaur_grader.desk.term import __main__ as command
from tests.dinosaur_grader.desk.term.checks import agreeing
from tests.dinosaur_grader.desk.term.checks.checking import CHECKS, Judged, judge
from tests.dinosaur_grader.desk.term.people import LEAST, Cast
from tests.dinosaur_grader.desk.term.seen import Seen, register
from tests.dinosaur_grader.desk.term.story import Term

PEOPLE = [LEAST, pytest.param(180, marks=pytest.mark.proof)]


@pytest.mark.slow
@pytest.mark.isolation  # bubblewrap makes the disk that is full
@pytest.mark.parametrize("people", PEOPLE)
def test_each_check_of_a_term_is_right(tmp_path, people):
    term, judged = command.played(tmp_path, people)
    assert term.stopped == ""
    assert {one.name for one in judged if not one.right} == set()


def test_no_check_is_right_where_nothing_came_about(tmp_path):
    assert [one.name for one in judge(Term(tmp_path, LEAST)) if one.right] == []


def test_each_check_says_in_one_sentence_of_its_own_what_should_be_true():
    sentences = [" ".join(one.__doc__.split()) for one in CHECKS]
    assert len(set(sentences)) == len(CHECKS) >= 46
    assert [said for said in sentences if not said.endswith(".") or ". " in said] == []


def test_a_term_that_cannot_go_on_says_why(tmp_path):
    term = Term(tmp_path / "not there", LEAST)
    term.play()
    assert term.stopped.startswith("files: ")


@pytest.mark.parametrize(("count", "late", "again", "teams"), [(12, 1, 1, 1), (180, 10, 6, 4)])
def test_each_thing_happens_to_somebody_and_to_more_of_a_larger_class(
    count, late, again, teams
):
    cast = Cast(count)
    assert (len(cast.of["late"]), len(cast.of["again"]), len(cast.teams)) == (
        late,
        again,
        teams,
    )
    assert len({one.student_id for one in cast.everybody}) == count
    assert len(cast.first) == len(cast.second) == count - 1


def test_a_smaller_class_is_refused():
    with pytest.raises(ValueError, match="at least 12"):
        Cast(LEAST - 1)


SEEN = Seen(
    totals={"ada": {"score": "90", "penalty": "10"}, "ben": {"score": "", "penalty": ""}},
    cells={"ada": {"clip_hidden": 100.0}},
    gradebook={"ada": 90.0, "ben": 0.0, "former": 5.0},
    pages={"ada": "<strong>90</strong> of 100"},
    report={"ada": {"90"}, "ben": {""}},
    files=dict.fromkeys(("totals.csv", "grades.csv"), "")
    | {"report.html": "<p>2 students: 1 graded, 1 missing.</p>"},
)


@pytest.mark.parametrize("look", ["cells", "gradebook", "pages", "report"])
def test_where_all_say_the_same_nothing_is_said(look):
    assert list(getattr(agreeing, look)(SEEN)) == []


@pytest.mark.parametrize(
    ("look", "field", "other"),
    [
        ("cells", "cells", {"ada": {"clip_hidden": 99.0}}),
        ("gradebook", "gradebook", {"ada": 100.0}),
        ("gradebook", "gradebook", {}),
        ("pages", "pages", {"ada": "<strong>100</strong> of 100"}),
        ("pages", "pages", {"ben": "<strong>90</strong> of 100"}),
        ("report", "report", {"ada": {"100"}}),
        ("report", "report", {"ada": {"90", "0"}}),
    ],
)
def test_another_mark_beside_a_person_is_named(look, field, other):
    said = list(getattr(agreeing, look)(dataclasses.replace(SEEN, **{field: other})))
    assert len(said) == 1
    assert "ada" in said[0]


def test_a_report_that_counts_others_is_named():
    assert list(agreeing.report(SEEN, 2)) == []
    assert list(agreeing.report(SEEN, 3)) == ["the report counts 2, not 3"]


@pytest.mark.parametrize(
    "printed",
    [
        '[{"id": "00123"}]',
        '{"people": [{"id": "00123"}]}',
        '{"00123": {"id": "00123"}}',
        '{"id": "00123"}\n',
    ],
)
def test_the_register_is_read_however_it_is_laid_out(printed):
    assert register(printed) == {"00123": {"id": "00123"}}


def test_a_page_and_a_table_that_are_not_there_are_nothing(tmp_path):
    assert by_person.shown("<p>no mark</p>") is None
    assert by_person.table(tmp_path / "totals.csv") == []
    assert by_person.gradebook(tmp_path) == {}


def test_what_is_wrong_is_shown_with_what_was_seen():
    right, wrong = (Judged("a check", "All is well.", seen) for seen in ((), ("ada has 1",)))
    assert command.table([right, wrong]).splitlines() == [
        "  1 right  All is well.",
        "  2 WRONG  All is well.",
        "           a check: ada has 1",
        "2 checks: 1 right, 1 wrong.",
    ]


@pytest.mark.parametrize(("seen", "code"), [((), 0), (("ada has 1",), 1)])
def test_the_command_ends_with_1_where_a_check_is_wrong(
    monkeypatch, capsys, tmp_path, seen, code
):
    played = Term(tmp_path, LEAST), [Judged("a check", "All is well.", seen)]
    monkeypatch.setattr(command, "played", lambda *_: played)
    assert command.main(["--people", "12"]) == code
    assert "1 checks: " in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.isolation
@axe.needs_chromium
@pytest.mark.parametrize("people", PEOPLE)
def test_by_the_desk_s_page_the_term_is_the_same(people):
    """In a process of its own: playwright lets no other of it be at work beside it."""
    words = ["tests.dinosaur_grader.desk.term", "--people", str(people), "--page"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
