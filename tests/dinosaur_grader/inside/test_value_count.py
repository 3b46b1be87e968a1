"""Counting the values of a message before they are objects."""

import tracemalloc

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.inside import nodes, wire
from dinosaur_grader.inside.value_count import has_more_than
from dinosaur_grader.inside.wire import DecodeError
from tests.effort import steps

PACKED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
    | st.binary(max_size=300)
    | st.builds(msgspec.msgpack.Ext, st.integers(-128, 127), st.binary(max_size=40)),
    lambda inner: (
        st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=3), inner, max_size=20)
    ),
    max_leaves=40,
)


def values(packed) -> int:
    """How many values there are, counted the slow way."""
    if isinstance(packed, list):
        return 1 + sum(map(values, packed))
    if isinstance(packed, dict):
        return 1 + len(packed) + sum(map(values, packed.values()))
    return 1


@given(PACKED)
def test_the_values_of_a_message_are_counted_without_decoding_it(packed):
    body, count = msgspec.msgpack.encode(packed), values(packed)
    if len(body) > count:  # else it is not looked at
        assert not has_more_than(count, body)
    assert has_more_than(count - 1, body)


@given(st.binary(min_size=50, max_size=300))
def test_counting_ends_whatever_the_bytes(garbage):
    assert has_more_than(10, garbage) in (True, False)


LONG = 70_000


@pytest.mark.parametrize(
    "one", [b"x" * LONG, "x" * LONG, msgspec.msgpack.Ext(1, b"x" * LONG), [None] * LONG]
)
def test_lengths_of_two_and_four_bytes_are_read(one):
    body = msgspec.msgpack.encode([one, one, one])
    assert has_more_than(3, body)
    assert has_more_than(4, body) == isinstance(one, list)


def test_a_short_message_is_not_looked_at_and_a_long_one_up_to_the_cap():
    assert steps(lambda: has_more_than(1000, b"\xc0" * 1000)) < 20
    few = steps(lambda: has_more_than(1000, b"\xc0" * 2000))
    assert steps(lambda: has_more_than(1000, b"\xc0" * 200_000)) == few


def an_answer(value: bytes) -> bytes:
    """An answer in the protocol's own form, with a value that is packed already."""
    outcome = dict.fromkeys(("arguments", "unchanged", "same", "spied"), ()) | {
        "value": msgspec.Raw(value),
        "printed": "",
        "failure": None,
    }
    return msgspec.msgpack.encode({"is": "answer", "number": 1, "outcome": outcome})


def test_millions_of_empty_dictionaries_are_refused_before_they_are_objects():
    count = 3_900_000
    body = an_answer(b"\x92\xa1l\xdd" + count.to_bytes(4, "big") + b"\x92\xa1d\x90" * count)
    tracemalloc.start()
    with pytest.raises(DecodeError, match="many"):
        wire.decode_reply(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_as_many_values_as_a_right_answer_never_has_are_taken():
    count = nodes.MAX_NODES // 2
    body = an_answer(b"\x92\xa1l\xdd" + count.to_bytes(4, "big") + b"\xc0" * count)
    assert len(wire.decode_reply(body).outcome.value.items) == count
