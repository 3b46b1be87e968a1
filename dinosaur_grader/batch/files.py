"""Files of ours beside a class: replaced whole, and those of JSON lines, a line for a
student."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

Line = TypeVar("Line")


class _Whose(msgspec.Struct):
    """What is asked of any line: the student whom it is about, if any."""

    student: str = ""


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. A killed run may leave a file that ends in
    `.new`; the next run takes it away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(data)
    os.replace(draft, path)


def write_lines(path: Path, lines: Iterable[object]) -> None:
    """Write a file of these lines, whole or not at all."""
    replace(path, msgspec.json.Encoder().encode_lines(lines))


def add_lines(path: Path, lines: Iterable[object]) -> None:
    """Add lines at the end of a file, which may not be there yet."""
    with open(path, "ab") as file:
        file.write(msgspec.json.Encoder().encode_lines(lines))


def append(file: BinaryIO, data: bytes, sync: bool = False) -> int:
    """Add data at the end of an open file, or nothing of it where the disk is full;
    with `sync` through to the disk. Returns where it begins."""
    place = file.seek(0, os.SEEK_END)
    try:
        file.write(data)
        file.flush()
        if sync:
            os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), place)
        raise
    return place


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """Read the lines of a kind; none where there is no file. A line that was torn when
    a run was killed is left out: it is only told, and costs itself."""
    for line in _lines(path):
        try:
            yield msgspec.json.decode(line, type=kind)
        except msgspec.DecodeError:
            continue


def has(path: Path, student: str) -> bool:
    """Say whether a line is about this student."""
    return any(line.student == student for line in read_lines(path, _Whose))


def forget(path: Path, student: str) -> None:
    """Leave out the lines about a student, and torn ones: nobody can say whose they
    are."""
    kept = []
    for line in _lines(path):
        try:
            about = msgspec.json.decode(line, type=_Whose).student
        except msgspec.DecodeError:
            continue
        if about != student:
            kept.append(line + b"\n")
    replace(path, b"".join(kept))


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
