"""A student's folder -> `NotebookFile` -> `Submission`, or an `Ungraded` that says why
there is none.

Only a regular file with a notebook's name is opened, through descriptors that follow no
link, and read up to a cap. Nothing in the folder is changed, run or imported.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import itertools
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.home import released
from dinosaur_grader.judging import clock
from dinosaur_grader.judging.reading.parse import MAX_BYTES, NotANotebook, parse
from dinosaur_grader.judging.reading.repair import repaired
from dinosaur_grader.printable import FORMULA, Name, escaped, hidden
from dinosaur_grader.results import (
    INFRASTRUCTURE,
    MISSING,
    UNREADABLE,
    NotebookFile,
    StudentId,
    Submission,
    Ungraded,
)

# What editors, file managers and version control leave in a folder; never a student.
NBGRADERS = ("timestamp.txt", "submission_secret.txt")
"""What `nbgrader submit` puts beside the notebook."""
NO_STUDENTS = {
    ".git",
    ".ipynb_checkpoints",
    "__MACOSX",
    ".Trash",
    "lost+found",
    "__pycache__",
    ".venv",
}
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
"""Of notebooks, and of what browsers and mail programs make of them."""
NOTHING = "Nothing was handed in."
MAX_NAMES = 10_000
"""Names in a folder that are looked at: 300,000 of them took 57 seconds and 735 MB."""
_NAMES_IN_A_NOTE = 10
OPEN_SECONDS = 20.0
"""Processor time for all that is read in a notebook, which has bounds of its own: what
they let through takes two."""
TOO_LONG = "Reading the notebook takes too long. Remove what is not yours from it, and hand it in again."
MAX_ID = 255  # bytes of an id, as of a folder's name
NO_FILE = (errno.ELOOP, errno.ENXIO, errno.ENODEV)
"""How a system refuses to open a link, a socket or a device."""
_NO_LINK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
_FOLDER = _NO_LINK | getattr(os, "O_DIRECTORY", 0)
# to open a pipe that nobody writes to would take for ever (attack pipe)
_FILE = _NO_LINK | getattr(os, "O_NONBLOCK", 0)


class _Refused(Exception):
    """Ends the taking of one student's work with a state and a reason; never leaves this
    module."""

    def __init__(self, state: str, reason: str):
        super().__init__(reason)
        self.state, self.reason = state, reason


def students(
    submitted: Path,
    assignment: Assignment,
    roster: Iterable[str] = (),
    without: Collection[str] = (),
) -> Iterator[Path]:
    """Yield the assignment folders to take, sorted by student: every folder under
    `submitted`, and every name of the roster, `without` those who are not to be graded.

    A name of the roster without a folder gives a path that isn't there, which `take`
    calls `missing`. Plain files under `submitted` are nobody's; a link or a device in a
    student's place is given, for `take` to refuse.
    """
    with os.scandir(submitted) as entries:
        found = {
            entry.name for entry in entries if not entry.is_file(follow_symlinks=False)
        } - NO_STUDENTS
    for name in sorted((found | set(roster)).difference(without)):
        yield Path(submitted) / name / assignment.name


def unsafe(student_id: str) -> str:
    """Say what is wrong with an id, as the end of a sentence; empty where it may go into
    files, tables and pages."""
    if not student_id or student_id in (".", ".."):
        return "is not a name"
    if any(separator in student_id for separator in "/\\"):
        return "holds a path separator"
    if len(student_id.encode("utf-8", "surrogateescape")) > MAX_ID:
        return f"is longer than {MAX_ID} bytes"
    if any(map(hidden, student_id)):
        return "holds control characters"
    if FORMULA.search(student_id):
        return "holds a spreadsheet formula"
    return ""


def written_id(student_id: str) -> StudentId:
    """Write an id down: a safe one as it is, another one escaped, and no two of them
    alike."""
    return StudentId(
        escaped(student_id.replace("\\", "\\\\")) if unsafe(student_id) else student_id
    )


def read_submission(folder: Path, assignment: Assignment) -> Submission | Ungraded:
    """Take the student's folder `<student_id>/<assignment>` and keep only the notebook.

    Links, devices, other files and too large ones are left out and noted; a notebook
    that is damaged is fixed where its cells can be read. What can't be graded comes
    back as `Ungraded` with the reason and what to do.
    """
    taken = take(folder, assignment)
    return taken if isinstance(taken, Ungraded) else parsed_submission(taken, assignment)


def take(folder: Path, assignment: Assignment) -> NotebookFile | Ungraded:
    """Do the first half of `read_submission`: the notebook's bytes, read and not looked
    into."""
    student_id = folder.parent.name

    def read(notes: list[str]) -> bytes:
        # a folder's name is the student's word too, and goes into files, tables and pages
        if why := unsafe(student_id):
            reason = f"The student id {Name(student_id)} {why}. Rename the folder."
            raise _Refused(UNREADABLE, reason)
        with _opened(folder.parent, folder.name) as own:
            return _read_file(_choose(own, assignment, notes), own)

    failed = "The folder can't be read ({}). Make it readable, and grade again."
    return _taken(written_id(student_id), assignment, read, failed)


def take_file(
    path: Path, student_id: StudentId, assignment: Assignment
) -> NotebookFile | Ungraded:
    """Do as `take` does, where one notebook is at hand: a file, or a folder that holds
    it."""

    def read(notes: list[str]) -> bytes:
        whole = path.is_dir() and not path.is_symlink()
        folder = path if whole else path.parent
        # in a path from here no link is followed, in another one not its last folder: a
        # link in a student's repository once led the grader to a rubric of the student's
        way = ("", *folder.parts)
        if folder.is_absolute():
            way = (os.path.realpath(folder.parent), folder.name or ".")
        with _opened(*way) as own:
            return _read_file(
                _choose(own, assignment, notes) if whole else Name(path.name), own
            )

    return _taken(student_id, assignment, read, "The notebook can't be read ({}).")


def _taken(
    student_id: StudentId,
    assignment: Assignment,
    read: Callable[[list[str]], bytes],
    failed: str,
) -> NotebookFile | Ungraded:
    """Return what `read` gives, which is told where to note things; `failed` is the
    sentence on a file system that can't give it."""
    notes: list[str] = []
    try:
        raw = read(notes)
    except _Refused as refused:
        state, reason = refused.state, refused.reason
    except OSError as error:
        state, reason = INFRASTRUCTURE, failed.format(error.strerror)
    else:
        digest = hashlib.sha256(raw).hexdigest()
        return NotebookFile(student_id, assignment.name, raw, digest, tuple(notes))
    return Ungraded(student_id, assignment.name, state, reason, tuple(notes))


