"""nbgrader's formgrader on a server of a course's own, and a browser to look at it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.axe import chromium
from tests.grader.course import environment

WAIT = 90_000  # milliseconds: a loaded machine takes its time
OPEN = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--ServerApp.password=",
)


@contextlib.contextmanager
def served(course: Path) -> Iterator[str]:
    """The formgrader's address, on a server in the course's folder that ends with the
    context."""
    port = _free_port()
    command = [sys.executable, "-m", "jupyter", "server", *OPEN, f"--port={port}"]
    command += ["--ServerApp.disable_check_xsrf=True"]
    command += [
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    ]
    folders = {
        f"JUPYTER_{what}_DIR": str(course / "jupyter" / what)
        for what in ("CONFIG", "DATA", "RUNTIME")
    }
    with open(course / "server.log", "wb") as log:
        server = subprocess.Popen(
            command, cwd=course, env=environment() | folders, stdout=log, stderr=log
        )
    try:
        _wait_for(
            f"http://127.0.0.1:{port}/formgrader/api/assignments", server, course / "server.log"
        )
        yield f"http://127.0.0.1:{port}/formgrader"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the formgrader did not start:\n{log.read_text()[-3000:]}")


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
