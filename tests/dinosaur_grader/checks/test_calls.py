"""A question and what came of it, as data."""

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome, Spy, thaw


def test_what_a_call_is_given_is_a_copy_that_can_be_written_to():
    fixed = np.zeros(2)
    fixed.setflags(write=False)
    given = {"a": fixed, "b": [fixed, (fixed, {1})]}
    copy = thaw(given)
    copy["a"][0] = copy["b"][0][0] = copy["b"][1][0][0] = 5.0
    copy["b"][1][1].add(2)
    assert fixed.tolist() == [0.0, 0.0]
    assert given["b"][1][1] == {1}


def test_a_call_names_what_it_lends_and_is_equal_to_itself_alone():
    doubles = {"clip": Lent(), "sample": Spy(("seed",), (1,))}
    call = Call("model", stand_ins=doubles)
    assert call.lent == ("clip",)
    assert call != Call("model", stand_ins=doubles) and {call: 1}[call] == 1


@pytest.mark.parametrize(("kind", "names"), [("exception", ["KeyError"]), ("timeout", [])])
def test_an_outcome_has_the_names_of_an_exception_only(kind, names):
    assert list(Outcome(failure=Failure(kind, bases=("KeyError",))).raised) == names
    assert Outcome().raised == {}
