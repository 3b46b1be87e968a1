"""Messages: whatever is allowed comes back as it went, and whatever else comes is a
DecodeError within bounds."""

import math
import tracemalloc
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dinosaur_grader.checks.calls import Call, Failure, Lent, Opaque, Outcome, Spied, Spy
from dinosaur_grader.inside import outcomes, wire
from dinosaur_grader.inside.nodes import DTYPES, List, from_node, to_node
from dinosaur_grader.inside.wire import Answered, Ask, CellReport, DecodeError, Ready, RunCell

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ARRAYS = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    )
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | TEXT
    | TEXT.map(Opaque)
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXT | st.integers(-(2**63), 2**63 - 1), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
SPIES = st.builds(
    Spy,
    parameters=st.lists(NAMES, max_size=3).map(tuple),
    answers=st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    defaults=st.dictionaries(NAMES, VALUES, max_size=2),
    record=st.lists(NAMES, max_size=2).map(tuple),
    add=st.dictionaries(NAMES, st.floats(allow_nan=False), max_size=2),
)
CALLS = st.builds(
    Call,
    function=NAMES,
    positional=st.lists(VALUES, max_size=3).map(tuple),
    keywords=st.dictionaries(NAMES, VALUES, max_size=3),
    stand_ins=st.dictionaries(NAMES, SPIES | st.just(Lent()), max_size=2),
    files=st.dictionaries(NAMES, TEXT, max_size=2),
)
OUTCOMES = st.builds(
    Outcome,
    value=VALUES,
    arguments=st.lists(VALUES, max_size=3).map(tuple),
    same=st.lists(st.integers(0, 5), max_size=3).map(tuple),
    printed=TEXT,
    spied=st.lists(
        st.builds(Spied, NAMES, st.dictionaries(NAMES, VALUES, max_size=2)), max_size=2
    ).map(tuple),
    failure=st.none() | st.builds(Failure, NAMES, TEXT, TEXT, TEXT),
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
    if hasattr(a, "__dataclass_fields__"):
        return alike(vars(a), vars(b))
    return a == b


def decoded(decode, what):
    """What `decode` makes of it, or the one error that it may raise."""
    try:
        return decode(what)
    except DecodeError as error:
        return error


def through(message, decode):
    frame = wire.encode(message)
    assert wire.HEADER.unpack(frame[:4]) == (len(frame) - 4,)
    return decode(frame[4:])


@given(VALUES)
def test_plain_data_comes_back_as_it_went(value):
    assert alike(from_node(to_node(value)), value)


@given(CALLS)
def test_a_call_comes_back_as_it_went(call):
    back = through(Ask(7, wire.call_form(call), 2.0), wire.decode_request)
    assert alike(wire.to_call(back.call), call)
    assert (back.number, back.seconds) == (7, 2.0)


@given(OUTCOMES)
def test_an_outcome_comes_back_as_it_went(outcome):
    back = through(Answered(3, outcomes.outcome_form(outcome)), wire.decode_reply)
    assert back.number == 3
    assert alike(outcomes.to_outcome(back.outcome, SENT), outcome)


@given(CALLS, OUTCOMES)
def test_arguments_that_nobody_changed_are_not_sent_back(call, outcome):
    outcome = replace(outcome, arguments=call.positional, same=())
    form = outcomes.outcome_form(outcome, call.positional)
    assert form.unchanged == list(range(len(call.positional)))
    assert form.arguments == [None] * len(call.positional)
    back = outcomes.to_outcome(
        through(Answered(1, form), wire.decode_reply).outcome, call.positional
    )
    assert alike(back, outcome)


@pytest.mark.parametrize(
    "now",
    [
        np.array([0.0, 2.0]),
        np.array([-0.0, 1.0]),
        np.array([0, 1]),
        np.array([[0.0, 1.0]]),
        [0.0, 1.0],
        None,
    ],
    ids=[
        "another number",
        "another zero",
        "another dtype",
        "another shape",
        "a list",
        "nothing",
    ],
)
def test_an_argument_that_was_changed_in_any_way_is_sent_back(now):
    sent = ({"a": np.array([0.0, 1.0]), "b": [1, True]}, "text")
    outcome = Outcome(arguments=({"a": now, "b": [1, True]}, "text"))
    form = outcomes.outcome_form(outcome, sent)
    assert form.unchanged == [1]
    back = outcomes.to_outcome(through(Answered(1, form), wire.decode_reply).outcome, sent)
    assert alike(back, outcome)


def test_a_bool_in_the_place_of_a_number_is_a_change():
    assert outcomes.outcome_form(Outcome(arguments=([1, 0],)), ([True, 0],)).unchanged == []


@pytest.mark.parametrize("unchanged", [[1], [-1], [0, 2], [2**63]])
def test_an_unchanged_argument_that_was_never_sent_is_a_decode_error(unchanged):
    form = wire.OutcomeForm(None, [None], unchanged, [], "", [], None)
    with pytest.raises(DecodeError, match=r"never sent|that were sent"):
        outcomes.to_outcome(form, ("sent",))
    with pytest.raises(DecodeError, match="never sent"):
        outcomes.to_outcome(wire.OutcomeForm(None, [], [0], [], "", [], None), ("sent",))


def test_a_spy_that_keeps_nothing_is_told_of_in_a_few_bytes():
    step, draw = Spied("optimize", {}), Spied("sample", {})
    outcome = Outcome(
        spied=(step,) * 2_000 + (draw,) * 7 + (step, Spied("optimize", {"X": [1]}), step)
    )
    form = outcomes.outcome_form(outcome)
    assert [(name, times) for name, _, times in form.spied] == [
        ("optimize", 2_000),
        ("sample", 7),
        ("optimize", 1),
        ("optimize", 1),
        ("optimize", 1),
    ]
    assert outcomes.to_outcome(through(Answered(3, form), wire.decode_reply).outcome) == outcome


@pytest.mark.parametrize(
    "counts", [[0], [-1], [outcomes.MOST_SPIED + 1], [2**63], [outcomes.MOST_SPIED, 1], [2, -1]]
)
def test_a_number_of_spied_calls_is_believed_up_to_a_cap(counts):
    form = wire.OutcomeForm(
        None, [], [], [], "", [("optimize", {}, times) for times in counts], None
    )
    with pytest.raises(DecodeError, match="calls of spies"):
        outcomes.to_outcome(form)


def test_requests_and_reports_come_back_as_they_went():
    cell, ready = RunCell(1, "x = 1", 5.0), Ready(0, "seccomp: no")
    report = CellReport(1, False, "NameError", "no x", "x", "out", "1", True)
    assert through(cell, wire.decode_request) == cell
    assert through(ready, wire.decode_reply) == ready
    assert through(report, wire.decode_reply) == report


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_a_message_or_a_decode_error(garbage):
    assert isinstance(
        decoded(wire.decode_reply, garbage), Ready | CellReport | Answered | DecodeError
    )
    assert isinstance(decoded(wire.decode_request, garbage), RunCell | Ask | DecodeError)
    assert isinstance(decoded(wire.to_call, garbage), Call | DecodeError)


@given(OUTCOMES, st.data())
def test_a_truncated_or_altered_answer_is_an_outcome_or_a_decode_error(outcome, data):
    body = bytearray(wire.encode(Answered(1, outcomes.outcome_form(outcome)))[4:])
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=4)):
        body[place] = data.draw(st.integers(0, 255))
    body = body[: data.draw(st.integers(0, len(body)))]
    result = decoded(wire.decode_reply, bytes(body))
    if isinstance(result, Answered):
        result = decoded(lambda form: outcomes.to_outcome(form, SENT), result.outcome)
    assert isinstance(result, Outcome | Ready | CellReport | DecodeError)