def parsed_submission(
    taken: NotebookFile, assignment: Assignment, texts: Texts | None = None
) -> Submission | Ungraded:
    """Do the second half of `read_submission`: the cells out of the bytes. What is found
    out about them is left in `texts`."""
    try:
        # twenty cells of `a;a;...` once took 29 seconds, each of them within its bound
        return clock.within(OPEN_SECONDS, lambda: _parsed(taken, assignment, texts))
    except clock.TooLong:
        return _unreadable(taken, TOO_LONG)


def _parsed(
    taken: NotebookFile, assignment: Assignment, texts: Texts | None
) -> Submission | Ungraded:
    parsed = parse(taken.raw)
    if isinstance(parsed, NotANotebook):
        return _unreadable(taken, parsed.reason)
    found = Texts(assignment.texts) if texts is None else texts
    cells, fixed = repaired(parsed.cells, assignment, found)
    # here, since what is found out later is under no clock
    for cell in () if texts is None else cells:
        if cell.kind != "markdown":
            _ = found[cell.source].reads
    notes = (*taken.notes, *parsed.notes, *fixed)
    return Submission(taken.student_id, taken.assignment, cells, taken.digest, notes)


def _unreadable(taken: NotebookFile, reason: str) -> Ungraded:
    return Ungraded(
        taken.student_id, taken.assignment, UNREADABLE, reason, taken.notes, taken.digest
    )


@contextlib.contextmanager
def _opened(first: str | Path, *inner: str) -> Iterator[int]:
    """Open a folder, and then each one in the one before, where none may be a link."""
    opened = _open_folder(Path(first), None)
    try:
        for name in inner:
            parent = opened
            opened = _open_folder(Path(name), parent)
            os.close(parent)
        yield opened
    finally:
        os.close(opened)


