"""Have what is installed come before a course's own files.

nbgrader puts the course's folder first on the path, for the course's plug-ins. A `utils.py`
or an old `msgspec.py` in it would then be imported in the place of what is installed. Last
on the path, plug-ins are found as before.
"""

import os
import sys


def course_last(course: str) -> None:
    """Move a folder from the front of the path to its end."""
    while sys.path[:1] == [course]:
        del sys.path[0]
    if course not in sys.path:
        sys.path.append(course)


if sys.path[:1] == [os.getcwd()]:
    course_last(os.getcwd())
