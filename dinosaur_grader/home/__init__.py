"""Where this package lies, and the kit that belongs to it: `utils/`, `data/`, `source/`,
`release/` and `rubrics/`."""

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKS = PACKAGE / "checks"
"""The judge and its words; a student's `utils/checks` is a copy of it."""
_PACKED = PACKAGE / "_kit"
KIT = _PACKED if _PACKED.is_dir() else PACKAGE.parent
"""A wheel has the kit packed into it; in a checkout it lies beside the package."""


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
