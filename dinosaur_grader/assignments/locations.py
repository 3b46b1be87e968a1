"""Where assignments lie: in a course's folder, in this checkout, in the installed
wheel.

A course's own `source/`, `release/` and `rubrics/` are looked into first, then the
kit's.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.home import KIT, below, released

QUESTIONS = re.compile(r"^# %%.*\bquestions=", re.MULTILINE)
OURS = re.compile(r"^# %%(?:.*\s)?(?!tags=|nbgrader=)[A-Za-z_]\w*=", re.MULTILINE)
"""A cell that makes a percent file an assignment: its key is none of nbgrader's. One that
is misspelled is told when the file is read."""
OPTIONAL = re.compile(r"^optional = True$", re.MULTILINE)
"""The setting of a lesson that a command means only where it is named."""
KEPT = "DINOSAUR_GRADER_KEPT"
"""The environment variable that names `kept()`; empty, nothing is kept."""
ONLY_WORDS = {"words", "faults"}
"""Folders of these names say what is wrong and what to try, never whether it is wrong."""
NAME_IT = "Name its course by --course DIR; "


class NoAssignment(Refused, LookupError):
    """There is no such assignment, or it is not clear which one is meant; the message
    is one sentence that says what to do."""


def course_of(
    named: Path | None,
    here: Path | None = None,
    hand_ins: Path | None = None,
    out: Path | None = None,
) -> Path | None:
    """Settle the course of a command: the folder that was `named`, else the one `here`
    that it runs in, if that is a course and what the command is about lies in it.

    The code in a course runs outside of every sandbox. So none is searched for, and none
    lies among the `hand_ins`. Raises NoAssignment where it is not clear.
    """
    if named is None:
        return _runs_in(here, hand_ins, out) if here else None
    if not is_course(named):
        raise NoAssignment(f"{named} is not a course: it has neither source/ nor rubrics/.")
    if hand_ins and lies_in(named, hand_ins):
        raise NoAssignment(STUDENTS_OWN.format(named, "course", "--course DIR"))
    return named.resolve()


def _runs_in(here: Path, hand_ins: Path | None, out: Path | None) -> Path | None:
    # a student's repository may look like a course, and its rubric's Python would run
    if not is_course(here) or (hand_ins and lies_in(here, hand_ins)):
        return None
    about = hand_ins or out
    # Whoever stands in one student's repository may grade all others from there, and that
    # student's rubric would judge them.
    if about and not lies_in(about, here) and here.resolve() != KIT:
        raise NoAssignment(
            f"this folder looks like a course, and {about} is not in it: name the course by "
            "--course DIR, which is --course . for this one."
        )
    return here.resolve()


STUDENTS_OWN = (
    "{} lies with what was handed in, where a student can write: no {} is taken from there. "
    "Name another one by {}, or put the hand-in elsewhere."
)


def is_course(place: Path) -> bool:
    """Tell whether a folder has `source/` or `rubrics/`."""
    return (place / "source").is_dir() or (place / "rubrics").is_dir()


def lies_in(path: Path, folder: Path) -> bool:
    """Tell whether a path leads into a folder, at its end or by a link on its way."""
    # A link on the way counts: through one in a student's repository that student's
    # own probes/clip.py ran as the grader's user.
    way, there = Path(os.path.abspath(path)), os.path.realpath(folder)
    steps = map(os.path.realpath, (path, way, *way.parents))
    return any(Path(step).is_relative_to(there) for step in steps)


def rubric(name: str, course: Path | None) -> Path | None:
    """Find the folder of the rubric `name`, the course's own before the kit's; None
    where there is none. Most rubrics stand in their lesson alone, and have no such folder.

    Raises NoAssignment for questions inside `source/NAME/`, which nbgrader hands out.
    """
    if course:
        _not_handed_out(course / "source" / name)
    folders = [place / "rubrics" / name for place in (course, KIT) if place]
    # a course may have the kit's lesson alone, whose questions are the kit's
    found = filter(_has_questions, folders), filter(_has_our_cells, folders)
    return next(itertools.chain(*found), None)


def lesson(rubric: Path) -> Path:
    """Name the percent file with the lesson of the rubric in this folder: the course's
    own, or the kit's where a course has only questions of its own."""
    own = _own_lesson(rubric)
    return own if own.is_file() else KIT / "source" / own.name


def _own_lesson(rubric: Path) -> Path:
    return rubric.parents[1] / "source" / f"{rubric.name}.py"


def _has_questions(rubric: Path) -> bool:
    return any(_finds(QUESTIONS, path) for path in (_own_lesson(rubric), *rubric.glob("*.py")))


def _has_our_cells(rubric: Path) -> bool:
    return _finds(OURS, _own_lesson(rubric))


