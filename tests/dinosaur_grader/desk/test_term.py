"""A term by the real commands: each check is right, but for those that are known to be wrong;
and no check is right of a term in which nothing came about."""

import subprocess
import sys

import pytest

from tests import axe
from tests.conftest import ROOT
from tests.dinosaur_grader.desk.term import __main__ as command
from tests.dinosaur_grader.desk.term.checks.checking import CHECKS, judge
from tests.dinosaur_grader.desk.term.people import LEAST
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
