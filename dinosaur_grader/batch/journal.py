"""The journal: results as they come in, one checksummed JSON line each, so that a
killed run goes on where it was.

A line is `{"sha256": "<of the result's JSON text>", "result": {...}}`. Lines are
written through to the disk in groups. A torn or damaged line is left out when the
journal is opened, and its submission is graded again.

Beside it `seconds.jsonl` has how long each result took, `{"key": ..., "seconds":
{...}}`: times differ from run to run, and the journal's bytes must not. They are only
told, never relied on.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from dinosaur_grader.batch import files
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.results import WITH_SCORE, MadeWith, NotebookFile, Result

log = logging.getLogger(__name__)

SYNC_EVERY = 16
SECONDS = "seconds.jsonl"


class _Line(msgspec.Struct):
    """A line: the sha256 of a result's JSON text, and the text."""

    sha256: str
    result: msgspec.Raw


_line, _result = msgspec.json.Decoder(_Line), msgspec.json.Decoder(Result)


class JournalBusy(Refused, RuntimeError):
    """Another run is writing this journal."""


class Journal:
    """The results of one output folder, on disk; only their keys and places are held in
    memory. A context manager."""

    def __init__(self, path: Path):
        self.path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._standing: dict[tuple[str, str, str], str] = {}
        self._unsynced = 0

    def __enter__(self) -> Journal:
        self._file = open(self.path, "a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise JournalBusy(
                f"another run is grading into {self.path.parent}: wait for it, or choose another --out"
            ) from error
        self._read()
        log.info("%s has %d results", self.path, len(self._places))
        return self

    def __exit__(self, *_) -> None:
        self.sync()
        self._file.close()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __getitem__(self, key: str) -> Result:
        place, length = self._places[key]
        return _decode(os.pread(self._file.fileno(), length, place))

    def get(self, key: str) -> Result | None:
        """Return the scored result with this key, if there is one."""
        # one without a score is tried again: to a watched folder the same work may come twice
        if key in self and (found := self[key]).state in WITH_SCORE:
            return found
        return None

    def standing(self, work: NotebookFile) -> str | None:
        """Return the key of the last scored result of just this work, whatever it was
        made with."""
        return self._standing.get((work.assignment, work.student_id, work.digest))

    def append(self, result: Result) -> None:
        """Add a result; it is safe on the disk after at most `SYNC_EVERY` more, or at
        `sync`."""
        line = _encode(result)
        place = files.append(self._file, line)
        self._places[result.key] = (place, len(line))
        if result.seconds:
            times = _Times(result.key, result.seconds)
            files.add_lines(self.path.with_name(SECONDS), [times])
        self._unsynced += 1
        if self._unsynced >= SYNC_EVERY:
            self.sync()

    def sync(self) -> None:
        if self._unsynced:
            os.fsync(self._file.fileno())
            self._unsynced = 0

    def settle(self, keys: Iterable[str], assignment: str, aside: Iterable[str] = ()) -> None:
        """Rewrite the journal so that it holds the results of `keys`, in this order,
        then those of attempts that do not count, and of `assignment` nothing else; all
        or nothing. Another assignment's results stay, before them or behind, by
        name."""
        self.sync()
        self.replace(self._settled(keys, assignment, aside))

    def _settled(
        self, keys: Iterable[str], assignment: str, aside: Iterable[str]
    ) -> Iterator[Result]:
        yield from (one for one in everything(self.path) if one.assignment < assignment)
        yield from (msgspec.structs.replace(self[key], aside=False) for key in keys)
        yield from (msgspec.structs.replace(self[key], aside=True) for key in aside)
        yield from (one for one in everything(self.path) if one.assignment > assignment)

    def replace(self, results: Iterable[Result], also: Path | None = None) -> None:
        """Put a journal of these results in the place of this one, all or nothing; then
        keep the times of no others. Those of another journal, `also`, are taken in
        first."""
        draft, keys = self.path.with_name(self.path.name + ".new"), []
        with open(draft, "wb") as file:
            for result in results:
                file.write(_encode(result))
                keys.append(result.key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.path)
        known = seconds(self.path) | (seconds(also) if also else {})
        times = [_Times(key, known[key]) for key in keys if key in known]
        beside = self.path.with_name(SECONDS)
        if times or beside.exists():
            files.write_lines(beside, times)

    def _read(self) -> None:
        """Find the whole lines; cut off a torn end so that the next line starts on its
        own."""
        self._file.seek(0)
        place, line = 0, b"\n"
        for place, line, result in _placed(self._file):
            if result and result.state in WITH_SCORE:
                self._places[result.key] = (place, len(line))
                what = (result.assignment, result.student_id, result.digest)
                self._standing[what] = result.key
        if not line.endswith(b"\n"):
            os.ftruncate(self._file.fileno(), place)


