"""Messages: whatever is allowed comes back as it went, and whatever else comes is a
DecodeError within bounds."""

import contextlib
import math
import tracemalloc
from dataclasses import is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome, Spied, Spy
from dinosaur_grader.checks.values import Opaque
from dinosaur_grader.inside import outcomes, wire
from dinosaur_grader.inside.nodes import DTYPES, MAX_NODES, List, from_node
from dinosaur_grader.inside.wire import Answered, Ask, CellReport, DecodeError, Ready, RunCell

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ARRAYS = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    )
)
NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
KEYS = st.integers(-(2**63), 2**63 - 1)
SCALARS = st.none() | st.booleans() | KEYS | st.floats() | TEXT | TEXT.map(Opaque)


def lists(inner, most=3, least=0):
    return st.lists(inner, min_size=least, max_size=most)


def named(inner, most=2, names=None):
    return st.dictionaries(NAMES if names is None else names, inner, max_size=most)


VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: lists(inner, 4) | lists(inner, 4).map(tuple) | named(inner, 4, TEXT | KEYS),
    max_leaves=12,
)
SPIES = st.builds(
    Spy,
    parameters=lists(NAMES).map(tuple),
    answers=lists(VALUES, least=1).map(tuple),
    defaults=named(VALUES),
    record=lists(NAMES, 2).map(tuple),
    add=named(st.floats(allow_nan=False)),
)
CALLS = st.builds(
    Call,
    function=NAMES,
    positional=lists(VALUES).map(tuple),
    keywords=named(VALUES, 3),
    stand_ins=named(SPIES | st.builds(Lent, st.booleans())),
    files=named(TEXT),
    draws=st.booleans(),
    times=st.integers(1, 3),
    steps=lists(TEXT).map(tuple),
)
OUTCOMES = st.builds(
    Outcome,
    value=VALUES,
    arguments=lists(VALUES).map(tuple),
    same=lists(st.integers(0, 5)).map(tuple),
    printed=TEXT,
    spied=lists(st.builds(Spied, NAMES, named(VALUES)), 2).map(tuple),
    failure=st.none()
    | st.builds(
        Failure, NAMES, TEXT, TEXT, TEXT, bases=lists(NAMES).map(tuple), below=st.booleans()
    ),
    figure=VALUES,
)
SENT = (None,) * 3
"""Positional arguments of a question, as many as `OUTCOMES` tell of."""


