"""One shell in a clean room: commands go to it; what they print, with the time, and how
they ended comes back."""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.clean_room.readme_commands import Command
from tools.clean_room.rooms import SPACES, end

INSIDE = Path(__file__).with_name("inside.py")
TRACEBACK = "Traceback (most recent call last)"
# where they are the report of a test
SHOWS_TRACEBACKS = re.compile(r"make test\b|make test-|\bpytest\b")
SUMMARY = re.compile(r"=+ (.*\b(?:passed|failed|error|skipped)\b.*) =+")


@dataclass
class Done:
    """How a command ended; no code means that it was not run."""

    command: Command
    user: str
    mark: str = ""
    code: int | None = 0
    seconds: float = 0.0
    cpu: float = 0.0
    traceback: bool = False
    summary: str = ""

    @property
    def fine(self) -> bool:
        return self.code == self.command.code and not self.traceback

    @property
    def remark(self) -> str:
        wanted = (
            f"; should be {self.command.code}"
            if self.code not in (None, self.command.code)
            else ""
        )
        shown = "; showed a traceback" if self.traceback else ""
        return (
            ("; not run" if self.code is None else "")
            + wanted
            + shown
            + (f"; {self.summary}" if self.summary else "")
        )


def started(order: dict, **more) -> subprocess.Popen:
    """The program of this order, in the room, in namespaces of its own."""
    network = ["--net"] if order["offline"] else []
    # No argument, for a proxy's address may hold a password; and no more of the host's,
    # for the room can read it.
    environment = {"PATH": os.environ["PATH"], "CLEAN_ROOM": json.dumps(order)}
    return subprocess.Popen(
        [*SPACES, *network, sys.executable, "-I", str(INSIDE), order["root"]],
        env=environment,
        cwd="/",
        **more,
    )


class Session:
    """A bash of one user in the room, process 1 of a namespace that takes everything
    along when it ends."""

    def __init__(self, order: dict):
        self.user, self.folder, self.started = order["user"], order["folder"], time.monotonic()
        self.cpu = 0.0
        back, status = os.pipe()
        self.status, self.number = back, status
        self.process = started(
            {**order, "command": ["bash", "--noprofile", "--norc"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[status],
            start_new_session=True,  # Ctrl-C comes to this program alone, which ends the room in order
        )
        os.close(status)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exception) -> None:
        """End everything in it."""
        end(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        os.close(self.status)

    def run(self, command: Command, mark: str = "") -> Done:
        """Run one command in the shell, show what it prints, and say how it ended."""
        print(
            f"\n{'#' if self.user == 'root' else '$'} {command.text}{f'   ({mark})' if mark else ''}",
            flush=True,
        )
        began = time.monotonic()
        script = f"eval {shlex.quote(command.text)} </dev/null {self.number}>&-\n"
        script += f'printf "%s\\n" "$?" "$PWD" >&{self.number}; times >&{self.number}; echo >&{self.number}\n'
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(script.encode())
            self.process.stdin.flush()
        output, status = self.listen(began)
        if status.endswith("\n\n"):
            code, self.folder, *times = status[:-2].split("\n")
            cpu, self.cpu = seconds(times[-1]) - self.cpu, seconds(times[-1])
        else:  # the shell itself has ended
            code, cpu = self.process.wait() or 1, 0.0
        done = Done(command, self.user, mark, int(code), time.monotonic() - began, cpu)
        if SHOWS_TRACEBACKS.search(command.text):
            done.summary = (SUMMARY.findall(output) or [""])[-1]
        else:
            done.traceback = TRACEBACK in output
        return done

    def listen(self, began: float) -> tuple[str, str]:
        """What the command printed, shown line by line, until the shell says how it
        ended."""
        printed, status, line = b"", b"", b""
        with selectors.DefaultSelector() as ready:
            for stream in (self.process.stdout.fileno(), self.status):
                os.set_blocking(stream, False)
                ready.register(stream, selectors.EVENT_READ)
            while ready.get_map():
                for key, _ in ready.select(0 if status.endswith(b"\n\n") else None) or [
                    (None, 0)
                ]:
                    if key is None:  # the end was announced, and nothing is left to read
                        show(line, began)
                        return printed.decode(errors="replace"), status.decode(errors="replace")
                    piece = os.read(key.fd, 65536)
                    if not piece:
                        ready.unregister(key.fd)
                    elif key.fd == self.status:
                        status += piece
                    else:
                        printed += piece
                        *lines, line = (line + piece).split(b"\n")
                        for whole in lines:
                            show(whole, began, "\n")
        show(line, began)
        return printed.decode(errors="replace"), status.decode(errors="replace")


def show(line: bytes, began: float, end: str = "") -> None:
    """A line as a terminal leaves it: of what was written over, the last is seen."""
    if line or end:
        seen = line.decode(errors="replace").rstrip("\r").rsplit("\r", 1)[-1]
        print(f"{time.monotonic() - began:7.1f}  {seen}", flush=True)


def seconds(times: str) -> float:
    """`0m1.234s 0m0.456s` of bash's `times`, added up."""
    return sum(
        int(minutes) * 60 + float(rest)
        for minutes, rest in re.findall(r"(\d+)m([\d.]+)s", times)
    )
