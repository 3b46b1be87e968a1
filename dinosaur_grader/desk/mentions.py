"""Which files of a course still name a person: files for upload, exports, reports, zips,
drafts that a killed run left."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import html
import io
import json
import lzma
import mmap
import os
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

from markupsafe import escape

from dinosaur_grader.batch.people_files import BOMS
from dinosaur_grader.desk.lms import archive
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name, escaped
from dinosaur_grader.store.register import Person

TO_DO = "edit it, make it again, or delete it"
MAX_LAYERS = 3
"""Archives within one another that are unpacked, as in a zip with a `.tar.gz`."""
MAX_INNER = 8 * archive.MAX_BYTES
"""Bytes that an archive within another may unpack to."""
PACKED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
SEALED = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or an encrypted file of Office",
}
"""How the files begin that nothing here can look into."""


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
    its text, also within archives, or that can't be looked into. What lies in a folder inside
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
        if pattern.search(os.fsencode(path.name)) or _names_person(path, pattern, MAX_LAYERS):
            return "still names the student"
    except (*archive.DAMAGE, tarfile.TarError, Refused) as error:
        return f"may still name the student, as it can't be read ({error})"
    return ""


def _names_person(path: Path, pattern: re.Pattern[bytes], layers: int) -> bool:
    if path.stat().st_size == 0:
        return False
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
        if pattern.search(content):
            return True
        start = content[:6]
        if BOMS.get(start[:2]):
            text = content[:].decode(BOMS[start[:2]], errors="replace")
            return bool(pattern.search(text.encode(errors="replace")))
    if what := next((SEALED[magic] for magic in SEALED if start.startswith(magic)), ""):
        raise Refused(f"it is {what}")
    unpacked = 0
    for name, stream in _open_members(path, start):
        if not layers:
            raise Refused(f"{Name(name)} lies in more than {MAX_LAYERS} archives")
        with stream, tempfile.NamedTemporaryFile() as copy:
            member = stream.read(archive.MAX_BYTES + 1)
            unpacked += len(member)
            if len(member) > archive.MAX_BYTES or (
                layers < MAX_LAYERS and unpacked > MAX_INNER
            ):
                raise Refused(f"{Name(name)} is too large when unpacked")
            copy.write(member)
            copy.flush()
            if pattern.search(name.encode(errors="replace")):
                return True
            if _names_person(Path(copy.name), pattern, layers - 1):
                return True
    return False


def _open_members(path: Path, start: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and the content of each file in an archive that begins so; nothing
    for any other file."""
    for magic, opened in PACKED.items():
        if start.startswith(magic):
            yield path.stem, opened(path)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for info in packed.infolist():
                yield info.filename, packed.open(info)
    with contextlib.ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(path, "r:"))
        except tarfile.ReadError:  # it is none
            return
        for member in tar:
            yield member.name, tar.extractfile(member) if member.isreg() else io.BytesIO()
