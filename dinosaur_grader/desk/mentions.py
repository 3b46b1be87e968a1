"""Which files of a course still name a person: files for upload, exports, reports, zips,
drafts that a killed run left."""

from __future__ import annotations

import bz2
import gzip
import html
import json
import lzma
import mmap
import os
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

from markupsafe import escape

from dinosaur_grader.batch.people_files import BOMS
from dinosaur_grader.desk.lms import archive
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import escaped
from dinosaur_grader.store.register import Person

TO_DO = "edit it, make it again, or delete it"
PACKERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
"""How a packed file begins, and what opens it: in an unpacked tar names and bytes are plain."""
SEALED = (b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
"""How a file begins that is packed by 7-Zip, RAR or Zstandard, which nothing here opens."""
MAX_UNPACKED = 256 * 2**20  # bytes


def pattern_of(person: Person) -> re.Pattern[bytes]:
    """Make the pattern of whatever a file may call a person: ids and names as text, HTML,
    JSON or escaped, and the number that a system puts into the names of files."""
    last, _, first = person.sort_name.partition(", ")
    systems = person.systems.values()
    words = {*person.known_as, person.name, person.sort_name, f"{first} {last}".strip()}
    # a number alone is anybody's points
    words -= {*systems, ""} - {person.id}
    written = {form for word in words for form in _forms(word)}
    any_word, any_number = ("|".join(map(re.escape, each)) for each in (written, systems))
    # `bo.ann` is not `ann`, but course.toml has `excused.ann` and `due.ann`
    begins = r"(?:(?<![\w.@-])|(?<=\bexcused\.)|(?<=\bdue\.))"
    of_word = rf"{begins}(?:{any_word})(?![\w@-])"
    return re.compile((rf"{of_word}|_(?:{any_number})_" if systems else of_word).encode())


def _forms(word: str) -> Iterator[str]:
    yield from (word, escaped(word), html.escape(word), str(escape(word)))
    yield json.dumps(word)[1:-1]


def find_mentions(
    pattern: re.Pattern[bytes], folders: Iterable[Path], rooms: Collection[Path] = ()
) -> Iterator[str]:
    """Yield a sentence for each file in these folders that has the pattern in its name or
    its bytes, also within a zip, or that can't be looked into. What lies in a folder inside
    one of the `rooms` is a student's own. No link is followed."""
    apart = {room.resolve() for room in rooms}
    for top in folders:
        for folder, inside, names in os.walk(top):
            hidden = {each for each in inside if each.startswith(".") and each != CHECKPOINTS}
            own = Path(folder).resolve() in apart
            inside[:] = [] if own else sorted({*inside} - hidden)
            for path in (Path(folder) / name for name in sorted(names)):
                if not path.is_symlink() and path.is_file() and (why := _look(path, pattern)):
                    yield f"{path} {why}: {TO_DO}."


CHECKPOINTS = ".ipynb_checkpoints"


def _look(path: Path, pattern: re.Pattern[bytes]) -> str:
    """Say why a file is to be named; nothing where it isn't."""
    try:
        if pattern.search(os.fsencode(path.name)) or _has(path, pattern):
            return "still names the student"
    except (OSError, Refused) as error:
        return f"may still name the student, as it can't be read ({error})"
    return ""


def _has(path: Path, pattern: re.Pattern[bytes]) -> bool:
    if path.stat().st_size == 0:
        return False
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
        if pattern.search(content):
            return True
        begins = content[:8]
    if begins.startswith(SEALED):
        raise Refused("it is packed by 7-Zip, RAR or Zstandard")
    for mark, unpack in PACKERS.items():
        if begins.startswith(mark):
            return bool(pattern.search(_as_utf_8(_unpack(path, unpack))))
    if begins.startswith(tuple(BOMS)):
        return bool(pattern.search(_as_utf_8(path.read_bytes())))
    return zipfile.is_zipfile(path) and _has_packed(path, pattern)


def _unpack(path: Path, unpack: Callable[..., IO[bytes]]) -> bytes:
    """Unpack a file. Raises Refused where it is damaged or too large."""
    try:
        with unpack(path, "rb") as file:
            content = file.read(MAX_UNPACKED + 1)
    except archive.DAMAGE as error:
        raise Refused(f"it is damaged: {error}") from error
    if len(content) > MAX_UNPACKED:
        raise Refused(f"it is larger than {MAX_UNPACKED // 2**20} MiB when unpacked")
    return content


def _as_utf_8(content: bytes) -> bytes:
    """Return a text in another encoding, as lists of people may have it, as UTF-8."""
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace").encode(errors="replace")
    return content


def _has_packed(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with archive.opened(path) as packed:
        names = [*packed.names, *packed.hidden, *(name for name, _ in packed.left_out)]
        if any(pattern.search(name.encode(errors="replace")) for name in names):
            return True
        unread = ""
        for name in (*packed.names, *packed.hidden):
            member = packed.read(name)
            inner = archive.one_notebook(member) if member.content[:2] == b"PK" else member
            if any(pattern.search(_as_utf_8(each.content)) for each in (member, inner)):
                return True
            unread = unread or member.reason
    if unread:
        raise Refused(unread)
    return False
