"""A stand-in in a child: the same to its caller as if the right function stood there."""

import numpy as np
import pytest

from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.inside import proxies
from dinosaur_grader.inside.wire import Compute, LentCall, LentResult, encode

TEXT = """
def shrink(parts, by=2.0, *, log=None):
    for part in parts.values():
        part /= by
    if log is not None:
        log.append(by)
    np.random.seed(7)
    np.random.rand()
    print("shrunk")
    return {"same": parts["a"], "new": parts["a"] + 1}, parts
"""
RIGHT = RightAnswers({"shrink": TEXT}, ["import numpy as np"])


def through(answers):
    """An exchange that computes here, by way of the messages' bytes."""

    def exchange(lent_call: LentCall) -> LentResult:
        encode(lent_call)
        return proxies.compute(
            Compute(lent_call.number, lent_call, 1.0), dict(answers.namespace)
        )

    return exchange


@pytest.fixture
def shrink():
    return proxies.proxy("shrink", 3, through(RIGHT))


def test_value_arguments_and_random_state_are_those_of_the_right_function(shrink, capsys):
    ours, theirs = ({"a": np.arange(4.0), "b": np.ones((2, 1))} for _ in range(2))
    seen, log = [], []
    np.random.seed(1)
    value, _ = RIGHT.functions["shrink"](theirs, 4.0, log=seen)
    after = np.random.rand()
    np.random.seed(1)

    got, same = shrink(ours, 4.0, log=log)

    assert np.random.rand() == after
    assert log == seen == [4.0]
    assert np.array_equal(ours["a"], theirs["a"]) and np.array_equal(ours["b"], theirs["b"])
    assert np.array_equal(got["new"], value["new"])
    assert same is ours and got["same"] is ours["a"]
    assert capsys.readouterr().out == "shrunk\nshrunk\n"


CHANGE = """
def change(given, numbers):
    given["x"][0] = 9
    given["new"] = [1]
    del given["gone"]
    numbers.append(numbers.pop(0))
"""


def test_arrays_lists_and_dictionaries_keep_their_identity():
    x, inner = np.zeros(3), [2]
    given, numbers = {"x": x, "gone": 0}, [1, inner, 3]
    right = RightAnswers({"change": CHANGE}, [])

    assert proxies.proxy("change", 1, through(right))(given, numbers) is None

    assert given["x"] is x and x[0] == 9 and given["new"] == [1] and "gone" not in given
    assert numbers == [[2], 3, 1] and inner == [2]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (({},), KeyError),
        ((3,), AttributeError),
        (({"a": np.ones(2)}, 0, 1, 2), TypeError),
        ((object(),), AttributeError),  # what is no plain data goes as one that is unknown
    ],
)
def test_what_the_right_function_raises_is_raised_by_its_built_in_type(
    shrink, arguments, error
):
    with pytest.raises(error):
        shrink(*arguments)


MERGE = """
def merge(seen, pairs):
    seen.add((1, 2))
    pairs["q", "u"].append(3)
    return {("q", "u"): pairs["q", "u"], None: 1j}, seen
"""


def test_sets_keep_their_identity_and_what_stands_under_any_key_is_sent():
    merge = proxies.proxy("merge", 1, through(RightAnswers({"merge": MERGE}, [])))
    seen, pairs = {0}, {("q", "u"): [2]}

    value, same = merge(seen, pairs)

    assert same is seen and seen == {0, (1, 2)}
    assert value == {("q", "u"): [2, 3], None: 1j} and pairs == {("q", "u"): [2, 3]}


def test_an_error_of_the_lessons_own_is_raised_as_what_it_is_a_special_case_of():
    text = "def pop(items): raise Empty\n"
    right = RightAnswers({"pop": text}, ["class Empty(IndexError): pass"])
    with pytest.raises(IndexError):
        proxies.proxy("pop", 1, through(right))([])


TABLES = """
def doubled(table, by):
    table["x"] = table["x"] * 2
    return table.assign(y=by["x"])
"""


def test_a_table_goes_to_a_lent_function_and_comes_back_changed_in_its_place():
    pd = pytest.importorskip("pandas")
    doubled = proxies.proxy("doubled", 3, through(RightAnswers({"doubled": TABLES}, [])))
    table = pd.DataFrame({"x": [1, 2]})
    got = doubled(table, pd.DataFrame({"x": [5, 6]}))
    assert table["x"].tolist() == [2, 4]
    pd.testing.assert_frame_equal(got, pd.DataFrame({"x": [2, 4], "y": [5, 6]}))