def _finds(what: re.Pattern[str], path: Path) -> bool:
    return path.is_file() and bool(
        what.search(path.read_text(encoding="utf-8", errors="replace"))
    )


def _first(course: Path | None, *inside: str) -> Path | None:
    places = (place.joinpath(*inside) for place in (course, KIT) if place)
    return next((path for path in places if path.is_file()), None)


def _not_handed_out(handed_out: Path) -> None:
    for path in handed_out.rglob("*.py"):
        if _finds(QUESTIONS, path):
            raise NoAssignment(
                f"{path} has questions, and nbgrader hands out all that is in {handed_out}: move it out of there."
            )


def notebook(name: str, room: str, course: Path | None) -> Path | None:
    """Find the notebook of the assignment in `source` or `release`, the course's own
    before the kit's; None where there is none."""
    return _first(course, room, name, f"{name}.ipynb")


def handed_out(name: str, course: Path | None) -> Iterator[Path]:
    """Name the folders that may have what lies beside the blank notebook: the course's
    release, the source that nbgrader copies it from, the kit's release."""
    rooms = ((course, "release"), (course, "source"), (KIT, "release"))
    return (place / room / name for place, room in rooms if place)


def beside(name: str, course: Path | None) -> Path | None:
    """Find the folder with the files that lie beside the blank notebook; None where
    there are none.

    A release that holds the notebook alone says nothing of them: nbgrader makes one of
    a source without them, and marks that were made before would seem to be others'.
    """
    folders = handed_out(name, course)
    return next((folder for folder in folders if any(_files_beside(folder))), None)


def _files_beside(folder: Path) -> Iterator[tuple[str, ...]]:
    for name in released(folder):
        inside = tuple(name.split("/"))
        # an editor leaves hidden files and copies of notebooks; no sandbox shows them
        if not inside[-1].endswith(".ipynb") and not any(p.startswith(".") for p in inside):
            yield inside


def files_beside(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files beside a blank notebook that its cells may open, by their names, in a
    fixed order; its `utils` is the engine's."""
    there = released(folder)
    for inside in sorted(_files_beside(folder)):
        if inside[0] != "utils" and not inside[-1].endswith(".md"):
            yield "/".join(inside), there["/".join(inside)]


def names(course: Path | None) -> tuple[str, ...]:
    """List the assignments with a rubric: the course's own, and those of the kit that
    its `source/` has; outside a course, or where it has none, the kit's."""
    own = _rubrics(course) if course else set()
    kits = _rubrics(KIT)
    taken = {name for name in kits if course and (course / "source" / name).is_dir()}
    return tuple(sorted(own | taken or kits))


def _rubrics(place: Path) -> set[str]:
    names = {path.stem for path in (place / "source").glob("*.py")}
    names |= {path.name for path in (place / "rubrics").glob("*/")}
    folders = {place / "rubrics" / name for name in names}
    return {each.name for each in folders if _has_questions(each) or _has_our_cells(each)}


def chosen(name: str, course: Path | None) -> str:
    """Settle the assignment that a command means: the one that was named, or the only
    one that is not optional.

    Raises NoAssignment, with the names that there are.
    """
    known = names(course)
    where = f"in {course}" if course else "here"
    if name:
        if rubric(name, course) is None:
            raise NoAssignment(
                f"there is no rubric of {name!r} {where}; there is {', '.join(known) or 'none'}. "
                f"{'' if course else NAME_IT}`dinosaur-grader new {name}` makes one."
            )
        return name
    meant = tuple(name for name in known if not _is_optional(name, course)) or known
    if len(meant) != 1:
        raise NoAssignment(
            f"choose one by --assignment NAME: {where} there are {', '.join(known)}."
            if meant
            else f"there is no assignment with a rubric {where}."
        )
    return meant[0]


def _is_optional(name: str, course: Path | None) -> bool:
    written = _first(course, "source", f"{name}.py")
    return written is not None and _finds(OPTIONAL, written)


def hashed(root: Path, rooms: Iterable[str], words: bool) -> Iterator[Path]:
    """List the files in these folders of `root` that only words depend on, or all the
    others, in a fixed order: of them a hash is made."""
    for inside in sorted(part for room in rooms for part in below(root, room)):
        # no mark depends on prose, and an editor leaves hidden files
        if inside[-1].startswith(".") or inside[-1].endswith(".md"):
            continue
        # A better sentence is written again. It must not make a class's marks stale.
        if words == bool(ONLY_WORDS & set(inside[:-1])):
            yield root.joinpath(*inside)


def kept() -> Path | None:
    """Name the folder for what is drawn once and kept; None where there is no place for
    it."""
    named = os.environ.get(KEPT)
    if named is not None:
        return Path(named).absolute() if named else None
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    with contextlib.suppress(RuntimeError):  # nobody's home
        return Path(caches).expanduser().absolute() / "dinosaur-grader"
    return None
