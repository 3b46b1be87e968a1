"""Which files of a course still name a person: files for upload, exports, reports, zips,
drafts that a killed run left."""

from __future__ import annotations

import html
import json
import mmap
import os
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from markupsafe import escape

from dinosaur_grader.desk.lms import archive
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import escaped
from dinosaur_grader.store.register import Person

TO_DO = "edit it, make it again, or delete it"


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
    return zipfile.is_zipfile(path) and _has_packed(path, pattern)


def _has_packed(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with archive.opened(path) as packed:
        if any(pattern.search(name.encode(errors="replace")) for name in packed.names):
            return True
        unread = ""
        for name in packed.names:
            member = packed.read(name)
            inner = archive.one_notebook(member) if member.content[:2] == b"PK" else member
            if any(pattern.search(each.content) for each in (member, inner)):
                return True
            unread = unread or member.reason
    if unread:
        raise Refused(unread)
    return False
