"""How long each submission took, beside the journal: times differ from run to run, and
the journal's bytes must not.

`seconds.jsonl` has a line a result, `{"key": ..., "seconds": {...}}`. It is only told,
never relied on: a line that is torn or missing costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from dinosaur_grader.results import Result

NAME = "seconds.jsonl"


class Times(msgspec.Struct, frozen=True):
    """The seconds of one result, by stage."""

    key: str
    seconds: dict[str, float]


_decoder = msgspec.json.Decoder(Times)


def note(journal: Path, result: Result) -> None:
    """Add the times of a result that is new in the journal."""
    if result.seconds:
        with open(journal.with_name(NAME), "ab") as file:
            file.write(msgspec.json.encode(Times(result.key, result.seconds)) + b"\n")


def read(journal: Path) -> dict[str, dict[str, float]]:
    """The seconds by stage of the journal's results, by key; empty where none were
    noted."""
    path = journal.with_name(NAME)
    lines = path.read_bytes().splitlines() if path.exists() else []
    return {times.key: times.seconds for times in map(_times, lines) if times}


def _times(line: bytes) -> Times | None:
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError:
        return None  # torn when a run was killed


def keep(journal: Path, keys: Iterable[str], also: Path | None = None) -> None:
    """Let go of the times of all but these results; those of another journal, `also`,
    are taken in first."""
    known = read(journal) | (read(also) if also else {})
    kept = [Times(key, known[key]) for key in keys if key in known]
    path = journal.with_name(NAME)
    if not kept and not path.exists():
        return
    draft = path.with_name(NAME + ".new")
    draft.write_bytes(b"".join(msgspec.json.encode(times) + b"\n" for times in kept))
    os.replace(draft, path)
