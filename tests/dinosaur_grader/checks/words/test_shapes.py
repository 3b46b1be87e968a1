"""A part that is not there, and an array of another shape."""

from dataclasses import replace

import numpy as np
import pytest

from utils.checks import Probe, judge
from utils.checks.calls import Call, Outcome, Spied, Spy
from utils.checks.observers import Observation, Observer


def said(right, value, way="close", **tolerance):
    """What is said of a value in the place of a right one."""
    observer = Observer("own", (Observation("it", "value", way, **tolerance),))
    probe = Probe("f.x", "f", "f_expected", 1, "a value", Call("f"), observer, {"it": right})
    return judge(probe, Outcome(value=value)).detail


def test_an_entry_that_is_missing_from_a_shorter_array_is_no_part_that_did_not_come():
    observer = Observer("own", (Observation("db[4]", "value.db.4"),))
    probe = Probe("f.x", "f", "f_expected", 1, "a", Call("f"), observer, {"db[4]": 1.5})

    short, absent = (judge(probe, Outcome(value=v)) for v in ({"db": np.ones(2)}, {}))

    assert (short.fault, absent.fault) == ("shape", "absent")
    assert "db[4] is not there: what came back has another shape" in short.message


def test_an_array_that_lost_its_rows_is_called_flat():
    observer = Observer("own", (Observation("dW[1][2]", "value.dW.1.2"),))
    probe = Probe("f.x", "f", "f_expected", 1, "a", Call("f"), observer, {"dW[1][2]": 1.5})
    whole = Observer("whole", (Observation("dW", "value.dW"),))
    due = replace(probe, observe=whole, expected={"dW": np.ones((2, 3))})
    for each in (probe, due):
        said = judge(each, Outcome(value={"dW": np.ones(6)})).message
        assert "flat. Print the shape after each step: a mask, ravel" in said
        assert "flat" not in judge(each, Outcome(value={"dW": np.ones((1, 2))})).message


EXACTLY = Observer(
    "own", (Observation("db", "value.db", fits="array"), Observation("x", "value.x"))
)


@pytest.mark.parametrize(
    ("db", "x", "said"),
    [
        (np.ones(2), [], "db came back with another shape: (2,) where (2, 1) is right."),
        (
            [[1.0], [1.0]],
            [],
            "db came back as a list, a tuple or a plain number. It has to be a NumPy array.",
        ),
        ("ab", [], "db is not an array of numbers."),
        (np.ones((2, 1)), [np.ones(3)], "x[0] has another shape: (3,) where (2,) is right."),
    ],
)
def test_another_shape_is_said_with_both(db, x, said):
    right = {"db": np.ones((2, 1)), "x": [np.ones(2)]}
    probe = Probe("f.x", "f", "f_expected", 1, "a", Call("f"), EXACTLY, right)
    assert said in judge(probe, Outcome(value={"db": db, "x": x})).hint


def test_a_figure_without_what_is_asked_for_is_described():
    observer = Observer("own", (Observation("points", "figure.0.scatter.0"),))
    call = Call("f", draws=True)
    probe = Probe("f.x", "f", "f_expected", 1, "a", call, observer, {"points": {"x": 1}})

    figure = [{"scatter": [], "counts": {"lines": 2, "scatter": 0}}]

    message = judge(probe, Outcome(figure=figure)).message
    assert message == "a: Nothing was drawn for points. The figure has lines: 2."


PAIR = np.array([1.5, 2.5, 4.0]), np.array([7.0, -2.0, 0.5])


TWO = Observer("two", (Observation("dW", "value.dW"), Observation("db", "value.db")))


def of_two(value, arguments=(), **more):
    given = Call("f", ({"dW": PAIR[0] * 2, "db": PAIR[1] * 2},))
    expected = dict(zip(("dW", "db"), PAIR, strict=True))
    probe = Probe("f.x", "f", "f_expected", 1, "two", given, TWO, expected, **more)
    return judge(probe, Outcome(value=value, arguments=arguments)).message


@pytest.mark.parametrize(
    ("spied", "said"),
    [
        ((), "a: draw is never called."),
        ((Spied("draw", {}),), "a: draw is called without a usable seed."),
    ],
)
def test_what_a_stand_in_is_given_has_not_to_be_returned(spied, said):
    observer = Observer("own", (Observation("drawn", "asked.draw.seed"),))
    call = Call("f", stand_ins={"draw": Spy(("seed",), (None,))})
    probe = Probe("f.x", "f", "f_expected", 1, "a", call, observer, {"drawn": [7]})

    assert judge(probe, Outcome(value=1, spied=spied)).message == said


def test_the_keys_that_are_there_are_said_beside_the_one_that_is_not():
    said = of_two({"dV": PAIR[0], "db": PAIR[1]})

    assert "Nothing usable came back for dW. The dictionary that came back has dV, db." in said
