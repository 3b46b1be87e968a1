"""Proves the isolation by trying, in a child, what each layer forbids. A layer holds
where the try is refused."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import temp_folders
from dinosaur_grader.sandbox.sandbox import ChildLost, IsolationUnavailable, Sandbox


@dataclass(frozen=True)
class Layer:
    """One layer: its name, whether it holds here, what was seen, and how to get it
    where it doesn't."""

    name: str
    holds: bool
    why: str
    fix: str = ""


@dataclass(frozen=True)
class Try:
    """What a layer forbids, as a cell that raises one of `refusals` where the layer
    holds."""

    layer: str
    source: str
    refusals: tuple[str, ...] = ("PermissionError",)
    fix: str = ""


SECCOMP = "Install libseccomp2 and use a kernel with seccomp filters."
LANDLOCK = "Use a kernel with Landlock (5.13 or newer, `lsm=` has to name it); a container must not filter its calls."
RLIMITS = "Use Linux; other systems don't keep these limits."
# at strict bubblewrap answers before Landlock does: it shows nothing of it, or read-only
UNSEEN = ("PermissionError", "FileNotFoundError")
LIMITED = ("ValueError", "PermissionError")  # the first is Python's word for it
READ_ONLY = ("PermissionError", "OSError")
PREPARE = """
import ctypes, fcntl, os, resource, socket, threading
import numpy as np
libc = ctypes.CDLL(None, use_errno=True)
"""
CALL = "if libc.{0}({1}) == -1: raise OSError(ctypes.get_errno(), '{0}')"
TGKILL = CALL.format("tgkill", "os.getppid(), os.getppid(), 0")
PTRACE = CALL.format("ptrace", "16, os.getppid(), 0, 0")
FLOCK = "fcntl.flock(os.open(os.__file__, 0), fcntl.LOCK_SH)"
THREADS = """
bell = threading.Event()
try:
    for _ in range(400): threading.Thread(target=bell.wait, daemon=True).start()
finally:
    bell.set()
"""

TRIES = (
    Try("no network sockets", "socket.socket(socket.AF_INET, socket.SOCK_STREAM)", fix=SECCOMP),
    Try("no datagram sockets", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", fix=SECCOMP),
    Try("no local sockets", "socket.socketpair()", fix=SECCOMP),
    Try("no fork", "if os.fork() == 0: os._exit(0)", fix=SECCOMP),
    Try("no other program", "os.execv('/usr/bin/true', ['true'])", fix=SECCOMP),
    Try("no signal to another process", "os.kill(os.getppid(), 0)", fix=SECCOMP),
    Try("no signal to another's thread", TGKILL, fix=SECCOMP),
    Try("no tracing", PTRACE, fix=SECCOMP),
    Try("no session of its own", "os.setsid()", fix=SECCOMP),
    Try("no links", "os.symlink('/', 'link')", fix=SECCOMP),
    Try("no new limits", "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))", LIMITED, SECCOMP),
    Try("no reading of the password file", "open('/etc/shadow')", UNSEEN, LANDLOCK),
    Try("no reading outside", "open(OUTSIDE)", UNSEEN, LANDLOCK),
    Try("no listing outside", "os.listdir('/etc')", UNSEEN, LANDLOCK),
    Try("no look at other processes", "os.listdir('/proc')", UNSEEN, LANDLOCK),
    Try("no writing outside", "open(OUTSIDE, 'a')", UNSEEN, LANDLOCK),
    Try("no writing beside its own folder", "open('../new', 'w')", READ_ONLY, LANDLOCK),
    Try("no writing to utils and data", "open('data/new', 'w')", READ_ONLY, LANDLOCK),
    Try("no times of files", "os.utime('/dev/null')", fix=SECCOMP),
    Try("no time of a file outside", "os.utime(OUTSIDE)", fix=SECCOMP),
    Try("no lock of a file outside", FLOCK, fix=SECCOMP),
    Try("no lock of a part of it", "fcntl.lockf(0, fcntl.LOCK_SH)", fix=SECCOMP),
    Try("no call that is on no list", CALL.format("inotify_init1", "0"), fix=SECCOMP),
    Try("memory", "np.empty(2**29)", ("MemoryError",), RLIMITS),
    Try("size of a file", "open('big', 'wb').write(bytes(2**20 * 17))", ("OSError",), RLIMITS),
    Try(
        "number of descriptors", "held = [os.dup(0) for _ in range(99)]", ("OSError",), RLIMITS
    ),
    Try("number of threads", THREADS, ("RuntimeError",), RLIMITS),
    Try("time of Python code", "while True: pass", ("Timeout",), RLIMITS),
)
SECONDS = 0.1
"""Processor time of a try."""
BUSY = Limits(wall_factor=20.0, grace=0.1)
"""So little that a loop is ended soon, and on the clock enough for a busy machine."""


def prove(level: Level) -> list[Layer]:
    """Try every layer of `level`, a second or less. Raises IsolationUnavailable where
    no child can be had at all."""
    if level == "none":
        # it promises no layer, so there is nothing to try but that a child can be had
        with Sandbox(level) as sandbox:
            return [_stands(sandbox)]
    with _outside() as outside, Sandbox(level, BUSY, warmed_up=False) as sandbox:
        layers = [_stands(sandbox)]
        with sandbox.child() as child:
            child.run_cell(f"{PREPARE}\nOUTSIDE = {outside!r}", 5)
            layers += [attempt(child, one) for one in TRIES]
        return [*layers, _time_in_c(sandbox)]


def demand(level: Level) -> list[Layer]:
    """Do as `prove` does; raises IsolationUnavailable naming one that doesn't."""
    layers = prove(level)
    for layer in layers:
        if not layer.holds:
            raise IsolationUnavailable(level, layer.name, layer.why, layer.fix)
    return layers


@contextlib.contextmanager
def _outside() -> Iterator[str]:
    """Make a file that every user may read and write, outside of all that a child is
    shown."""
    with temp_folders.private("outside") as folder:
        folder.chmod(0o777)
        path = folder / "file"
        path.write_text("not for a child", encoding="utf-8")
        path.chmod(0o666)
        yield str(path)


def _stands(sandbox) -> Layer:
    other = os.getuid() == 0 and sandbox.level != "none"
    user = "an unprivileged user" if other else "your own user"
    why = f"the server runs as {user} at level {sandbox.level}"
    return Layer("a process of its own", True, why)


def attempt(child, one: Try) -> Layer:
    """Try it in a child, and say what came of it."""
    report = child.run_cell(one.source, SECONDS)
    if report.ok:
        return Layer(one.layer, False, "the try was not refused", one.fix)
    seen = f"{report.type}: {report.message}"
    return Layer(one.layer, report.type in one.refusals, seen, one.fix)


def _time_in_c(sandbox) -> Layer:
    try:
        # in a child of its own, which it ends
        with sandbox.child() as child:
            child.run_cell("sum(range(10**12))", SECONDS)
    except ChildLost as lost:
        return Layer("time of C code", lost.kind == "timeout", lost.reason, RLIMITS)
    return Layer("time of C code", False, "the loop came back", RLIMITS)
