"""A course's questions, drawn once and kept in a file of the person who grades.

Drawing takes a second or more, in every process of every run, and comes to the same
each time. The file is believed only where it is ours alone and sealed with the course's
seed; in every other case the questions are drawn.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import platform
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from grader.assignments import places
from grader.assignments.assignment import Assignment
from grader.assignments.probes import in_todays_words, published
from grader.assignments.rubric import Rubric
from grader.assignments.twins import asked
from utils.checks import Fault, Probe
from utils.checks.calls import Call
from utils.checks.published import freeze, freeze_call, melt, melt_call

MOST_FILES, MOST_BYTES = 20, 64 * 2**20
_SEAL = hashlib.sha256().digest_size


_Seen = dict[str, Any]
"""Observations by name, their values as they are or as data."""


class Questions(NamedTuple):
    """What is asked of a course's hand-ins, and the published questions that some of
    them stand for."""

    asked: tuple[Probe, ...]
    published: tuple[Probe, ...]


class _Row(msgspec.Struct, array_like=True):
    """A probe as data. `call` counts the file's calls; a `standing` one is the
    published question itself. `faults` hold only what differs from `expected`."""

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
    standing: bool
    call: int
    expected: _Seen
    others: list[_Seen]
    faults: list[tuple[str, str, _Seen, list[str]]]


class _File(msgspec.Struct, array_like=True):
    calls: list[tuple[str, dict[str, Any]]]
    rows: list[_Row]


def questions(work: Assignment, seed: bytes) -> Questions:
    """The questions of a course: what is kept of them, or drawn and kept now.

    Raises RubricError where they can't be drawn.
    """
    return _questions(work.asks, work.kit, seed)


@functools.lru_cache(maxsize=8)
def _questions(rubric: Rubric, kit: tuple[str, str], seed: bytes) -> Questions:
    path = _path(rubric, kit, seed)
    kept = path and _read(path, seed)
    if not kept:
        drawn = _as_data(asked(rubric, seed), published(rubric))
        kept = msgspec.msgpack.encode(drawn, enc_hook=_number)
        if path:
            _keep(path, seed, kept)
    # from the data also when they were drawn now: this run asks what later ones will
    return _from_data(rubric, msgspec.msgpack.decode(kept, type=_File))


def _number(drawn: Any) -> Any:
    """A number that NumPy drew, as Python's, which is what a child is asked with."""
    if not isinstance(drawn, np.generic):
        raise NotImplementedError(f"a question can't hold a {type(drawn).__name__}")
    return drawn.item()


def _path(rubric: Rubric, kit: tuple[str, str], seed: bytes) -> Path | None:
    """The file of these questions: another kit, seed, NumPy or machine has another."""
    place = places.kept()
    here = (*kit, rubric.name, np.__version__, platform.python_version(), platform.machine())
    name = hmac.digest(seed, "\0".join(here).encode(), "sha256").hex()
    return place / f"{name[:32]}.questions" if place else None


def _read(path: Path, seed: bytes) -> bytes | None:
    """What the file holds, if nobody but us and the seed's owner can have written
    it."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            is_ours = _ours(os.fstat(file.fileno()))
            held = file.read(MOST_BYTES + 1) if is_ours else b""
    except OSError:
        return None  # none yet, or not ours to read
    seal, data = held[:_SEAL], held[_SEAL:]
    return data if hmac.compare_digest(seal, _sealed(path, seed, data)) else None


def _ours(found: os.stat_result) -> bool:
    return (
        stat.S_ISREG(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & 0o077
    )


def _sealed(path: Path, seed: bytes, data: bytes) -> bytes:
    return hmac.digest(seed, path.name.encode() + b"\0" + data, "sha256")


def _keep(path: Path, seed: bytes, data: bytes) -> None:
    """Write the file for later runs. Where there is no room or no right for that, they
    draw for themselves."""
    trial = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(
                os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(_sealed(path, seed, data) + data)
            trial.replace(path)
        finally:
            trial.unlink(missing_ok=True)
        _thin_out(path.parent)


def _thin_out(place: Path) -> None:
    """Leave the newest files: each kit and each seed has made one."""
    files = sorted(place.glob("*.questions"), key=lambda path: -path.stat().st_mtime)
    for old in files[MOST_FILES:]:
        old.unlink(missing_ok=True)


def _as_data(probes: Sequence[Probe], public: Sequence[Probe]) -> _File:
    calls = {id(probe.call): probe.call for probe in probes}
    place = {key: number for number, key in enumerate(calls)}
    own = {id(probe.call) for probe in public}
    return _File(
        [(call.function, freeze_call(call)) for call in calls.values()],
        [_row(probe, place[id(probe.call)], id(probe.call) in own) for probe in probes],
    )


def _row(probe: Probe, call: int, standing: bool) -> _Row:
    expected = _frozen(probe.expected)
    return _Row(
        **{name: getattr(probe, name) for name in _PLAIN},
        observe=probe.observe.name,
        standing=standing,
        call=call,
        expected=expected,
        others=[_frozen(other) for other in probe.others],
        faults=[] if standing else [_fault(expected, fault) for fault in probe.faults],
    )


_PLAIN = (
    *("id", "function", "cell", "points", "title", "about"),
    *("public", "gate", "only", "twin"),
)


def _fault(expected: _Seen, fault: Fault) -> tuple[str, str, _Seen, list[str]]:
    seen = _frozen(fault.observations)
    changed = {k: v for k, v in seen.items() if k not in expected or v != expected[k]}
    lacking = [name for name in expected if name not in seen]
    return fault.name, fault.hint, changed, lacking


def _from_data(rubric: Rubric, file: _File) -> Questions:
    public = in_todays_words(rubric)
    own = {probe.id: probe for probe in public}
    calls = [melt_call(function, data) for function, data in file.calls]
    return Questions(
        tuple(
            replace(own[row.id], twin=row.twin)
            if row.standing
            else _probe(rubric, row, calls[row.call])
            for row in file.rows
        ),
        public,
    )


def _probe(rubric: Rubric, row: _Row, call: Call) -> Probe:
    expected = _melted(row.expected)
    return Probe(
        **{name: getattr(row, name) for name in _PLAIN},
        call=call,
        observe=rubric.observers[row.observe],
        expected=expected,
        others=tuple(_melted(other) for other in row.others),
        faults=tuple(_known(expected, *fault) for fault in row.faults),
        words=rubric.words(row.function),
    )


def _known(expected: _Seen, name: str, hint: str, changed: _Seen, lacking: list[str]) -> Fault:
    left = {seen: value for seen, value in expected.items() if seen not in lacking}
    return Fault(name, hint, left | _melted(changed))


def _frozen(seen: _Seen) -> _Seen:
    return {name: freeze(value) for name, value in seen.items()}


def _melted(seen: _Seen) -> _Seen:
    return {name: melt(value) for name, value in seen.items()}
