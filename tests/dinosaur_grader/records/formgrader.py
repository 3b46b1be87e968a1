"""nbgrader's formgrader on a server of a course's own, and a browser to look at it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.axe import chromium
from tests.dinosaur_grader.course import environment
from tests.jupyter import serving

WAIT = 90_000  # milliseconds: a loaded machine takes its time


@contextlib.contextmanager
def served(course: Path) -> Iterator[str]:
    """The formgrader's address, on a server in the course's folder that ends with the
    context."""
    command = [sys.executable, "-m", "jupyter", "server"]
    command += ["--ServerApp.disable_check_xsrf=True"]
    command += [
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    ]
    own, ready = course / "jupyter", "formgrader/api/assignments"
    with serving(command, course, own, environment(), ready) as address:
        yield f"{address}/formgrader"


@contextlib.contextmanager
def browsing():
    """A page of Chromium that reaches this machine only."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.route(
            lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort()
        )
        yield page
