"""A course's questions, drawn once and kept in a file of the person who grades.

Drawing takes a second or more, in every process of every run, and gives the same
each time. Where the file is not believed (`disk_cache`) the questions are drawn.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple, overload

import msgspec
import numpy as np

from dinosaur_grader.assignments import disk_cache
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.published import freeze, freeze_call, melt, melt_call, words_of
from dinosaur_grader.checks.values import same_bits

_Seen = dict[str, Any]
"""Observations by name."""


class Questions(NamedTuple):
    """What is asked of a course's hand-ins, and the published questions that some of
    them stand for."""

    asked: tuple[Probe, ...]
    published: tuple[Probe, ...]


class KnownFaults(Sequence[Fault]):
    """The known faults of a question, unpacked when somebody looks: nine tenths of a
    course's questions are theirs, and a right answer asks for none."""

    def __init__(self, expected: _Seen, packed: bytes):
        self._expected, self._packed = expected, packed

    @functools.cached_property
    def _all(self) -> tuple[Fault, ...]:
        kept: Any = melt(msgspec.msgpack.decode(self._packed, ext_hook=_array))
        return tuple(
            Fault(name, hint, _without(self._expected, lacking) | own)
            for name, hint, own, lacking in kept
        )

    @overload
    def __getitem__(self, place: int) -> Fault: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Fault, ...]: ...
    def __getitem__(self, place: int | slice) -> Fault | tuple[Fault, ...]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)


class _File(msgspec.Struct, array_like=True):
    """All questions of a course as data, each with the number of its call, and by
    function what else a verdict says."""

    calls: list[tuple[str, dict[str, Any]]]
    asked: list[tuple[Any, bytes]]
    published: list[tuple[Any, bytes]]
    words: dict[str, tuple[dict[str, Any], list[str]]]


def questions(work: Assignment, seed: bytes) -> Questions:
    """Get the questions of a course: what is kept of them, or drawn and kept now.

    Raises RubricError where they can't be drawn.
    """
    return kept_or_drawn(work.rubric, work.kit, seed)


@functools.lru_cache(maxsize=8)
def kept_or_drawn(rubric: Rubric, kit: tuple[str, str], seed: bytes) -> Questions:
    """Read the questions from the cache on disk, or draw and keep them."""
    # Another kit draws others. So may another NumPy, whose generators are its own.
    path = disk_cache.path("questions", seed, (*kit, rubric.name, np.__version__))
    kept = path and disk_cache.read(path, seed)
    if not kept:
        # drawing takes modules that what is kept doesn't
        from dinosaur_grader.assignments.probes import asked, published

        drawn = _as_data(rubric, asked(rubric, seed), published(rubric))
        kept = msgspec.msgpack.encode(drawn, enc_hook=_as_kept)
        if path:
            disk_cache.keep(path, seed, kept)
    # from the data also when they were drawn now: this run asks what later ones will
    return _from_data(rubric, msgspec.msgpack.decode(kept, type=_File, ext_hook=_array))


_ARRAY = 1
"""The code by which arrays are known among what MessagePack doesn't have."""


def _as_kept(drawn: Any) -> Any:
    """Pack an array as bytes, and a number that NumPy drew as Python's, which is what a
    child is asked with."""
    if isinstance(drawn, np.ndarray):
        packed = (drawn.dtype.str, drawn.shape, drawn.tobytes())
        return msgspec.msgpack.Ext(_ARRAY, msgspec.msgpack.encode(packed))
    if not isinstance(drawn, np.generic):
        raise NotImplementedError(f"a question can't hold a {type(drawn).__name__}")
    return drawn.item()


def _array(_code: int, packed: memoryview) -> np.ndarray:
    """Unpack the array, writable as it was."""
    kind, shape, entries = msgspec.msgpack.decode(packed)
    return np.frombuffer(entries, kind).reshape(shape).copy()


def _as_data(rubric: Rubric, asked: Sequence[Probe], published: Sequence[Probe]) -> _File:
    # questions that share a call are put by one call, so they have to share it again
    calls = {id(probe.call): probe.call for probe in (*asked, *published)}
    place = {key: number for number, key in enumerate(calls)}
    return _File(
        [(call.function, freeze_call(call, arrays=False)) for call in calls.values()],
        [_row(probe, place[id(probe.call)]) for probe in asked],
        [_row(probe, place[id(probe.call)]) for probe in published],
        # to make them again would load the lesson's helpers, plots and all
        {f: (rubric.words_table(f), list(rubric.returns(f))) for f in rubric.functions},
    )


def _row(probe: Probe, call: int) -> tuple[object, bytes]:
    faults = freeze([_fault(probe.expected, fault) for fault in probe.faults], arrays=False)
    own = {
        "call": call,
        "observe": probe.observe.name,
        "faults": None,
        "words": None,  # once a function, not once a question
    }
    packed = msgspec.msgpack.encode(faults, enc_hook=_as_kept)
    return freeze(vars(probe) | own, arrays=False), packed


def _fault(expected: _Seen, fault: Fault) -> tuple[str, str, _Seen, list[str]]:
    """Reduce a known fault to the observations of its own, and those that it lacks: of
    thousands of numbers most are the right ones."""
    seen = fault.observations
    own = {k: v for k, v in seen.items() if k not in expected or not same_bits(v, expected[k])}
    return fault.name, fault.hint, own, [name for name in expected if name not in seen]


def _without(seen: _Seen, names: Sequence[str]) -> _Seen:
    return {name: value for name, value in seen.items() if name not in names}


def _from_data(rubric: Rubric, file: _File) -> Questions:
    words = {name: words_of(*told) for name, told in file.words.items()}
    calls = [melt_call(function, data) for function, data in file.calls]

    def probe(row: tuple[object, bytes]) -> Probe:
        whole: Any = melt(row[0])
        return Probe(
            **whole
            | {
                "call": calls[whole["call"]],
                # an author writes 3; a result that is read again would say 3.0
                "points": float(whole["points"]),
                "observe": rubric.observer(whole["observe"]),
                "faults": KnownFaults(whole["expected"], row[1]),
                "words": words[whole["function"]],
            }
        )

    return Questions(tuple(map(probe, file.asked)), tuple(map(probe, file.published)))
