"""The files of the public questions: plain data to JSON and back, and an observer from
a rubric's table."""

import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import msgspec
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
from dinosaur_grader.checks.values import NAN, Drawn, Opaque, Raised, same_bits
from tests.conftest import ROOT

NUMBERS = arrays.arrays(
    st.sampled_from([np.float64, np.int64, np.uint64, np.bool_, np.complex128]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    elements={"allow_nan": False, "allow_infinity": False},
)
KEYS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**99), 2**99)
    | st.text()
    | st.floats(allow_nan=False)
    | st.just(NAN)
    | st.complex_numbers()
    | st.binary()
    | st.dates()
    | st.datetimes()
    | st.timedeltas(),
    lambda part: st.tuples(part, part) | st.frozensets(part, max_size=3),
    max_leaves=4,
)
PLAIN = st.recursive(
    KEYS | NUMBERS,
    lambda part: (
        st.lists(part, max_size=3)
        | st.tuples(part, part)
        | st.dictionaries(KEYS, part, max_size=3)
        | st.sets(KEYS, max_size=3)
        | st.builds(Drawn, st.tuples(part), st.just("generator"))
        | st.just(Opaque("module"))  # a known mistake's outcome may be no plain data
    ),
)


@given(PLAIN)
def test_plain_data_comes_back_from_json_as_it_was(data):
    there = json.loads(json.dumps(freeze(data)))
    assert same_bits(melt(there), data)


@given(PLAIN)
def test_plain_data_comes_back_from_messagepack_as_it_was(data):
    arrays_apart = json.loads(json.dumps(freeze(data)))
    there = msgspec.msgpack.decode(msgspec.msgpack.encode(arrays_apart))
    assert same_bits(melt(there), data)


def test_a_set_is_written_in_the_same_order_each_time():
    letters = "abcdefghij"
    assert freeze(set(letters)) == freeze(set(letters[::-1])) == {"$set": list(letters)}


def test_a_call_comes_back_with_its_stand_ins_and_files():
    spy = Spy(("seed", "ix"), ([1], [2, 0]), {"ix": 3}, ("seed",), {"ix.a": 1.0})
    call = Call(
        "f",
        (1, (2,)),
        {"n": 3},
        {"g": Lent(), "h": spy, "i": Lent(reverse=True)},
        {"a.txt": "b"},
    )
    for each in (call, replace(call, draws=True), replace(call, times=2)):
        back = melt_call("f", json.loads(json.dumps(freeze_call(each))))
        assert vars(back) == vars(each)
    # a release that was made before is not older than its rubric for it
    assert not {"draws", "times"} & freeze_call(call).keys()


def test_steps_and_the_errors_that_they_raise_come_back():
    call = Call("Stack", keywords={"a": 3}, steps=("s = Stack()", "s.pop()"))
    back = melt_call("Stack", json.loads(json.dumps(freeze_call(call))))
    assert vars(back) == vars(call)
    assert "steps" not in freeze_call(Call("f"))
    raised = [None, Raised(("IndexError", "LookupError"))]
    assert melt(json.loads(json.dumps(freeze(raised)))) == raised


def test_a_call_that_is_too_large_is_made_by_the_assignment_s_own_function():
    special = SimpleNamespace(CALLS={"f.large": lambda: Call("f", (1,))})
    assert melt_call("f", {"recipe": "f.large"}, special).positional == (1,)


def test_an_observer_is_paths_and_what_they_begin_with():
    special = SimpleNamespace(log=lambda outcome: {"losses": [outcome.printed]})
    rows = {"loss": "value.0", "losses": {"from": "log.losses", "fits": "rounded", "atol": 0.5}}
    observer = published.observer("one", rows, special)
    assert observer(Outcome(value=[2], printed="a")) == {"loss": 2, "losses": ["a"]}
    assert [o.fits for o in observer.observations] == ["close", "rounded"]
    assert [observer.within(name) for name in rows] == [(1e-5, 1e-7), (1e-5, 0.5)]
    with pytest.raises(AttributeError, match="names"):
        published.observer("one", {"x": "names.0"}, special)
    with pytest.raises(AttributeError, match="log"):
        published.observer("one", rows, None)


def test_several_names_in_one_line_of_advice_stand_for_each():
    words = published.words_of({"advice": {"a b": "Look.", "c": "See."}}, ["list"])
    assert words.advice == {"a": "Look.", "b": "Look.", "c": "See.", "a b": "Look."}
    assert (words.kinds, words.returns) == (("list",), "a value")


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
LIKE = ROW.keys() - {"id", "call", "expected", "others"}


def test_questions_are_read_with_what_their_faults_change_and_share_a_call(tmp_path):
    fault = {"name": "odd", "hint": "H.", "changed": {"$dict": [["value", 3]]}, "lacking": []}
    gone = {"name": "gone", "hint": "H.", "changed": {"$dict": []}, "lacking": ["value"]}
    like = {key: ROW[key] for key in LIKE} | {"id": "f.two", "like": "f.one"}
    functions = [{"name": "f", "returns": ["number"], "hidden": 6}]
    file = {"functions": functions, "observers": {}, "probes": [ROW, like]}
    known = {
        "functions": {"f": {"returns": "a number"}},
        "slow": ["f.one"],
        "faults": {"f.one": [fault, gone]},
    }
    (tmp_path / "words").mkdir()
    (tmp_path / PROBES).write_text(json.dumps(file))
    (tmp_path / FAULTS).write_text(json.dumps(known))

    read = published.read(tmp_path)

    first, second = read.probes
    assert (read.functions, vars(first.call), first.gate) == (
        ("f",),
        vars(Call("f", (1,))),
        True,
    )
    assert (first.words.returns, first.words.kinds) == ("a number", ("number",))
    seen = {fault.name: fault.observations for fault in first.faults}
    assert seen == {"odd": {"value": 3}, "gone": {}}
    assert first.call is second.call and second.expected == {"value": 2}
    assert (first.slow, second.slow) == (True, True)
    assert read.asked_later[0].startswith("6 of the 10 points are for questions")
    assert replace(read, hidden=0.0).asked_later == ()


@pytest.mark.parametrize(
    ("folder", "functions"),
    [
        ("solutions/dinosaur_island", ["clip", "sample", "optimize", "model"]),
        ("solutions/step_backwards", ["step_backward"]),
        ("solutions/find_the_fault", [f"case_{number}" for number in range(1, 7)]),
        (".", ["clip", "sample", "optimize", "model"]),
    ],
)
def test_a_notebook_that_shares_the_kit_s_utils_is_asked_its_own_questions(folder, functions):
    child = "import json; from utils.checks.published import own; print(json.dumps(own().functions))"
    ran = subprocess.run(
        [sys.executable, "-c", child], cwd=ROOT / folder, capture_output=True, text=True
    )

    assert json.loads(ran.stdout) == functions
