"""`results.jsonl`: the results as lines of JSON for scripts, each with a checksum.

A line is `{"sha256": "<of the result's JSON text>", "result": {...}}`. By assignment
come those that count, sorted by student, then those of attempts that don't.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from dinosaur_grader.batch import files
from dinosaur_grader.results import Result
from dinosaur_grader.store import results

FILE = "results.jsonl"


class _Line(msgspec.Struct):
    """A line: the sha256 of a result's JSON text, and the text."""

    sha256: str
    result: msgspec.Raw


def write(connection: Connection, out: Path) -> Path:
    """Write the file under `out`, whole or not at all."""
    path = out / FILE
    files.replace_by(path, map(line, _all(connection)))
    return path


def _all(connection: Connection) -> Iterator[Result]:
    for name in dict.fromkeys(name for name, _, _ in results.keys(connection)):
        yield from results.counted(connection, name)
        yield from results.aside(connection, name)


def line(result: Result) -> bytes:
    """Encode a result as a line. Times are left out: they differ from run to run, and
    the file must not. So is the code, which is on the page."""
    plain = msgspec.structs.replace(result, seconds={}, code=msgspec.UNSET)
    text = msgspec.json.encode(plain)
    whole = _Line(hashlib.sha256(text).hexdigest(), msgspec.Raw(text))
    return msgspec.json.encode(whole) + b"\n"
