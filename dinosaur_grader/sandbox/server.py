"""The grader's end of a warm server: starting it, handing children their pipes, hearing
how they ended, and what that costs them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import msgspec

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.inside.layers import REFUSED, Limits
from dinosaur_grader.inside.wire import Ended
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import bubblewrap, temp_folders
from dinosaur_grader.sandbox.kit_folder import (
    UNPRIVILEGED,
    IsolationUnavailable,
    interpreter,
    kit,
)

START_SECONDS = 60.0
ANSWER_SECONDS = 10.0
PIPE_BYTES = 2**19
LAST_WORDS_SECONDS = 1.0
"""The socket of one that gives up is closed before it says why."""


class ServerLost(RuntimeError):
    """The server ended or doesn't answer."""


class ChildLost(Exception):
    """A child is gone. `kind`: `timeout`, `memory`, `died`, `violation` (it broke the
    protocol) or `infrastructure`.

    `killed` says that somebody outside ended it: the kernel, out of memory, or a
    person. No student can do that.
    """

    def __init__(self, kind: str, reason: str, killed: bool = False):
        super().__init__(f"{kind}: {reason}")
        self.kind, self.reason, self.killed = kind, reason, killed


class CannotRequire(Refused, RuntimeError):
    """What an assignment requires can't be loaded before children are forked."""


def cause(ended: Ended, by_itself: bool, limits: Limits) -> ChildLost:
    """Say why a child closed its pipe, from its wait status where it ended `by_itself`."""
    if not by_itself:
        # it closed its pipe and lived on: the status is of the kill that was ours
        return ChildLost("died", "the process closed its pipe")
    if not os.WIFSIGNALED(ended.status):
        code = os.waitstatus_to_exitcode(ended.status)
        return ChildLost("died", f"the process ended itself with code {code}")
    number = os.WTERMSIG(ended.status)
    # who ignores SIGXCPU is ended by SIGKILL a second later: no want of memory
    if number in (signal.SIGVTALRM, signal.SIGXCPU) or ended.cpu >= limits.cpu_seconds:
        return ChildLost("timeout", "its processor time was used up")
    if number == signal.SIGXFSZ:
        return ChildLost("died", "its files were too large or too many")
    if number == signal.SIGKILL:
        # the kernel or a person: above `none` no child can send a signal, itself least
        why = "the system ended the process, most likely for want of memory"
        return ChildLost("memory", why, killed=True)
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return ChildLost("died", f"the process was ended by {name}")


