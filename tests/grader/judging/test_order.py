"""In which order a submission's questions are put."""

from grader.judging.order import shuffled
from grader.results import Submission
from tests.grader.judging.test_walk import a_probe

ADA = Submission("ada", "dinosaur_island", (), "digest")
PROBES = tuple(a_probe(f"p{number}") for number in range(12))


def order(seed):
    return [probe.id for probe in shuffled(PROBES, seed, ADA)["clip_hidden"]]


def test_the_order_of_questions_repeats_for_one_seed_and_changes_with_it():
    assert order(b"one") == order(b"one")
    assert order(b"one") != order(b"two")
