"""Plain data as nodes: what is refused, and how the values of a message are counted
before they are objects."""

import math
import sys
import tracemalloc
from datetime import date, datetime, timedelta, timezone

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.checks.values import Drawn
from dinosaur_grader.inside import nodes, wire
from dinosaur_grader.inside.nodes import Array, Dict, from_node, has_more_than, to_node
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
LENGTHS = [b"x" * LONG, "x" * LONG, msgspec.msgpack.Ext(1, b"x" * LONG), [None] * LONG]


@pytest.mark.parametrize("one", LENGTHS, ids=["bytes", "text", "extension", "list"])
def test_lengths_of_two_and_four_bytes_are_read(one):
    body = msgspec.msgpack.encode([one, one, one])
    assert has_more_than(3, body)
    assert has_more_than(4, body) == isinstance(one, list)


def test_a_short_message_is_not_looked_at_and_a_long_one_up_to_the_cap():
    assert steps(lambda: has_more_than(1000, b"\xc0" * 1000)) < 20
    few = steps(lambda: has_more_than(1000, b"\xc0" * 2000))
    assert steps(lambda: has_more_than(1000, b"\xc0" * 200_000)) == few


def an_answer(part: bytes, count: int) -> bytes:
    """An answer in the protocol's own form: a list of so many parts that are packed
    already."""
    value = msgspec.Raw(b"\x92\xa1l\xdd" + count.to_bytes(4, "big") + part * count)
    empty = dict.fromkeys(("arguments", "unchanged", "same", "spied"), ())
    outcome = empty | {"value": value, "printed": "", "failure": None}
    return msgspec.msgpack.encode({"is": "answer", "number": 1, "outcome": outcome})


def test_millions_of_empty_dictionaries_are_refused_before_they_are_objects():
    body = an_answer(b"\x92\xa1d\x90", 3_900_000)
    tracemalloc.start()
    with pytest.raises(DecodeError, match="many"):
        wire.decode_reply(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_as_many_values_as_a_right_answer_never_has_are_taken():
    count = nodes.MAX_NODES // 2
    packed = wire.decode_reply(an_answer(b"\xc0", count)).outcome
    assert len(wire.decode_outcome(packed).value.items) == count


@pytest.mark.parametrize(
    ("dtype", "shape", "data"),
    [
        ("|O8", (1,), bytes(8)),
        ("|V8", (1,), bytes(8)),
        ("<M8", (1,), bytes(8)),
        ("|S8", (1,), bytes(8)),
        ("<U1", (1,), b"a\0\0\0"),
        ("<c16", (1,), bytes(8)),
        ("<U0", (2**30,), b""),
        ("<U99999999999", (0,), b""),
        ("f8", (1,), bytes(8)),
        ("<f8", (2,), bytes(8)),
        ("<f8", (-1, -1), bytes(8)),
        ("<f8", (2**62, 4), b""),
        ("<f8", (0, 2**31 - 1, 2**31 - 1, 2**31 - 1), b""),
        ("<f8", (1,) * 40, bytes(8)),
        ("{'names': ['a']}", (1,), bytes(8)),
    ],
)
def test_an_array_that_is_not_allowed_or_lies_about_its_size_is_refused(dtype, shape, data):
    with pytest.raises(DecodeError):
        from_node(Array(dtype, shape, data))


def test_a_decoded_array_is_writable_and_its_own_in_the_machine_s_order_with_true_for_any_bool():
    array = from_node(to_node(np.array([1.5, -2.0], ">f8")))
    assert (array.tolist(), array.dtype) == ([1.5, -2.0], np.dtype("<f8"))
    array[0] = 5
    assert from_node(Array("|b1", (3,), b"\x00\x01\x07")).view(np.uint8).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        2**9_000,
        {1: object()},
        {2**9_000},
        np.array([object()]),
        np.array(["2020"], "M8"),
    ],
)
def test_what_is_no_plain_data_is_not_sent(value):
    with pytest.raises((TypeError, OverflowError)):
        to_node(value)