class _Times(msgspec.Struct, frozen=True):
    """The seconds of one result, by stage."""

    key: str
    seconds: dict[str, float]


def seconds(path: Path) -> dict[str, dict[str, float]]:
    """Read the seconds by stage of a journal's results, by key. There are none where
    none were noted."""
    return {one.key: one.seconds for one in files.read_lines(path.with_name(SECONDS), _Times)}


def everything(path: Path) -> Iterator[Result]:
    """Yield the whole results of a journal that nobody writes, in its order. Those of
    attempts that do not count are among them."""
    with open(path, "rb") as file:
        yield from filter(None, map(_decode, file))


def results(path: Path, assignment: str = "", aside: bool = False) -> Iterator[Result]:
    """Yield the results that count, or those that are `aside`. They are of one
    assignment, if it is named."""
    for result in everything(path):
        if assignment in ("", result.assignment) and result.aside is aside:
            yield result


def made_with(path: Path, assignment: str = "") -> set[MadeWith]:
    """Return what the scored results of a journal, or of one assignment in it, were
    made with."""
    found = results(path, assignment)
    return {result.made_with for result in found if result.state in WITH_SCORE}


class Latest(Mapping[str, Result]):
    """The last result of each student for an assignment in a journal, by id; empty
    where there is no journal.

    Only places are held in memory, so that two journals of a large class can be
    compared.
    """

    def __init__(self, path: Path, assignment: str = ""):
        self.path = path
        self._places: dict[str, tuple[int, int]] = {}
        if not path.exists():
            return
        with open(path, "rb") as file:
            for place, line, result in _placed(file):
                if result and not result.aside and assignment in ("", result.assignment):
                    self._places[result.student_id] = (place, len(line))

    def __getitem__(self, student_id: str) -> Result:
        place, length = self._places[student_id]
        with open(self.path, "rb") as file:
            file.seek(place)
            return _decode(file.read(length))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def forget(path: Path, student_id: str) -> None:
    """Rewrite the journal without this student's results, all or nothing.

    Torn and damaged lines go too, for nobody can say whose they are. Raises
    `JournalBusy`.
    """
    with Journal(path) as book:
        book.replace(one for one in everything(path) if one.student_id != student_id)


def _placed(file: BinaryIO) -> Iterator[tuple[int, bytes, Result | None]]:
    """Yield each line of a journal with where it begins and its result. The result is
    None where the line is torn or damaged."""
    place = 0
    for line in file:
        yield place, line, _decode(line)
        place += len(line)


def _encode(result: Result) -> bytes:
    """Encode a result as a line. Times are left out: they differ from run to run, and
    the file must not. The work is not a part of it."""
    text = msgspec.json.encode(msgspec.structs.replace(result, seconds={}, work=msgspec.UNSET))
    line = _Line(hashlib.sha256(text).hexdigest(), msgspec.Raw(text))
    return msgspec.json.encode(line) + b"\n"


def _decode(line: bytes) -> Result | None:
    try:
        read = _line.decode(line)
        whole = hashlib.sha256(read.result).hexdigest() == read.sha256
        return _result.decode(read.result) if whole and line.endswith(b"\n") else None
    except msgspec.DecodeError:
        return None  # torn, or written by another version of the kit
