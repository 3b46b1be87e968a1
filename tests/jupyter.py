"""A real Jupyter server for a test, on a port of its own, and a notebook on it; it is
gone afterwards with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from tests.waiting import HANGS

WAIT = 240  # seconds, on a loaded machine
PATIENCE = 60  # seconds until a notebook without a kernel is opened again
OPEN = ("--no-browser", "--allow-root", "--ip=127.0.0.1", "--IdentityProvider.token=")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@contextlib.contextmanager
def serving(
    command: Sequence[str],
    folder: Path,
    own: Path,
    environment: Mapping[str, str] = os.environ,
    ready: str = "api",
) -> Iterator[str]:
    """The address of the server that `command` starts in `folder`, once it answers at
    `ready`.

    Its settings, data, home and log are in the new folder `own`: nothing of the
    machine's settings has a say.
    """
    port = free_port()
    own.mkdir()
    homes = {f"JUPYTER_{what}_DIR": str(own / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    where = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    log = own / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*command, *OPEN, *where],
            cwd=folder,
            env={**environment, "HOME": str(own), **homes},
            stdout=out,
            stderr=out,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/{ready}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(server)


def open_notebook(page, address: str) -> None:
    """Open the notebook at `address` in a tab and wait until its kernel is idle, as the
    server tells.

    It is opened again where no kernel came, as happens where the page's questions about
    the machine's kernels went unanswered. Without one, the first key that runs a cell
    would open a dialog.
    """
    for _ in range(WAIT // PATIENCE):
        page.goto(address)
        for _ in range(PATIENCE):
            if "idle" in (states := _kernels_of(address)):
                return
            page.wait_for_timeout(1000)
    raise AssertionError(f"no idle kernel for {address}: {states}")


def _kernels_of(address: str) -> list[str]:
    """The states of the kernels that the server has for the notebook at `address`."""
    sessions = urllib.parse.urljoin(address, "/api/sessions")
    with urllib.request.urlopen(sessions, timeout=WAIT) as answer:
        return [
            session["kernel"]["execution_state"]
            for session in json.load(answer)
            if address.endswith(f"/{session['path']}")
        ]


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.2)
    raise AssertionError(
        f"nothing answers at {address}: {log.read_text(errors='replace')[-3000:]}"
    )


def _end(server: subprocess.Popen) -> None:
    """Kill it and all below it: asked politely it may hang where a kernel is just
    starting, and kernels outlive it for longer than a test should wait."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(server.pid)
        for process in (everything := [top, *top.children(recursive=True)]):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everything, timeout=HANGS)
    server.wait()
