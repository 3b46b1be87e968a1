"""One step to try, by what is off."""

from types import SimpleNamespace

from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.words import Words, advice

SEEN = Observer("value", ())


def test_a_whole_run_has_advice_of_its_own_where_there_is_some():
    words = Words(advice={"loss": "Look.", "x": "See."}, advice_of_a_run={"loss": "Go back."})
    probe = SimpleNamespace(words=words, call=Call("f"), observe=SEEN)
    asked = (("loss", True), ("loss", False), ("x", True), ("y", True))
    *known, other = (advice.of_observation(probe, *each) for each in asked)
    assert known == ["Go back.", "Look.", "See."]
    assert other == "y is not what it should be."


def test_steps_and_variables_have_no_docstring():
    steps = Call("Stack", steps=("s = Stack()", "len(s)"))
    stack = SimpleNamespace(words=Words(), call=steps, observe=SEEN)
    variable = Call("colour", steps=("colour",))
    colour = SimpleNamespace(words=Words(), call=variable, observe=SEEN)
    assert "Not every step" in advice.of_observation(stack, "step 2", False)
    assert advice.of_observation(colour, "colour", False) == "colour is not what it should be."


def test_a_property_is_named_as_it_is_written():
    held = Observer("value", (Observation("t == []", "value", holds="t == []"),))
    probe = SimpleNamespace(words=Words(), call=Call("f", steps=("t = f()", "t")), observe=held)
    assert advice.of_observation(probe, "t == []", False) == "`t == []` does not hold."


def test_a_property_that_has_a_number_for_a_name_is_not_quoted():
    held = Observer("value", (Observation("property 1", "value", holds="t == []"),))
    probe = SimpleNamespace(words=Words(), call=Call("f", steps=("t = f()", "t")), observe=held)
    assert advice.of_observation(probe, "property 1", False) == advice.OF_PROPERTIES
