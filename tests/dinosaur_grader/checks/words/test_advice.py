"""One step to try, by what is off."""

from types import SimpleNamespace

from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.words import Words, advice


def test_a_whole_run_has_advice_of_its_own_where_there_is_some():
    words = Words(advice={"loss": "Look.", "x": "See."}, advice_of_a_run={"loss": "Go back."})
    probe = SimpleNamespace(words=words, call=Call("f"))
    asked = (("loss", True), ("loss", False), ("x", True), ("y", True))
    *known, other = (advice.of_observation(probe, *each) for each in asked)
    assert known == ["Go back.", "Look.", "See."]
    assert other == "y is not what it should be."


def test_steps_and_variables_have_no_docstring():
    stack = SimpleNamespace(words=Words(), call=Call("Stack", steps=("s = Stack()", "len(s)")))
    colour = SimpleNamespace(words=Words(), call=Call("colour", steps=("colour",)))
    assert "Not every step" in advice.of_observation(stack, "step 2", False)
    assert advice.of_observation(colour, "colour", False) == "colour is not what it should be."
