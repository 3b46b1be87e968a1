"""What a reading finds, for the tests of its rules."""

from dinosaur_grader.checks.words.reading import Called
from dinosaur_grader.checks.words.reading.reader import Reading

CALLS = {
    "forward": Called(("X", "Y", "state")),
    "back": Called(("X", "cache")),
    "step": Called(("rate", "size")),
}


def found(body, **more):
    """The hints by fault that a function with this body draws."""
    text = "def f(X, Y):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    return {s.fault: s.hint for s in Reading(text, "f", CALLS, **more).slips}
