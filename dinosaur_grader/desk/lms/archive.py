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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import NO_STUDENTS
from dinosaur_grader.printable import Name

MAX_BYTES = 32 * 2**20  # of one notebook, as `grade` takes it
MAX_MEMBERS = 200_000
# Bytes of a member's name and of each part of it: what file systems take.
MAX_NAME, MAX_PART = 1_024, 255
ENTRY = b"PK\x01\x02"  # how each line of a zip's list begins
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
    `reason` why they aren't available."""

    name: Name
    content: bytes = b""
    reason: str = ""


@dataclass(frozen=True)
class Archive:
    """A zip or a folder: the names of its files, with forward slashes, in a fixed order;
    the names that a zip has more than once (only the last of them can be read); and a
    function that reads a file by its name."""

    names: list[Name]
    twice: list[Name]
    read: Callable[[str], Member]


@contextlib.contextmanager
def opened(source: Path) -> Iterator[Archive]:
    """Open a zip or a folder of hand-ins, for as long as the context lasts."""
    if source.is_dir():
        found = (Path(folder) / file for folder, _, files in os.walk(source) for file in files)
        names = sorted(Name(path.relative_to(source).as_posix()) for path in found)
        yield Archive(names, [], partial(_from_folder, source))
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
        count = Counter(info.filename for info in packed.infolist())
        names = sorted(Name(name) for name in count if not packed.getinfo(name).is_dir())
        twice = sorted(Name(name) for name, number in count.items() if number > 1)
        yield Archive(names, twice, partial(_from_zip, packed))


def one_notebook(member: Member) -> Member:
    """Take the only notebook out of a small zip that a student handed in. It gets the zip's
    name; where there is no such notebook, the member returned has the reason instead."""
    # before it is opened: reading the list of 700,000 took three seconds and 360 MB
    if member.content.count(ENTRY) > MAX_PACKED:
        return Member(member.name, reason=f"it is a zip of more than {MAX_PACKED} files")
    try:
        with zipfile.ZipFile(io.BytesIO(member.content)) as packed:
            infos = packed.infolist()
            found = [info for info in infos if _notebook(info.filename)]
            if len(found) != 1:
                what = f"{len(found)} notebooks" if found else "no notebook"
                return Member(member.name, reason=f"it is a zip with {what}, not one")
            inner = _from_zip(packed, found[0].filename)
    except DAMAGE as error:
        return Member(member.name, reason=f"it is a damaged zip ({error})")
    return Member(member.name, inner.content, inner.reason)


def _notebook(name: str) -> bool:
    parts = name.split("/")
    return parts[-1].lower().endswith(".ipynb") and not any(
        part in NO_STUDENTS or part.startswith(".") for part in parts
    )


def too_long(name: str) -> str:
    """Say why no file could have the name. The answer is empty where one could."""
    whole = name.encode("utf-8", "surrogateescape")
    if len(whole) > MAX_NAME:
        return f"its name is longer than {MAX_NAME:,} bytes"
    if any(len(part) > MAX_PART for part in whole.split(b"/")):
        return f"a part of its name is longer than {MAX_PART} bytes"
    return ""


def unsafe(name: str) -> str:
    """Say why a member's name is refused. The answer is empty where it is not."""
    if name.startswith("/") or "\\" in name or (len(name) > 1 and name[1] == ":"):
        return "its name is an absolute path or has a backslash"
    return "its name climbs out of the archive with '..'" if ".." in name.split("/") else ""


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
