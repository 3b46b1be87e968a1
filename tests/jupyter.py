"""A real Jupyter server for one test, on a port of its own; it is gone afterwards with
all that it started."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

WAIT = 240  # seconds, on a loaded machine
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


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
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
        psutil.wait_procs(everything, timeout=30)
    server.wait()