def alike(a, b) -> bool:
    """The same types and values all the way down; a NaN is like a NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[k], b[k]) for k in a)
    if is_dataclass(a):
        return alike(vars(a), vars(b))
    return a == b


def through(message, decode):
    frame = wire.encode(message)
    assert wire.HEADER.unpack(frame[:4]) == (len(frame) - 4,)
    return decode(frame[4:])


@given(CALLS)
def test_a_call_comes_back_as_it_went(call):
    back = through(Ask(7, wire.call_form(call), 2.0), wire.decode_request)
    assert alike(wire.to_call(back.call), call)
    assert (back.number, back.seconds) == (7, 2.0)


def test_a_call_of_more_bytes_than_a_message_may_have_values_comes_back():
    call = Call("f", (np.arange(MAX_NODES / 8),))
    back = through(Ask(7, wire.call_form(call), 2.0), wire.decode_request)

    assert alike(wire.to_call(back.call), call)


def returned(form, sent=SENT):
    """The outcome in a form that went through a message."""
    back = through(wire.answered(3, form), wire.decode_reply)
    assert back.number == 3
    return outcomes.to_outcome(wire.decode_outcome(back.outcome), sent)


@given(OUTCOMES)
def test_an_outcome_comes_back_as_it_went(outcome):
    assert alike(returned(outcomes.outcome_form(outcome)), outcome)


@given(CALLS, OUTCOMES)
def test_arguments_that_nobody_changed_are_not_sent_back(call, outcome):
    outcome = replace(outcome, arguments=call.positional, same=())
    form = outcomes.outcome_form(outcome, call.positional)
    assert form.unchanged == list(range(len(call.positional)))
    assert form.arguments == [None] * len(call.positional)
    assert alike(returned(form, call.positional), outcome)


CHANGED = {
    "another number": np.array([0.0, 2.0]),
    "another zero": np.array([-0.0, 1.0]),
    "another dtype": np.array([0, 1]),
    "another shape": np.array([[0.0, 1.0]]),
    "a list": [0.0, 1.0],
    "nothing": None,
}


@pytest.mark.parametrize("now", CHANGED.values(), ids=CHANGED)
def test_an_argument_that_was_changed_in_any_way_is_sent_back(now):
    sent = ({"a": np.array([0.0, 1.0]), "b": [1, True]}, "text", [True, 0])
    outcome = Outcome(arguments=({"a": now, "b": [1, True]}, "text", [1, 0]))
    form = outcomes.outcome_form(outcome, sent)
    assert form.unchanged == [1]  # a bool in the place of a number is a change, too
    assert alike(returned(form, sent), outcome)


@pytest.mark.parametrize("unchanged", [[1], [-1], [0, 2], [2**63]])
def test_an_unchanged_argument_that_was_never_sent_is_a_decode_error(unchanged):
    form = wire.OutcomeForm(None, [None], unchanged, [], "", [], None)
    with pytest.raises(DecodeError, match=r"never sent|that were sent"):
        outcomes.to_outcome(form, ("sent",))
    with pytest.raises(DecodeError, match="never sent"):
        outcomes.to_outcome(wire.OutcomeForm(None, [], [0], [], "", [], None), ("sent",))


def test_a_spy_that_keeps_nothing_is_told_of_in_a_few_bytes():
    spied = (
        Spied("optimize", {}, 2_000),
        Spied("sample", {}, 7),
        Spied("optimize", {"X": [1]}),
    )
    form = outcomes.outcome_form(Outcome(spied=spied))
    assert [n for *_, n in form.spied] == [2_000, 7, 1]
    assert returned(form) == Outcome(spied=spied)


def test_requests_and_reports_come_back_as_they_went():
    cell, ready = RunCell(1, "x = 1", 5.0), Ready(0, "seccomp: no")
    report = CellReport(1, False, "NameError", "no x", "x", "out", "1", True)
    assert through(cell, wire.decode_request) == cell
    assert through(ready, wire.decode_reply) == ready
    assert through(report, wire.decode_reply) == report


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_a_message_or_a_decode_error(garbage):
    with contextlib.suppress(DecodeError):
        assert isinstance(wire.decode_reply(garbage), Ready | CellReport | Answered)


def test_nesting_is_bounded_on_both_sides_of_the_decoder():
    node = None
    for _ in range(30):
        node = List([node])
    with pytest.raises(DecodeError, match="deeply"):
        from_node(node)
    with pytest.raises(DecodeError):
        wire.decode_reply(b"\x92\xa1l\x91" * 200_000)


def test_what_cannot_be_sent_comes_as_its_type_and_no_lone_surrogate_stops_a_message():
    odd = Outcome(value=2**9_000, arguments=(object(), "a\ud800b"), printed="\udfff")
    back = returned(outcomes.outcome_form(odd))
    assert (back.value, back.arguments) == (Opaque("int"), (Opaque("object"), "a?b"))
    assert back.printed == "?"


LONG = "x" * 200_001


NAME, TOO_MUCH = "x" * 201, "x" * 2_001
TOO_LONG = [
    Outcome(value=LONG),
    Outcome(value=[{"a": (LONG,)}]),
    Outcome(value={LONG: 1}),
    Outcome(value=Opaque(NAME)),
    Outcome(printed=LONG),
    Outcome(spied=(Spied(NAME, {}),)),
    Outcome(spied=(Spied("clip", {NAME: 1}),)),
    Outcome(failure=Failure(NAME)),
    Outcome(failure=Failure("exception", NAME)),
    Outcome(failure=Failure("exception", "ValueError", TOO_MUCH)),
    Outcome(failure=Failure("exception", "ValueError", "", TOO_MUCH)),
    Outcome(failure=Failure("exception", "OSError", errno=4096)),
    Outcome(failure=Failure("exception", "OSError", errno=-1)),
]
PARTS = ("type", "message", "line", "output", "result_text")
MESSAGES = [
    *(CellReport(1, True, **{part: LONG}) for part in PARTS),
    {"is": "answer", "number": 1, "score": 100, "passed": True},
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_text_that_no_honest_child_sends_or_a_score_is_refused_where_it_is_decoded(message):
    with pytest.raises(DecodeError):
        wire.decode_reply(wire.encode(message)[4:])


@pytest.mark.parametrize("outcome", TOO_LONG)
def test_an_outcome_with_such_a_text_is_refused_where_it_is_decoded(outcome):
    packed = wire.answered(1, outcomes.outcome_form(outcome)).outcome
    with pytest.raises(DecodeError):
        wire.decode_outcome(packed)


def test_claiming_a_giant_list_takes_no_memory_and_a_pickle_is_no_message():
    claims = [start + b"\xff\xff\xff\xff" for start in (b"\x92\xa1l\xdd", b"\xdd")]
    claims += [start + b"\xff\xff\xff\xff" for start in (b"\xc6", b"\xdf", b"\xdb")]
    tracemalloc.start()
    for claim in (*claims, b"\x80\x04cos\nsystem\n(S'true'\ntR."):
        with pytest.raises(DecodeError):
            wire.decode_reply(claim)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
