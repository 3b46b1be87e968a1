"""Copied work is found and independent work is not, on labelled pairs; a disguise of
them still is a right answer.

The gallery's right answers are written independently, so two of them are two authors'
work; a disguised copy of one is not.
"""

import itertools
import random
import re

import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.desk.report.similar import LEAST_RATIO, Comparison, compared, whole
from dinosaur_grader.workshop import gallery
from tests.dinosaur_grader.desk.report import disguises
from tools.answers import read_archive

pytestmark = pytest.mark.slow
WORK, CLASS = load("dinosaur_island"), 180
RELEASE = [cell.source for cell in WORK.blank if cell.kind in ("code", "test")]
RIGHT = [answer for answer in gallery.answers(WORK.rubric) if answer.right]
SAMPLES = [answer for answer in RIGHT if answer.function == "sample"]


def texts_of(answers, text):
    """The texts of each function's answers, function after function."""
    functions = dict.fromkeys(answer.function for answer in RIGHT)
    return [[text(one) for one in answers if one.function == name] for name in functions]


def authors():
    """Notebooks that nobody copied, by their authors: an answer of each function."""
    columns = zip(*texts_of(RIGHT, lambda one: one.text), strict=False)
    return {f"author{number:02}": list(texts) for number, texts in enumerate(columns)}


def count_shown(ratios, pairs):
    return sum(ratios.share(*pair) >= LEAST_RATIO for pair in pairs)


@pytest.fixture(scope="module")
def labelled():
    """A comparison of authors and copies, the copies by disguise, copies of half, and two
    authors' work."""
    originals, rng = authors(), random.Random(16)
    books, copies = dict(originals), {}
    for disguise in disguises.ALL:
        what = disguise.__name__
        copies[what] = [(author, f"{author} {what}") for author in originals]
        books |= {copy: disguise(originals[author], rng) for author, copy in copies[what]}
    names = list(originals)
    halves = [(author, f"{author} half") for author in names]
    for number, (author, copy) in enumerate(halves):
        taken, own = disguises.renamed(originals[author], rng), originals[names[number - 7]]
        books[copy] = taken[:2] + own[2:] if number % 2 else own[:2] + taken[2:]
    comparison = Comparison(whole(books, RELEASE))
    comparison.pairs()
    return comparison, copies, halves, list(itertools.combinations(names, 2))


def test_all_copies_are_shown_in_each_disguise(labelled):
    comparison, copies, *_ = labelled
    shown = {what: count_shown(comparison, pairs) for what, pairs in copies.items()}
    assert shown == dict.fromkeys(shown, 25)
    assert len(shown) == 12


def test_no_two_authors_are_shown(labelled):
    comparison, *_, others = labelled
    assert len(others) == 300
    assert count_shown(comparison, others) == 0


def test_half_of_the_copies_of_two_functions_of_the_four_are_shown(labelled):
    comparison, _, halves, _ = labelled
    assert (len(halves), count_shown(comparison, halves)) == (25, 13)


def mixed_right():
    """A class of right answers, so mixed by orthogonal Latin squares that two students
    have at most one function by the same author."""
    count = len(authors())
    clip, sample, optimize, model = zip(*authors().values(), strict=True)
    chosen = random.Random(16).sample(list(itertools.product(range(count), repeat=2)), CLASS)
    return {
        f"s{n}": [clip[i], sample[j], optimize[(i + j) % count], model[(i + 2 * j) % count]]
        for n, (i, j) in enumerate(chosen)
    }


def mixed_wrong():
    """A class of beginners' answers, each function's as different as there are."""
    rng, columns = random.Random(16), texts_of(read_archive(), lambda one: one.code)
    for texts in columns:
        rng.shuffle(texts)
    return {f"s{n}": [texts[n % len(texts)] for texts in columns] for n in range(CLASS)}


@pytest.mark.parametrize("mixed", [mixed_right, mixed_wrong])
def test_of_a_class_in_which_nobody_copied_few_pairs_are_shown_and_no_large_group(mixed):
    books = mixed()
    groups = [group.students for group in compared(books, RELEASE).groups]
    named = set(itertools.chain(*(itertools.combinations(who, 2) for who in groups)))
    assert max(map(len, groups), default=0) <= 12
    # of 16,110
    assert sum(not set(books[one]) & set(books[other]) for one, other in named) <= 40


def still_right(disguise, answer):
    """Whether the disguised answer has all points."""
    (text,) = disguise([answer.text], random.Random(16))
    text = re.sub("^%.*", "", text, flags=re.M)
    disguised = gallery.GalleryAnswer("sample", answer.name, True, text)
    judged = gallery.judge_answer(WORK.rubric, disguised, probes(WORK.rubric, PRACTICE_SEED))
    return judged.points == judged.full


@pytest.mark.parametrize(("disguise", "answer"), [*zip(disguises.ALL, SAMPLES, strict=False)])
def test_a_disguised_answer_still_is_right(disguise, answer):
    assert still_right(disguise, answer)


@pytest.mark.proof
@pytest.mark.parametrize("disguise", disguises.ALL, ids=lambda disguise: disguise.__name__)
def test_every_answer_still_is_right_in_every_disguise(disguise):
    assert [answer.name for answer in SAMPLES if not still_right(disguise, answer)] == []
