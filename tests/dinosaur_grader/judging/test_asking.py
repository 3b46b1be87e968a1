"""In which order questions are put, and which of them share a call."""

from dataclasses import replace

from dinosaur_grader.judging.asking import by_function
from tests.dinosaur_grader.judging.test_walk import a_probe

PROBES = tuple(a_probe(f"p{number}") for number in range(2))


def test_probes_that_share_a_call_are_one_question():
    one, other = PROBES
    asked = by_function([one, other, replace(one, id="shared")])
    assert [[p.id for p in each] for each in asked["clip"]] == [["p0", "shared"], ["p1"]]
