"""What lies where the hand-ins should be: nothing to grade is never taken for a class
that was graded."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dinosaur_grader.judging.reading.intake import NO_STUDENTS
from dinosaur_grader.printable import escaped

MOST_NAMED = 5


def nothing(submitted: Path, name: str) -> str:
    """Why there is nothing to grade under `submitted`, and what to do, as sentences;
    empty where a student's folder has the assignment's."""
    students = _folders(submitted)
    if any(student.is_symlink() or _holds(student / name) for student in students):
        return ""  # what is a link is refused, and named, where hand-ins are taken
    wanted = f"{escaped(str(submitted))}/STUDENT/{name}/{name}.ipynb"
    said = next(_reasons(submitted, name, students), "It is empty.")
    return f"there was nothing to grade: no {wanted}. {said}"


def _reasons(submitted: Path, name: str, students: list[Path]) -> Iterator[str]:
    """What was found instead, the surest reason first."""
    shown = escaped(str(submitted))
    if (submitted / name / f"{name}.ipynb").is_file():
        yield f"This looks like the folder of one student: name the folder above it, {shown}/.."
    for inner in students:
        if any(_holds(student / name) for student in _folders(inner)):
            yield f"Did you mean --submitted {shown}/{escaped(inner.name)}?"
    inside = Counter(folder.name for student in students for folder in _folders(student))
    near = [other for other in inside if _alike(other, name)]
    if near:
        yield (
            f"The students' folders have {_listed(near)}, not {name}: rename them, "
            "or name the assignment with --assignment."
        )
    files = [path for path in submitted.iterdir() if path.is_file()]
    files += [path for student in students for path in student.iterdir() if path.is_file()]
    for ending, what in ((".ipynb", "notebooks"), (".zip", "zip files")):
        loose = [path for path in files if path.suffix.lower() == ending]
        if loose:
            source = shown if ending == ".ipynb" else escaped(str(loose[0]))
            yield (
                f"It has {what} that belong to no student ({len(loose)}). Did you mean "
                f"`dinosaur-grader collect {source}`? It makes that layout."
            )
    if inside:
        yield f"The students' folders have only {_listed(list(inside))}."
    if students:
        yield f"The folders in it are empty: {_listed([path.name for path in students])}."
    if files:
        yield f"It has only files that are not notebooks ({len(files)})."


def _holds(place: Path) -> bool:
    """Whether something lies in a folder, or nobody may look."""
    try:
        return any(place.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _folders(place: Path) -> list[Path]:
    if place.is_symlink():
        return []
    found = (path for path in place.iterdir() if path.is_dir() and path.name not in NO_STUDENTS)
    return sorted(found)


def _alike(one: str, other: str) -> bool:
    plain = [
        name.lower().replace("-", "").replace("_", "").replace(" ", "") for name in (one, other)
    ]
    return plain[0] == plain[1] or bool(difflib.get_close_matches(plain[0], plain[1:], 1, 0.8))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(map(escaped, sorted(names)[:MOST_NAMED])) + more
