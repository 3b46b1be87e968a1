"""Reading what was handed in from a zip or a folder, member by member; no name, size or
checksum is trusted."""

from __future__ import annotations

import contextlib
import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dinosaur_grader.desk.lms.file_names import TAKEN
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import NO_STUDENTS
from dinosaur_grader.printable import Name, shortened

MAX_BYTES = 32 * 2**20  # of one notebook, as `grade` takes it
MAX_MEMBERS = 200_000
# Bytes of a member's name and of each part of it: what file systems take.
MAX_NAME, MAX_PART = 1_024, 255
MAX_SHOWN = 200  # bytes of a name that is too long for any file
TWICE = "it is in the zip several times; the last one counts"
ENTRY = b"PK\x01\x02"  # how each line of a zip's list begins
MAX_NAMED = 4  # files in a sentence
MAX_PACKED = 100  # files in a zip that one student handed in
ENCRYPTED = 0x1
# What zipfile and its decompressors raise for bytes that are not as they should be;
# RuntimeError for a password, and NotImplementedError, which is one.
DECODERS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
# A member of a student's zip may claim a dictionary of four gigabytes: MemoryError.
DAMAGE = (*DECODERS, EOFError, MemoryError, OSError, OverflowError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Member:
    """A file that was handed in: its name within the archive, and its bytes, or the
    `reason` why they aren't available. `passed_over` are the files that might be work, too,
    in the zip that it was taken out of."""

    name: Name
    content: bytes = b""
    reason: str = ""
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Archive:
    """A zip or a folder: the names of its files, with forward slashes, in a fixed order;
    apart from them the `hidden` ones, as editors and file managers leave them; `left_out`
    says of a name why its file is not read; and a function that reads a file by its name."""

    names: list[Name]
    hidden: list[Name]
    left_out: list[tuple[str, str]]
    read: Callable[[str], Member]


@contextlib.contextmanager
def opened(source: Path) -> Iterator[Archive]:
    """Open a zip or a folder of hand-ins, for as long as the context lasts."""
    if source.is_dir():
        found = (Path(folder) / file for folder, _, files in os.walk(source) for file in files)
        names = (path.relative_to(source).as_posix() for path in found)
        yield _listed(names, partial(_from_folder, source))
        return
    try:
        packed = zipfile.ZipFile(source)
    except DAMAGE as error:
        raise Refused(
            f"{source.name} is not a complete zip file ({error}): download it again"
        ) from error
    with packed:
        if len(packed.infolist()) > MAX_MEMBERS:
            raise Refused(
                f"{source.name} has more than {MAX_MEMBERS:,} files: is it the submissions' zip?"
            )
        names = (info.filename for info in packed.infolist() if not info.is_dir())
        yield _listed(names, partial(_from_zip, packed))


def _listed(names: Iterable[str], read: Callable[[str], Member]) -> Archive:
    count = Counter(map(Name, sorted(names)))
    refused = {name: _unusable(name) for name in count}
    left_out = [(Name(shortened(name, MAX_SHOWN)), why) for name, why in refused.items() if why]
    left_out += [(name, TWICE) for name, number in count.items() if number > 1]
    usable = [name for name in count if not refused[name]]
    hidden = [name for name in usable if _hidden(name)]
    return Archive([n for n in usable if not _hidden(n)], hidden, left_out, read)


def one_notebook(member: Member) -> Member:
    """Take the only notebook out of a small zip that a student handed in. It gets the zip's
    name; where there is no such notebook, the member returned has the reason instead."""
    # before it is opened: reading the list of 700,000 took three seconds and 360 MB
    if member.content.count(ENTRY) > MAX_PACKED:
        return Member(member.name, reason=f"it is a zip of more than {MAX_PACKED} files")
    try:
        with zipfile.ZipFile(io.BytesIO(member.content)) as packed:
            names = [info.filename for info in packed.infolist() if _may_be_work(info.filename)]
            found = [name for name in names if _notebook(name)]
            other = tuple(
                Name(shortened(name, MAX_SHOWN)) for name in names if name not in found
            )
            if len(found) != 1:
                what = f"{len(found)} notebooks, not one" if found else "no notebook"
                but = f" that can be read, but with {', '.join(other[:MAX_NAMED])}"
                return Member(
                    member.name, reason=f"it is a zip with {what}{but if other else ''}"
                )
            inner = _from_zip(packed, found[0])
    except DAMAGE as error:
        return Member(member.name, reason=f"it is a damaged zip ({error})")
    return Member(member.name, inner.content, inner.reason, other)


def _may_be_work(name: str) -> bool:
    """Tell whether somebody may mean a file of a zip for work: a notebook, or another zip.
    What a Mac writes beside each file, and an editor's copies, nobody means."""
    is_copy = name.split("/")[-1].startswith("._") or "/.ipynb_checkpoints/" in f"/{name}"
    return name.lower().endswith(TAKEN) and not is_copy


def _notebook(name: str) -> bool:
    parts = name.removeprefix("./").split("/")  # as some programs begin each name
    is_dotted = any(part.startswith(".") for part in parts)
    return name.lower().endswith(".ipynb") and not (is_dotted or _hidden(name))


def _hidden(name: str) -> bool:
    """Tell whether a file is an editor's or a file manager's, and nobody's hand-in."""
    parts = name.split("/")
    return parts[-1].startswith(".") or not NO_STUDENTS.isdisjoint(parts)


def _unusable(name: str) -> str:
    """Say why no file with the name is read. The answer is empty where one is."""
    whole = name.encode("utf-8", "surrogateescape")
    parts = whole.split(b"/")
    if len(whole) > MAX_NAME:
        return f"its name is longer than {MAX_NAME:,} bytes"
    if any(len(part) > MAX_PART for part in parts):
        return f"a part of its name is longer than {MAX_PART} bytes"
    if name.startswith("/") or "\\" in name or name[1:2] == ":":
        return "its name is an absolute path or has a backslash"
    return "its name climbs out of the archive with '..'" if b".." in parts else ""


def _from_folder(source: Path, name: str) -> Member:
    try:
        handle = os.open(source / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return Member(name, reason=f"it can't be opened ({error.strerror})")
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return Member(name, reason="it is not a regular file")
        return _sized(name, file.read(MAX_BYTES + 1))


def _from_zip(archive: zipfile.ZipFile, name: str) -> Member:
    info = archive.getinfo(name)
    if info.flag_bits & ENCRYPTED:
        return Member(name, reason="it is encrypted: ask for it without a password")
    try:
        with archive.open(info) as file:
            return _sized(name, file.read(MAX_BYTES + 1))
    except DAMAGE as error:
        return Member(name, reason=f"the archive is damaged here ({error}): download it again")


def _sized(name: str, content: bytes) -> Member:
    if len(content) > MAX_BYTES:
        return Member(name, reason=f"it is larger than {MAX_BYTES // 2**20} MiB when unpacked")
    return Member(name, content)
