"""Where this package lies, and the kit that belongs to it: `utils/`, `data/`, `source/`,
`release/` and `rubrics/`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKS = PACKAGE / "checks"
"""The judge and its words; a student's `utils/checks` is a copy of it."""
_PACKED = PACKAGE / "_kit"
KIT = _PACKED if _PACKED.is_dir() else PACKAGE.parent
"""A wheel has the kit packed into it; in a checkout it lies beside the package."""
SAME = "same.txt"
"""A wheel's list of the files of a release that lie elsewhere in the kit: hatch_build.py."""


def released(folder: Path) -> dict[str, Path]:
    """List the files of a release by their names in it. A wheel holds each file once, and
    its releases a list of those that are the kit's: they lie there."""
    found = {"/".join(inside): folder.joinpath(*inside) for inside in below(folder)}
    if folder.parent == KIT / "release" and (listed := found.pop(SAME, None)):
        for line in listed.read_text(encoding="utf-8").splitlines():
            name, place = line.split("\t")
            _, *of_checks = place.split("utils/checks/")
            found[name] = CHECKS.joinpath(*of_checks) if of_checks else KIT / place
    return found


def below(root: Path, *inside: str) -> Iterator[tuple[str, ...]]:
    """List the plain files below a folder of `root`, at any depth, by their parts from
    `root`; no caches of Python's."""
    start = str(root)
    for folder, folders, names in os.walk(os.path.join(start, *inside)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        parts = tuple(part for part in folder[len(start) :].split(os.sep) if part)
        for name in names:
            if os.path.isfile(os.path.join(folder, name)):
                yield (*parts, name)


def course_last(course: str) -> None:
    """Have what is installed come before a course's own files: move its folder from the
    front of the path to its end.

    nbgrader puts it first, for the course's plug-ins. A `utils.py` or an old `msgspec.py` in
    it would then be imported in the place of what is installed. Last on the path, plug-ins
    are found as before.
    """
    while sys.path[:1] == [course]:
        del sys.path[0]
    if course not in sys.path:
        sys.path.append(course)