TYPED = [
    {("q", "u"): 1, None: 2, 1.5: 3, frozenset([1, "a"]): 4, True: 5, float("-inf"): 6},
    {1, "a", (2, 3.5)},
    frozenset([None]),
    [3 + 4j, complex("nan+infj"), -(2**100), 2**8_191, b"\x00\xff", b""],
    (date(2020, 2, 29), datetime(1, 1, 1, 2, 3, 4, 5), timedelta(-3, 4, 5)),
    datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=7))),
    Drawn((1, ("a",)), "generator"),
    {1: {2: {(3,): {4}}}},
]


def written(value):
    """Write a value with its types, sets in one order: theirs differs from run to run."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{written(k)}: {written(v)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple | set | frozenset):
        parts = map(written, value)
        inner = sorted(parts) if isinstance(value, set | frozenset) else parts
        return f"{type(value).__name__}({', '.join(inner)})"
    return repr(value)


@pytest.mark.parametrize("value", TYPED, ids=lambda value: type(value).__name__)
def test_each_kind_of_value_comes_back_as_it_was(value):
    decoded = msgspec.msgpack.decode(msgspec.msgpack.encode(to_node(value)), type=nodes.Node)
    assert written(from_node(decoded)) == written(value)


def test_a_complex_array_comes_back_as_it_was():
    back = from_node(to_node(np.array([[1 + 2j], [3]])))
    assert back.tolist() == [[1 + 2j], [3]]


def test_nan_is_found_again_among_keys():
    nan = float("nan")
    assert from_node(to_node({(nan, 1): 2})) == {(math.nan, 1): 2}


@pytest.mark.parametrize(
    "node",
    [
        ["d", [[["l", [1]], 2]]],
        ["s", [["d", []]]],
        ["s", [["a", "|b1", [1], b"1"]]],
        ["f", [["g", [["l", []]], "generator"]]],
        ["w", "date", "2020-13-01"],
        ["w", "datetime", "now"],
        ["w", "timedelta", "1 2"],
        ["w", "timedelta", "9999999999999 0 0"],
        ["w", "bytes", "0"],
        ["w", "complex", "1+"],
        ["w", "int", "0x" + "f" * 2_100],
        ["w", "int", "ten"],
        ["w", "object", "1"],
        ["w", "os.system", "true"],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_is_not_as_its_kind_says_is_refused(node):
    body = msgspec.msgpack.encode(node)
    with pytest.raises(DecodeError):
        from_node(msgspec.msgpack.decode(body, type=nodes.Node))


def alike(count):
    """Whole numbers of one hash."""
    return [i * sys.hash_info.modulus for i in range(count)]


def test_keys_of_one_hash_are_refused_before_a_set_of_them_takes_minutes():
    few, many = alike(300), alike(50_000)
    assert from_node(to_node(set(few))) == set(few)
    assert from_node(to_node({(-1, -2): 1, (-2, -1): 2, (-1, -1): 3}))
    for node in (nodes.Set, nodes.Frozen):
        with pytest.raises(DecodeError, match="hash"):
            from_node(node([to_node(one) for one in many]))
    with pytest.raises(DecodeError, match="hash"):
        from_node(Dict([(to_node(one), 1) for one in many]))


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("Series", []),
        ("Series", [["a"], [1], ["f"], [], [[None]]]),
        ("Series", [["a"], [[1]], ["f"], [1, 2], [[None]]]),
        ("DataFrame", [3, 3, 3, 3, 3]),
        ("DataFrame", [[["a"]], [[1]], ["f"], [1], [[None], [None]]]),
        (
            "DataFrame",
            [
                [*range(101)],
                [np.zeros(2000)] * 101,
                [""] * 101,
                np.zeros(2000),
                [[None], [None]],
            ],
        ),
        ("DataFrame", [[*range(1001)], [[]] * 1001, [""] * 1001, [], [[None], [None]]]),
    ],
)
def test_a_table_whose_parts_do_not_fit_together_is_refused(kind, parts):
    with pytest.raises(DecodeError, match="no table"):
        from_node(nodes.Table(kind, [nodes.to_node(part) for part in parts]))
    with pytest.raises(msgspec.ValidationError):
        table = msgspec.msgpack.encode(nodes.Table("Panel", []))
        msgspec.msgpack.decode(table, type=nodes.Node)
