"""A course's questions, drawn once and kept in a file of the person who grades.

Drawing takes a second or more, in every process of every run, and gives the same
each time. Where the file is not believed (`disk_cache`) the questions are drawn.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, overload

import msgspec
import numpy as np

from dinosaur_grader.assignments import disk_cache
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.observing import Observer
from dinosaur_grader.checks.published import freeze, freeze_call, melt, melt_call, words_of
from dinosaur_grader.checks.words import Words

_Seen = dict[str, Any]
"""Observations by name, their values as they are or as data."""


class Questions(NamedTuple):
    """What is asked of a course's hand-ins, and the published questions that some of
    them stand for."""

    asked: tuple[Probe, ...]
    published: tuple[Probe, ...]


class _Row(msgspec.Struct, array_like=True):
    """A probe as data. `call` counts the file's calls; a `standing` one is the
    published question itself. `faults` are packed: half of the file, and seldom read.
    They hold only what differs from `expected`."""

    id: str
    function: str
    cell: str
    points: float
    title: str
    observe: str
    about: tuple[str, ...]
    public: bool
    gate: bool
    only: str
    twin: bool
    slow: bool
    standing: bool
    call: int
    expected: _Seen
    others: list[_Seen]
    faults: memoryview


class _File(msgspec.Struct, array_like=True):
    """All questions of a course, and by function what else a verdict says."""

    calls: list[tuple[str, dict[str, Any]]]
    rows: list[_Row]
    public: list[_Row]
    words: dict[str, dict[str, Any]]


_Known = tuple[str, str, _Seen, list[str]]
"""A known fault as data: name, hint, observations of its own, those that it lacks."""


class _Faults(Sequence[Fault]):
    """Known faults that are read when a verdict looks at them: a right answer's never
    does, and there are thousands of numbers in them."""

    def __init__(self, kept: memoryview, expected: _Seen):
        self.kept, self.expected = kept, expected

    @functools.cached_property
    def read(self) -> tuple[Fault, ...]:
        known = msgspec.msgpack.decode(self.kept, type=list[_Known])
        return tuple(_known(self.expected, *fault) for fault in known)

    @overload
    def __getitem__(self, place: int) -> Fault: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Fault, ...]: ...
    def __getitem__(self, place: int | slice) -> Fault | tuple[Fault, ...]:
        return self.read[place]

    def __len__(self) -> int:
        return len(self.read)

    def __eq__(self, other: object) -> bool:
        return self.read == (other.read if isinstance(other, _Faults) else other)

    __hash__ = None  # type: ignore[assignment]


def questions(work: Assignment, seed: bytes) -> Questions:
    """The questions of a course: what is kept of them, or drawn and kept now.

    Raises RubricError where they can't be drawn.
    """
    return _questions(work.asks, work.kit, seed)


@functools.lru_cache(maxsize=8)
def _questions(rubric: Rubric, kit: tuple[str, str], seed: bytes) -> Questions:
    path = _path(rubric, kit, seed)
    kept = path and disk_cache.read(path, seed)
    if not kept:
        # drawing takes modules that what is kept doesn't
        from dinosaur_grader.assignments.probes import published
        from dinosaur_grader.assignments.variants import asked

        drawn = _as_data(rubric, asked(rubric, seed), published(rubric))
        kept = msgspec.msgpack.encode(drawn, enc_hook=_as_kept)
        if path:
            disk_cache.keep(path, seed, kept)
    # from the data also when they were drawn now: this run asks what later ones will
    return _from_data(rubric, msgspec.msgpack.decode(kept, type=_File, ext_hook=_array))


_ARRAY = 1
"""The code by which arrays are known among what MessagePack doesn't have."""
_Bytes = tuple[str, tuple[int, ...], memoryview]
"""An array: type, shape, entries."""


