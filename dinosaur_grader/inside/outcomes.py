"""An outcome as it crosses the line, and back: what is told of it, and how much of that
is believed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from dinosaur_grader.checks.calls import Call, Failure, Outcome, Spied
from dinosaur_grader.checks.values import MAX_ITEMS, Raised, same_bits
from dinosaur_grader.inside.nodes import Builder, DecodeError, Node, sendable, sound
from dinosaur_grader.inside.wire import FailureForm, OutcomeForm, decode_outcome

KEPT_BYTES, KEPT = 16 * 1024, 4
"""How large an outcome may be to be kept, and how many are of a call. Decoded, one takes
up to thirty times its bytes."""
_kept: WeakKeyDictionary[Call, Callable[[bytes], Outcome]] = WeakKeyDictionary()


def outcome_form(outcome: Outcome, sent: tuple[object, ...] = ()) -> OutcomeForm:
    """Write an `Outcome` as it is sent; `sent` are the question's positional arguments."""
    as_sent = unchanged(sent, outcome.arguments)
    value: Any = outcome.value
    if outcome.failed:  # these are told of apart
        value = [None if isinstance(each, Raised) else each for each in value]
    return OutcomeForm(
        value=sendable(value),
        arguments=[
            None if i in as_sent else sendable(value)
            for i, value in enumerate(outcome.arguments)
        ],
        unchanged=as_sent,
        same=list(outcome.same),
        printed=sound(outcome.printed),
        spied=[_spied_form(record) for record in outcome.spied],
        failure=failure_form(outcome.failure) if outcome.failure else None,
        figure=sendable(outcome.figure),
        failed=[(place, failure_form(failure)) for place, failure in outcome.failed],
    )


def unchanged(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Find the places of the arguments that are as they were, to the bit."""
    pairs = enumerate(zip(before, after, strict=False))
    return [place for place, (was, now) in pairs if same_bits(was, now)]


def failure_form(failure: Failure) -> FailureForm:
    """Write a `Failure` as it is sent."""
    kind, type_ = sound(failure.kind), sound(failure.type)
    message, line = sound(failure.message), sound(failure.line)
    bases = tuple(map(sound, failure.bases))
    return FailureForm(kind, type_, message, line, failure.errno, bases, failure.below)


def _spied_form(record: Spied) -> tuple[str, dict[str, Node], int]:
    arguments = {sound(k): sendable(v) for k, v in record.arguments.items()}
    return sound(record.function), arguments, record.times


def _spied(form: tuple[str, dict[str, Node], int], builder: Builder) -> Spied:
    name, given, times = form
    if times < 1:
        raise DecodeError("an outcome tells of calls of spies that were never made")
    return Spied(name, {k: builder.build(v) for k, v in given.items()}, times)


def received(call: Call, packed: msgspec.Raw) -> Outcome:
    """Build the `Outcome` that a child sent of a call, the same one for the same bytes:
    right answers of a class mostly come out equal to the bit, and what is said of them is
    said already. Raises DecodeError."""
    # By call: in one cache for all, a child that has had secrets could drive out what one
    # without any answers, and the next hand-in would feel it by the time to its next question.
    built = functools.partial(_built, call.positional)
    if len(packed) > KEPT_BYTES:
        return built(bytes(packed))
    # the standard library's cache, since a node of a cluster may grade in several threads
    return _kept.setdefault(call, functools.lru_cache(KEPT)(built))(bytes(packed))


def _built(sent: tuple[object, ...], packed: bytes) -> Outcome:
    try:
        return to_outcome(decode_outcome(packed), sent)
    except DecodeError:
        raise
    # Whatever a stranger's bytes make of our reading is that stranger's answer. An empty array
    # of booleans was once a fault of the machinery, whose text told what a shape said
    # (attack says-by-shape).
    except Exception as error:
        raise DecodeError(f"it can't be read ({type(error).__name__})") from error


def to_outcome(form: OutcomeForm, sent: tuple[object, ...] = ()) -> Outcome:
    """Build the `Outcome` that was sent; `sent` are the question's positional arguments.
    Raises DecodeError."""
    builder = Builder(MAX_ITEMS)
    value = builder.build(form.value)
    failed = tuple((place, _failure(failure)) for place, failure in form.failed)
    for place, failure in failed:
        if not (isinstance(value, list) and 0 <= place < len(value)):
            raise DecodeError("a step failed that was never run")
        value[place] = Raised(failure.bases)
    return Outcome(
        value=value,
        arguments=_arguments(form, sent, builder),
        same=tuple(form.same),
        printed=form.printed,
        spied=tuple([_spied(each, builder) for each in form.spied]),
        failure=_failure(form.failure) if form.failure else None,
        figure=builder.build(form.figure),
        failed=failed,
    )


def _failure(form: FailureForm) -> Failure:
    return Failure(*msgspec.structs.astuple(form))


def _arguments(
    form: OutcomeForm, sent: tuple[object, ...], builder: Builder
) -> tuple[object, ...]:
    most = len(sent)
    # else any number could come back, each of them within the caps
    if max(len(form.arguments), len(form.unchanged), len(form.same)) > most:
        raise DecodeError(f"an outcome tells of more arguments than the {most} that were sent")
    arguments = [builder.build(node) for node in form.arguments]
    for i in form.unchanged:
        if not 0 <= i < len(arguments):
            raise DecodeError("an outcome tells of an argument that was never sent")
        arguments[i] = sent[i]
    return tuple(arguments)
