"""What of an outcome is believed: no more arguments than were sent, no more records than
a spy makes, and one count of all that is in it."""

import msgspec
import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Failure, Outcome, Spied
from dinosaur_grader.checks.values import MAX_ITEMS, Raised
from dinosaur_grader.inside import nodes
from dinosaur_grader.inside.nodes import Array, List
from dinosaur_grader.inside.outcomes import KEPT, KEPT_BYTES, outcome_form, received, to_outcome
from dinosaur_grader.inside.wire import DecodeError, OutcomeForm, answered, decode_outcome


def a_form(value=None, arguments=(), unchanged=(), same=(), spied=()):
    return OutcomeForm(
        value, list(arguments), list(unchanged), list(same), "", list(spied), None
    )


MANY = {
    "arguments": a_form(arguments=[None] * 3),
    "unchanged": a_form(arguments=[None], unchanged=[0] * 3),
    "same": a_form(same=[0] * 3),
}


@pytest.mark.parametrize("form", MANY.values(), ids=MANY)
def test_no_more_arguments_come_back_than_were_sent(form):
    with pytest.raises(DecodeError, match="2 that were sent"):
        to_outcome(form, ("one", "two"))
    assert to_outcome(a_form(), ("one", "two")).arguments == ()  # fewer may


def test_all_values_of_an_outcome_are_counted_together(monkeypatch):
    monkeypatch.setattr(nodes, "MAX_NODES", 10)
    four = List([None] * 3)
    to_outcome(a_form(four, [four]), ("sent",))
    with pytest.raises(DecodeError, match="many"):
        to_outcome(a_form(four, [four], spied=[("clip", {"x": four}, 1)]), ("sent",))


def an_array(entries: int) -> Array:
    return Array("|i1", (entries,), bytes(entries))


def test_an_array_is_no_larger_than_a_child_makes_one():
    assert to_outcome(a_form(an_array(MAX_ITEMS))).value.shape == (MAX_ITEMS,)
    with pytest.raises(DecodeError, match="too large"):
        to_outcome(a_form(an_array(MAX_ITEMS + 1)))


def test_all_entries_of_all_arrays_are_counted_together(monkeypatch):
    monkeypatch.setattr(nodes, "MAX_ENTRIES", 100)
    to_outcome(a_form(an_array(50), [an_array(50)]), ("sent",))
    with pytest.raises(DecodeError, match="too large"):
        to_outcome(a_form(an_array(50), [an_array(51)]), ("sent",))


def test_what_no_array_can_be_made_of_is_a_decode_error_that_repeats_nothing(monkeypatch):
    none = a_form(Array("|b1", (2**30 + 7, 2**30, 2**30, 0), b""))
    packed = answered(1, none).outcome
    with pytest.raises(DecodeError) as said:
        received(Call("f"), packed)
    assert str(2**30 + 7) not in str(said.value)

    # nor does what reading raises that nobody thought of
    monkeypatch.setattr(nodes, "_array", lambda *_: 1 / 0)
    with pytest.raises(DecodeError, match="it can't be read"):
        received(Call("g"), answered(1, a_form(an_array(1))).outcome)


@pytest.mark.parametrize("times", [0, -1])
def test_calls_of_spies_that_were_never_made_are_a_decode_error(times):
    with pytest.raises(DecodeError, match="never made"):
        to_outcome(a_form(spied=[("clip", {}, times)]))


def test_calls_that_a_child_claims_take_no_memory():
    (spied,) = to_outcome(a_form(spied=[("clip", {"x": 1}, 2**62)])).spied
    assert spied == Spied("clip", {"x": 1}, 2**62)


def test_an_argument_that_is_as_it_was_needs_no_cap():
    large = np.zeros(MAX_ITEMS + 1)
    form = outcome_form(Outcome(arguments=(large,)), (large,))
    assert to_outcome(form, (large,)).arguments[0] is large


def test_an_error_crosses_with_a_bounded_number_of_names():
    failure = Failure("exception", "Empty", "no", bases=("Empty", "ValueError"))
    packed = msgspec.msgpack.encode(outcome_form(Outcome(failure=failure)))
    assert to_outcome(decode_outcome(packed)).failure == failure
    many = outcome_form(Outcome(failure=Failure("exception", bases=("a",) * 33)))
    with pytest.raises(DecodeError, match="bases"):
        decode_outcome(msgspec.msgpack.encode(many))


def test_only_a_call_that_raised_has_names_of_its_error():
    assert Outcome(failure=Failure("timeout", bases=("ValueError",))).raised == {}


def test_a_step_that_raised_is_told_of_apart_and_only_where_it_was_run():
    error = Failure("exception", "IndexError", bases=("IndexError",))
    outcome = Outcome([1, Raised(("IndexError",))], failed=((1, error),))
    form = outcome_form(outcome)
    assert to_outcome(form) == outcome
    for value, place in ((List([None]), 1), (List([None]), -1), (3, 0)):
        with pytest.raises(DecodeError, match="never run"):
            to_outcome(
                msgspec.structs.replace(form, value=value, failed=[(place, form.failed[0][1])])
            )


def packed(value, number=1):
    return answered(number, outcome_form(Outcome(value))).outcome


def test_the_same_bytes_to_the_same_call_are_one_outcome():
    call = Call("f")
    first = received(call, packed([1, 2.5]))
    assert first.value == [1, 2.5]
    assert received(call, packed([1, 2.5], 7)) is first
    # zeros of either sign are equal, and not the same bytes
    for other in ([1, 2], [1, -0.0], [1, 0.0]):
        assert str(received(call, packed(other)).value) == str(other)
    assert received(Call("f"), packed([1, 2.5])) is not first


def test_what_is_answered_to_one_call_drives_out_nothing_of_another():
    asked_first, secret = Call("f"), Call("f")
    first = received(asked_first, packed(1))
    of_secret = received(secret, packed(0))
    for number in range(1, KEPT + 1):
        received(secret, packed(number))
    assert received(asked_first, packed(1)) is first
    assert received(secret, packed(0)) is not of_secret


def test_a_large_outcome_is_not_kept():
    call, large = Call("f"), packed("x" * KEPT_BYTES)
    assert received(call, large) is not received(call, large)
