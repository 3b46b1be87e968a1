"""Copied work is found and independent work is not, on labelled pairs; a disguise of
them still is a right answer."""

import random
import re

import pytest

from bench import similar
from bench.copies import disguises
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.workshop import gallery

pytestmark = pytest.mark.slow


def test_what_is_shown_is_copied_and_what_is_copied_is_shown():
    pairs = similar.labelled()
    found = similar.ours(pairs)
    score = similar.scored(pairs, found, found.shown)
    assert min(sum(map(len, pairs.copies.values())), len(pairs.others)) >= 200
    assert score.precision >= 0.98
    assert score.recall >= 0.95
    assert all(score.found[what] == 25 for what in ("verbatim", "renamed", "in exec", "magics"))


def test_of_a_class_in_which_nobody_copied_few_pairs_are_shown_and_no_large_group():
    pairs = similar.labelled()
    counted = [similar.alarms(books, pairs.release) for books in similar.honest(pairs).values()]
    assert max(count["largest"] for count in counted) <= 12
    assert max(count["without a common text"] for count in counted) <= 40  # of 16,110


WORK = load("dinosaur_island")
RIGHT = [a for a in gallery.answers(WORK.rubric) if a.right and a.function == "sample"]


def still_right(disguise, answer):
    """Whether the disguised answer has all points."""
    (text,) = disguise([answer.text], random.Random(16))
    text = re.sub("^%.*", "", text, flags=re.M)
    disguised = gallery.GalleryAnswer("sample", answer.name, True, text)
    judged = gallery.judge_answer(WORK.rubric, disguised, probes(WORK.rubric, PRACTICE_SEED))
    return judged.points == judged.full


@pytest.mark.parametrize(("disguise", "answer"), [*zip(disguises.ALL, RIGHT, strict=False)])
def test_a_disguised_answer_still_is_right(disguise, answer):
    assert still_right(disguise, answer)


@pytest.mark.proof
@pytest.mark.parametrize("disguise", disguises.ALL, ids=lambda disguise: disguise.__name__)
def test_every_answer_still_is_right_in_every_disguise(disguise):
    assert [answer.name for answer in RIGHT if not still_right(disguise, answer)] == []
