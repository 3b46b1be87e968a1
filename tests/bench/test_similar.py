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


@pytest.fixture(scope="module")
def pairs():
    return similar.labelled()


def test_there_are_two_hundred_pairs_of_each_kind(pairs):
    assert sum(map(len, pairs.copies.values())) >= 200
    assert len(pairs.others) >= 200


def test_what_is_shown_is_copied_and_what_is_copied_is_shown(pairs):
    found = similar.ours(pairs)
    score = similar.scored(pairs, found, found.shown)
    assert score.precision >= 0.98
    assert score.recall >= 0.95
    assert all(score.found[what] == 25 for what in ("verbatim", "renamed", "in exec", "magics"))


WORK = load("dinosaur_island")
RIGHT = [a for a in gallery.answers(WORK.asks) if a.right and a.function == "sample"]


def still_right(disguise, answer):
    """Whether the disguised answer has all points."""
    (text,) = disguise([answer.text], random.Random(16))
    text = re.sub("^%.*", "", text, flags=re.M)
    disguised = gallery.GalleryAnswer("sample", answer.name, True, text)
    judged = gallery.judge_answer(WORK.asks, disguised, probes(WORK.asks, PRACTICE_SEED))
    return judged.points == judged.full


@pytest.mark.parametrize(("disguise", "answer"), [*zip(disguises.ALL, RIGHT, strict=False)])
def test_a_disguised_answer_still_is_right(disguise, answer):
    assert still_right(disguise, answer)


@pytest.mark.proof
@pytest.mark.parametrize("disguise", disguises.ALL, ids=lambda disguise: disguise.__name__)
def test_every_answer_still_is_right_in_every_disguise(disguise):
    assert [answer.name for answer in RIGHT if not still_right(disguise, answer)] == []


def test_the_command_prints_the_table_without_the_peers(monkeypatch, capsys):
    def nowhere(_):
        raise similar.NoPeer("there is no network")

    for peer in similar.WANTED:
        monkeypatch.setattr(similar, peer, nowhere)
    assert similar.main(["--sizes", "30"]) == 0
    said = capsys.readouterr()
    assert "| two authors, of 300 |" in said.out
    assert "this kit: " in said.out and all(
        f"{peer} is not among them" in said.err for peer in similar.WANTED
    )
