"""One step to try, by what is off."""

from dinosaur_grader.checks.words import Words, advice


def test_a_whole_run_has_advice_of_its_own_where_there_is_some():
    words = Words(advice={"loss": "Look.", "x": "See."}, advice_of_a_run={"loss": "Go back."})
    asked = (("loss", True), ("loss", False), ("x", True), ("y", True))
    *known, other = (advice.of_observation(words, *each) for each in asked)
    assert known == ["Go back.", "Look.", "See."]
    assert other == "y is not what the steps in the docstring give."
