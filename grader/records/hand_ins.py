"""What is known of each student's hand-in beside its mark: whether the system called it
late, what a person should look at, and the attempts so far.

`hand_ins.jsonl` under `--out` has a line a student and assignment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from grader.results import MISSING, Result

FILE = "hand_ins.jsonl"


class Attempt(msgspec.Struct, frozen=True):
    """One hand-in that was graded: its sha256, the day, the grader's points and the
    state."""

    digest: str
    graded_on: str
    score: float | None
    state: str


class HandIn(msgspec.Struct, frozen=True):
    """One student's work. `looks` are sentences for a person who looks through the
    class; `attempts` are oldest first, the one that counts is the last."""

    assignment: str
    student: str
    late: bool = False
    looks: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()


def with_this(attempts: tuple[Attempt, ...], result: Result) -> tuple[Attempt, ...]:
    """The attempts, this result as the last; one that was there is taken out first."""
    if result.state == MISSING or not result.digest:
        return attempts
    this = Attempt(result.digest, result.graded_on, result.score, result.state)
    return (*(one for one in attempts if one.digest != result.digest), this)


def read(out: Path, assignment: str) -> dict[str, HandIn]:
    """What is noted of an assignment, by student."""
    return {one.student: one for one in _all(out) if one.assignment == assignment}


def write(out: Path, assignment: str, known: Mapping[str, HandIn]) -> None:
    """Note this of an assignment, in place of what was noted before."""
    others = [one for one in _all(out) if one.assignment != assignment]
    _replace(out, [*others, *(known[student] for student in sorted(known))])


def has(out: Path, student: str) -> bool:
    """Whether anything is noted of a student."""
    return any(one.student == student for one in _all(out))


def forget(out: Path, student: str) -> None:
    """Leave out what was noted of a student."""
    _replace(out, [one for one in _all(out) if one.student != student])


def _all(out: Path) -> Iterator[HandIn]:
    try:
        lines = (out / FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=HandIn)
        except msgspec.DecodeError:
            continue  # a torn line is noted anew by the next `grade`


def _replace(out: Path, noted: list[HandIn]) -> None:
    draft = out / f"{FILE}.new"
    draft.write_bytes(msgspec.json.Encoder().encode_lines(noted))
    os.replace(draft, out / FILE)