def _open_folder(path: Path, parent: int | None) -> int:
    try:
        return os.open(path, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        near = "" if parent is None else _near(path.name, parent)
        raise _Refused(MISSING, f"{NOTHING}{near}") from None
    except OSError as error:
        if error.errno in (*NO_FILE, errno.ENOTDIR):
            why = "is a link or not a folder; it was not followed. Put a real folder in its place."
            raise _Refused(UNREADABLE, f"{Name(path.name)} {why}") from None
        raise


def _near(name: str, student: int) -> str:
    """Name a folder that was probably meant, and is written otherwise."""
    with os.scandir(student) as entries:
        named = itertools.islice(entries, MAX_NAMES)
        found = sorted(Name(e.name) for e in named if _loosely(e.name) == _loosely(name))
    if not found:
        return ""
    return f" There is {found[0]}, which is not {name}: rename it, and grade again."


def _loosely(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")


def _choose(own: int, work: Assignment, notes: list[str]) -> Name:
    """Choose the notebook among what lies in the folder: the plain file with the right name,
    else the only one there is."""
    wanted = Name(f"{work.name}.ipynb")
    with os.scandir(own) as entries:
        looked_at = itertools.islice(entries, MAX_NAMES)
        plain = {Name(entry.name): entry.is_file(follow_symlinks=False) for entry in looked_at}
        many = next(entries, None) is not None
    if many:
        notes.append(
            f"The folder holds over {MAX_NAMES:,} files; only {wanted} was looked for."
        )
        return wanted
    others = sorted(
        n for n in plain if n.lower().endswith(ENDINGS) and n[:1] not in ".~" and plain[n]
    )
    # a link or a folder with the right name is left out where there is a notebook to take
    chosen = others[0] if len(others) == 1 and not plain.get(wanted) else wanted
    if chosen != wanted:
        notes.append(
            f"The notebook is named {chosen}, not {wanted}; it is the only one, so it was taken."
        )
    # what was handed out lies there since nobody took it away
    others_own = {chosen, *NBGRADERS, *NO_STUDENTS, *_handed_out(work.beside)}
    left = [f"{each}" for each in sorted(plain.keys() - others_own)]
    listed, more = ", ".join(left[:_NAMES_IN_A_NOTE]), len(left) - _NAMES_IN_A_NOTE
    if left:
        and_more = f" and {more} more" if more > 0 else ""
        notes.append(f"Left out, never run or followed: {listed}{and_more}.")
    if chosen in plain:
        return chosen
    if others:
        named = ", ".join(f"{each}" for each in others[:_NAMES_IN_A_NOTE])
        reason = f"There are {len(others)} notebooks and none is named {wanted} ({named}). Rename the right one."
        raise _Refused(UNREADABLE, reason)
    only = f", only {listed}" if left else ""
    reason = f"There is no notebook {wanted} in the folder{only}."
    if any(n.lower().endswith(".zip") for n in left):
        raise _Refused(
            UNREADABLE, f"{reason} Zips are not opened: hand in the notebook itself."
        )
    raise _Refused(MISSING, reason)


@functools.lru_cache(maxsize=8)
def _handed_out(beside: Path) -> frozenset[str]:
    """Name what lies beside the blank notebook; nothing where nobody said where it is."""
    found = released(beside) if beside.name else ()
    return frozenset(name.split("/")[0] for name in found)


def _read_file(name: Name, own: int) -> bytes:
    try:
        descriptor = os.open(name, _FILE, dir_fd=own)
    except FileNotFoundError:
        raise _Refused(MISSING, f"There is no file {name}.") from None
    except OSError as error:
        if error.errno in NO_FILE:
            reason = "is not a plain file; it was not opened. Hand in the notebook."
            raise _Refused(UNREADABLE, f"{name} {reason}") from None
        raise
    # asked of what was opened: by its name it could be another file by now
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        reason = "is a folder or a device, not a notebook. Hand in the notebook."
        raise _Refused(UNREADABLE, f"{name} {reason}")
    with os.fdopen(descriptor, "rb") as file:
        # one byte more than `parse` takes, which so sees that there is more
        return file.read(MAX_BYTES + 1)
