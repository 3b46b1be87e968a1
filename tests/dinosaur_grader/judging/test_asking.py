"""In which order questions are put, and which of them share a call."""

from dataclasses import replace

from dinosaur_grader.judging.asking import by_function, shuffled
from dinosaur_grader.results import Submission
from tests.dinosaur_grader.judging.test_walk import a_probe

ADA = Submission("ada", "dinosaur_island", (), "digest")
PROBES = tuple(a_probe(f"p{number}") for number in range(12))


def order(seed):
    return [question[0].id for question in shuffled(PROBES, seed, ADA)["clip"]]


def test_the_order_of_questions_repeats_for_one_seed_and_changes_with_it():
    assert order(b"one") == order(b"one")
    assert order(b"one") != order(b"two")


def test_probes_that_share_a_call_are_one_question():
    one, other = PROBES[:2]
    asked = by_function([one, other, replace(one, id="shared")])
    assert [[p.id for p in each] for each in asked["clip"]] == [["p0", "shared"], ["p1"]]