class Server:
    """One running server. Not for use by two threads at once; the thread that starts it
    has to outlive it (Linux ends bubblewrap with the thread that started it)."""

    def __init__(
        self,
        level: Level,
        limits: Limits,
        beside: Path | None = None,
        secret: tuple[Path, ...] = (),
        warmed_up: bool = True,
        requires: tuple[str, ...] = (),
    ):
        self.level = level
        self.scratch = _scratch() if level != "strict" else None
        self.process = None
        self.control, theirs = socket.socketpair()
        self.ended: dict[int, Ended] = {}
        self.children: set[int] = set()  # those that nobody has ended yet
        self.closed = False
        self.buffer = b""
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the server
        try:
            # held here as well, it would hide that the server ended
            with theirs:
                self._start(theirs.fileno(), limits, kit(beside), secret, warmed_up, requires)
            self._hear(time.monotonic() + START_SECONDS)
        except ServerLost:
            why = self._why_not_started()
            self.close()
            raise why from None
        except BaseException:
            self.close()
            raise

    def _start(self, fd, limits, shown, secret, *loaded):
        where = self.scratch or Path("/tmp")
        python = interpreter(self.level)
        words = bubblewrap.command(
            self.level, python, shown, where, fd, limits, secret, *loaded
        )
        self.process = subprocess.Popen(
            words,
            pass_fds=[fd],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            env=bubblewrap.environment(str(where)),
            cwd=self.scratch or "/",
        )

    def _why_not_started(self) -> IsolationUnavailable | CannotRequire:
        # it may hang, and would then write no last line
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(LAST_WORDS_SECONDS)
        self.process.kill()
        self.process.wait()
        self.errors.seek(0)
        text = self.errors.read(20_000).decode("utf-8", "replace").strip()
        # there the program that gave up says why
        last = text.splitlines()[-1] if text else "it ended without a word"
        if last.startswith(REFUSED):
            return CannotRequire(last)
        layer = next(
            (layer for word, layer in PROGRAMS.items() if last.startswith(word)), "the server"
        )
        return IsolationUnavailable(self.level, layer, last, _fix(layer))

    def fork(self, number: int) -> tuple[int, int]:
        """Have child `number` made; the pipe ends to write to it and to read from it.
        Raises ServerLost."""
        requests, out = _wide_pipe()
        into, answers = _wide_pipe()
        try:
            self._send(b"fork", number, [requests, answers])
        except ServerLost:
            os.close(out)
            os.close(into)
            raise
        finally:
            # the child's ends: held here, they would hide that it closed them
            os.close(requests)
            os.close(answers)
        self.children.add(number)
        return out, into

    def kill(self, number: int) -> None:
        """Have child `number` killed. Raises ServerLost."""
        self._send(b"kill", number, [])

    def _send(self, order, number, fds):
        try:
            socket.send_fds(self.control, [b"%s %d\n" % (order, number)], fds)
        except OSError as error:
            raise ServerLost(str(error)) from error

    def wait_for(self, number: int, seconds: float = ANSWER_SECONDS) -> Ended | None:
        """Wait until child `number` has ended, and say how; None where the server doesn't
        tell within `seconds`."""
        deadline = time.monotonic() + seconds
        try:
            while number not in self.ended:
                self._hear(deadline)
        except ServerLost:
            return None
        return self.ended[number]

    def _hear(self, deadline):
        """Hear one line: that the server is warm, which is empty, or how a child ended."""
        while b"\n" not in self.buffer:
            self.buffer += self._receive(deadline)
        line, _, self.buffer = self.buffer.partition(b"\n")
        if line:
            ended = msgspec.json.decode(line, type=Ended)
            self.ended[ended.child] = ended

    def _receive(self, deadline):
        self.control.settimeout(max(0.0, deadline - time.monotonic()))
        try:
            data = self.control.recv(65536)
        except OSError as error:
            raise ServerLost(str(error)) from error
        if not data:
            raise ServerLost("the server ended")
        return data

    def close(self) -> None:
        """End the server and all that is in it."""
        self.closed = True
        self.control.close()
        if self.process is not None:
            # its children go with it: with bubblewrap's namespace, or by `die_with_parent`
            self.process.kill()
            self.process.wait()
        self.errors.close()
        if self.scratch:
            temp_folders.remove(self.scratch.parent)


def _wide_pipe() -> tuple[int, int]:
    """Make a pipe that holds a whole question: through the usual 64 KiB a large one goes
    in pieces, and each wakes both sides."""
    ends = os.pipe()
    with contextlib.suppress(OSError):  # past the user's share it stays as it is
        fcntl.fcntl(ends[0], fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return ends


PROGRAMS = {"bwrap:": "bubblewrap", "unshare:": "environment", "mount:": "environment"}
"""What a last line on stderr begins with -> the layer that could not be had."""
FIXES = {
    "environment": f"It lies in a folder closed to other users, which could not be laid open. {bubblewrap.CLOSED_FIX}",
    "bubblewrap": (
        "Allow unprivileged user namespaces: `sysctl kernel.unprivileged_userns_clone=1` on old Debian, "
        "or a container profile that permits them."
    ),
    "the server": "Look at the words above; `make setup` renews the environment.",
}
RESTRICTED = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
PROFILE = "/etc/apparmor.d/bwrap-userns-restrict"
APPARMOR_FIX = (
    "Ubuntu's AppArmor forbids it. `make system` as root loads Ubuntu's own profile for bubblewrap, "
    "which also stands after a restart. Without a clone, as root: `apt-get install apparmor-profiles`, then "
    f"`install -m 644 /usr/share/apparmor/extra-profiles/{os.path.basename(PROFILE)} {PROFILE} "
    f"&& apparmor_parser --replace {PROFILE}`."
)


def _fix(layer: str) -> str:
    restricted = RESTRICTED.is_file() and RESTRICTED.read_text().strip() == "1"
    return APPARMOR_FIX if restricted and layer == "bubblewrap" else FIXES[layer]


def _scratch() -> Path:
    """Make a folder for the children's work where no tmpfs of bubblewrap holds it; the
    server's user owns it."""
    folder = temp_folders.make("work") / "work"
    folder.mkdir()
    if os.getuid() == 0:
        # at process the server gives root up before it makes a file
        os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
    return folder