def test_nesting_is_bounded_on_both_sides_of_the_decoder():
    node = None
    for _ in range(30):
        node = List([node])
    with pytest.raises(DecodeError, match="deeply"):
        from_node(node)
    with pytest.raises(DecodeError):
        wire.decode_reply(b"\x92\xa1l\x91" * 200_000)


def test_an_outcome_that_holds_what_cannot_be_sent_tells_its_type():
    form = outcomes.outcome_form(Outcome(value=2**70, arguments=(object(),)))
    back = outcomes.to_outcome(form, SENT)
    assert back.value == Opaque("int")
    assert back.arguments == (Opaque("object"),)


def test_a_lone_surrogate_does_not_stop_a_message():
    body = wire.encode(
        Answered(1, outcomes.outcome_form(Outcome(value="a\ud800b", printed="\udfff")))
    )[4:]
    assert outcomes.to_outcome(wire.decode_reply(body).outcome).value == "a?b"


LONG = "x" * 200_001


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(value=LONG),
        Outcome(value=[{"a": (LONG,)}]),
        Outcome(value={LONG: 1}),
        Outcome(value=Opaque("x" * 201)),
        Outcome(printed=LONG),
        Outcome(spied=(Spied("x" * 201, {}),)),
        Outcome(spied=(Spied("clip", {"x" * 201: 1}),)),
        Outcome(failure=Failure("x" * 201)),
        Outcome(failure=Failure("exception", "x" * 201)),
        Outcome(failure=Failure("exception", "ValueError", "x" * 2_001)),
        Outcome(failure=Failure("exception", "ValueError", "", "x" * 2_001)),
        Outcome(failure=Failure("exception", "OSError", errno=4096)),
        Outcome(failure=Failure("exception", "OSError", errno=-1)),
    ],
)
def test_a_text_that_no_honest_child_sends_is_refused_where_it_is_decoded(outcome):
    body = wire.encode(Answered(1, outcomes.outcome_form(outcome)))[4:]
    with pytest.raises(DecodeError):
        wire.decode_reply(body)


@pytest.mark.parametrize("part", ["type", "message", "line", "output", "result_text"])
def test_a_cells_report_is_capped_part_by_part(part):
    body = wire.encode(CellReport(1, True, **{part: LONG}))[4:]
    with pytest.raises(DecodeError):
        wire.decode_reply(body)


def test_claiming_a_giant_list_takes_no_memory():
    giant = b"\x92\xa1l\xdd\xff\xff\xff\xff"
    tracemalloc.start()
    for claim in (
        giant,
        b"\xdd\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
    ):
        with pytest.raises(DecodeError):
            wire.decode_reply(claim)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_message_that_claims_a_score_is_no_message():
    claim = msgspec.msgpack.encode({"is": "answer", "number": 1, "score": 100, "passed": True})
    with pytest.raises(DecodeError):
        wire.decode_reply(claim)


def test_a_pickle_is_no_message():
    with pytest.raises(DecodeError):
        wire.decode_reply(b"\x80\x04cos\nsystem\n(S'true'\ntR.")
