"""The files of the public questions: plain data to JSON and back, and an observer from
a rubric's table."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dinosaur_grader.checks import published
from dinosaur_grader.checks.calls import Call, Lent, Outcome, Spy
from dinosaur_grader.checks.published import (
    FAULTS,
    PROBES,
    freeze,
    freeze_call,
    melt,
    melt_call,
)

NUMBERS = arrays.arrays(
    st.sampled_from([np.float64, np.int64, np.uint64, np.bool_]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    elements={"allow_nan": False, "allow_infinity": False},
)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False)
    | NUMBERS,
    lambda part: (
        st.lists(part, max_size=3)
        | st.tuples(part, part)
        | st.dictionaries(st.text() | st.integers(), part, max_size=3)
    ),
)


def same(one, other):
    """Equal, and of the same kind all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype.kind == other.dtype.kind and np.array_equal(one, other)
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@given(PLAIN)
def test_plain_data_comes_back_from_json_as_it_was(data):
    there = json.loads(json.dumps(freeze(data)))
    assert same(melt(there), data)


def test_a_call_comes_back_with_its_stand_ins_and_files():
    spy = Spy(("seed", "ix"), ([1], [2, 0]), {"ix": 3}, ("seed",), {"ix.a": 1.0})
    call = Call("f", (1, (2,)), {"n": 3}, {"g": Lent(), "h": spy}, {"a.txt": "b"})
    assert melt_call("f", json.loads(json.dumps(freeze_call(call)))) == call


def test_a_call_that_is_too_large_is_made_by_the_assignment_s_own_function():
    special = SimpleNamespace(CALLS={"f.large": lambda: Call("f", (1,))})
    assert melt_call("f", {"recipe": "f.large"}, special) == Call("f", (1,))


def test_an_observer_is_paths_and_what_they_begin_with():
    special = SimpleNamespace(log=lambda outcome: {"losses": [outcome.printed]})
    rows = {"loss": "value.0", "losses": {"from": "log.losses", "fits": "rounded"}}
    observer = published.observer("one", rows, special)
    assert observer(Outcome(value=[2], printed="a")) == {"loss": 2, "losses": ["a"]}
    assert [o.fits for o in observer.observations] == ["close", "rounded"]
    with pytest.raises(AttributeError, match="names"):
        published.observer("one", {"x": "names.0"}, special)
    with pytest.raises(AttributeError, match="log"):
        published.observer("one", rows, None)


def test_several_names_in_one_line_of_advice_stand_for_each():
    words = published.words_of({"advice": {"a b": "Look.", "c": "See."}}, ["list"])
    assert words.advice == {"a": "Look.", "b": "Look.", "c": "See.", "a b": "Look."}
    assert (words.kinds, words.returns) == (("list",), "a value")


def written(folder, probes, faults, observers=None, functions=None):
    functions = functions or [{"name": "f", "returns": ["number"]}]
    (folder / "words").mkdir()
    file = {"functions": functions, "observers": observers or {}, "probes": probes}
    (folder / PROBES).write_text(json.dumps(file))
    known = {"functions": {"f": {"returns": "a number"}}, "faults": faults}
    (folder / FAULTS).write_text(json.dumps(known))
    return published.read(folder)


ROW = {
    "id": "f.one",
    "function": "f",
    "cell": "f_expected",
    "points": 2,
    "title": "one",
    "observe": "value",
    "gate": True,
    "only": "",
    "about": [],
    "call": freeze_call(Call("f", (1,))),
    "expected": {"$dict": [["value", 2]]},
    "others": [],
}


def test_questions_are_read_with_what_their_faults_change(tmp_path):
    fault = {"name": "odd", "hint": "H.", "changed": {"$dict": [["value", 3]]}, "lacking": []}
    gone = {"name": "gone", "hint": "H.", "changed": {"$dict": []}, "lacking": ["value"]}
    read = written(tmp_path, [ROW], {"f.one": [fault, gone]})
    (probe,) = read.probes
    assert (read.functions, probe.call, probe.gate) == (("f",), Call("f", (1,)), True)
    assert (probe.words.returns, probe.words.kinds) == ("a number", ("number",))
    assert [(f.name, f.observations) for f in probe.faults] == [
        ("odd", {"value": 3}),
        ("gone", {}),
    ]


def test_questions_that_share_a_call_share_its_object(tmp_path):
    keys = ("id", "call", "expected", "others")
    like = {k: v for k, v in ROW.items() if k not in keys} | {"id": "f.two", "like": "f.one"}
    first, second = written(tmp_path, [ROW, like], {"f.one": []}).probes
    assert first.call is second.call and second.expected == {"value": 2}
