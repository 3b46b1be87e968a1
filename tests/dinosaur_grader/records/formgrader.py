"""nbgrader's formgrader on a server of a course's own."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.dinosaur_grader.course import environment
from tests.jupyter import serving


@contextlib.contextmanager
def served(course: Path) -> Iterator[str]:
    """The formgrader's address, on a server in the course's folder that ends with the
    context."""
    extension = "{'nbgrader.server_extensions.formgrader': True}"
    command = [sys.executable, "-m", "jupyter", "server"]
    command += ["--ServerApp.disable_check_xsrf=True"]
    command += [f"--ServerApp.jpserver_extensions={extension}"]
    own, ready = course / "jupyter", "formgrader/api/assignments"
    with serving(command, course, own, environment(), ready) as address:
        yield f"{address}/formgrader"
