"""What hostile notebooks may aim at, and nothing else: a sentinel process, listeners on
the loopback, a file to spoil.

Everything in it was made by the test and may be lost. It stands in one fixed folder,
open to every user, so that an attack that gets out of its sandbox finds it, whoever
runs it; `harm()` then says what was hit.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / "dinosaur-proving-ground"
PORT = 27123  # below those that the kernel gives to whoever asks for any port
TURN = 3600  # seconds that one waits for its turn; the longest takes minutes
ABSTRACT = "\0dinosaur-proving-ground"
TREASURE = "nobody may change this\n"
BAIT = ("course.seed", "gradebook.db", "results.jsonl", "mallory/dinosaur_island/dinosaur_island.ipynb")
"""What the attacks that read look for, where they look for it. Every user may read it."""
HARM = "HARM"


class ProvingGround:
    """A context manager; `harm()` tells, a sentence each, what the attacks have reached
    so far."""

    def __init__(self, user: int = 65534):
        self.user = user

    def __enter__(self) -> ProvingGround:
        with contextlib.ExitStack() as ending:
            self._make(ending)
            self.ending = ending.pop_all()
        return self

    def _make(self, ending: contextlib.ExitStack) -> None:
        # Its port is its turn: two test runs on one network have one port, also where each has a /tmp of its own.
        tcp = ending.enter_context(_first_of_all())
        ending.callback(shutil.rmtree, FOLDER, ignore_errors=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        FOLDER.chmod(0o777)
        (FOLDER / "treasure.txt").write_text(TREASURE)
        (FOLDER / "treasure.txt").chmod(0o666)
        for name in BAIT:
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text("bait\n")
        udp = _listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT))
        self.sockets = {"a TCP connection": tcp, "a UDP message": ending.enter_context(udp)}
        unix = {"a unix": str(FOLDER / "socket"), "an abstract": ABSTRACT}
        for kind, address in [*unix.items()][: 1 + (sys.platform == "linux")]:
            listening = _listener(socket.AF_UNIX, socket.SOCK_STREAM, address)
            self.sockets[f"a connection to {kind} socket"] = ending.enter_context(listening)
        (FOLDER / "socket").chmod(0o777)
        # the user that a sandbox of root's runs as: else file permissions alone would guard it
        user = {"user": self.user, "group": self.user, "extra_groups": ()} if os.getuid() == 0 else {}
        self.sentinel = subprocess.Popen(["sleep", "10800"], start_new_session=True, **user)
        ending.callback(self._relieve)
        (FOLDER / "sentinel.pid").write_text(str(self.sentinel.pid))
        self.known = set(os.listdir(FOLDER))

    def _relieve(self) -> None:
        self.sentinel.kill()
        self.sentinel.wait()

    def __exit__(self, *_) -> None:
        self.ending.close()

    def harm(self) -> list[str]:
        """What was hit: the sentinel ended, a listener reached, the treasure
        changed, files left behind."""
        hits = [f"{what} came through" for what, listening in self.sockets.items() if _reached(listening)]
        if self.sentinel.poll() is not None:
            hits.append("the sentinel was ended")
        treasure = FOLDER / "treasure.txt"
        if not treasure.exists() or treasure.read_text() != TREASURE:
            hits.append("the treasure was changed")
        return hits + [f"{name} was left behind" for name in sorted(set(os.listdir(FOLDER)) - self.known)]


def _first_of_all() -> socket.socket:
    """The TCP listener, once nobody else has its port.

    OSError if somebody still has it after an hour."""
    end = time.monotonic() + TURN
    while True:
        try:
            return _listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT))
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _listener(family: int, kind: int, address) -> socket.socket:
    listening = socket.socket(family, kind)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.setblocking(False)
        if kind == socket.SOCK_STREAM:
            listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def _reached(listening: socket.socket) -> bool:
    try:
        if listening.type == socket.SOCK_STREAM:
            listening.accept()[0].close()
        else:
            listening.recv(1)
    except BlockingIOError:
        return False
    return True