def _as_kept(drawn: Any) -> Any:
    """An array as bytes, and a number that NumPy drew as Python's, which is what a child
    is asked with."""
    if isinstance(drawn, np.ndarray):
        packed = (drawn.dtype.str, drawn.shape, drawn.tobytes())
        return msgspec.msgpack.Ext(_ARRAY, msgspec.msgpack.encode(packed))
    if not isinstance(drawn, np.generic):
        raise NotImplementedError(f"a question can't hold a {type(drawn).__name__}")
    return drawn.item()


def _array(_code: int, packed: memoryview) -> np.ndarray:
    """The array again, writable."""
    kind, shape, entries = msgspec.msgpack.decode(packed, type=_Bytes)
    return np.frombuffer(entries, kind).reshape(shape).copy()


def _path(rubric: Rubric, kit: tuple[str, str], seed: bytes) -> Path | None:
    """The file of these questions: another kit, seed, NumPy or machine has another."""
    return disk_cache.path("questions", seed, (*kit, rubric.name, np.__version__))


def _as_data(rubric: Rubric, probes: Sequence[Probe], public: Sequence[Probe]) -> _File:
    calls = {id(probe.call): probe.call for probe in (*probes, *public)}
    place = {key: number for number, key in enumerate(calls)}
    own = {probe.id: probe for probe in public}

    def row(probe: Probe, standing: bool) -> _Row:
        return _row(probe, place[id(probe.call)], standing)

    return _File(
        [(call.function, freeze_call(call, arrays=False)) for call in calls.values()],
        [row(p, p.id in own and own[p.id].call is p.call) for p in probes],
        [row(probe, False) for probe in public],
        {function: rubric.words_table(function) for function in rubric.functions},
    )


def _row(probe: Probe, call: int, standing: bool) -> _Row:
    expected = _frozen(probe.expected)
    faults = [] if standing else [_fault(expected, fault) for fault in probe.faults]
    return _Row(
        **{name: getattr(probe, name) for name in _PLAIN},
        observe=probe.observe.name,
        standing=standing,
        call=call,
        expected=expected,
        others=[_frozen(other) for other in probe.others],
        faults=memoryview(msgspec.msgpack.encode(faults, enc_hook=_as_kept)),
    )


_PLAIN = (
    *("id", "function", "cell", "points", "title", "about"),
    *("public", "gate", "only", "twin", "slow"),
)


def _fault(expected: _Seen, fault: Fault) -> _Known:
    seen = _frozen(fault.observations)
    changed = {k: v for k, v in seen.items() if k not in expected or v != expected[k]}
    lacking = [name for name in expected if name not in seen]
    return fault.name, fault.hint, changed, lacking


def _from_data(rubric: Rubric, file: _File) -> Questions:
    kinds = {each.name: list(each.returns) for each in rubric.table.functions}
    words = {name: words_of(table, kinds[name]) for name, table in file.words.items()}
    calls = [melt_call(function, data) for function, data in file.calls]

    def probe(row: _Row) -> Probe:
        return _probe(row, calls[row.call], rubric.observers[row.observe], words[row.function])

    public = tuple(map(probe, file.public))
    own = {each.id: each for each in public}
    asked = (
        replace(own[row.id], twin=row.twin) if row.standing else probe(row) for row in file.rows
    )
    return Questions(tuple(asked), public)


def _probe(row: _Row, call: Call, observe: Observer, words: Words) -> Probe:
    expected = _melted(row.expected)
    return Probe(
        **{name: getattr(row, name) for name in _PLAIN},
        call=call,
        observe=observe,
        expected=expected,
        others=tuple(_melted(other) for other in row.others),
        faults=_Faults(row.faults, expected),  # type: ignore[arg-type]
        words=words,
    )


def _known(expected: _Seen, name: str, hint: str, changed: _Seen, lacking: list[str]) -> Fault:
    left = {seen: value for seen, value in expected.items() if seen not in lacking}
    return Fault(name, hint, left | _melted(changed))


def _frozen(seen: _Seen) -> _Seen:
    return {name: freeze(value) for name, value in seen.items()}


def _melted(seen: _Seen) -> _Seen:
    return {name: melt(value) for name, value in seen.items()}
