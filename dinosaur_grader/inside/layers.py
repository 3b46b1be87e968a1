"""The layers that a child puts on itself before any student's code: Landlock, resource
limits, seccomp. What it may use of the machine is said here, too.

It runs inside the sandbox, so it imports nothing of the grader. The small package
py-landlock is used in this file only; seccomp's program comes compiled from the grader
(`dinosaur_grader.sandbox.syscall_filter`). Nothing here trusts a version:
`dinosaur_grader.sandbox.self_test` tries what each layer forbids.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import functools
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

# Windows: nothing is graded there, but modules can be imported
with contextlib.suppress(ImportError):
    import resource

if TYPE_CHECKING:
    import py_landlock

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER, CLONE_THREAD = 2, 0x10000
BPF_INSTRUCTION = 8  # bytes
LIBC = "libc.so.6"  # glibc, which NumPy's wheels for Linux are built for


@dataclass(frozen=True)
class Limits:
    """What one child may use: seconds of processor, bytes of memory, of a file, of a
    message without its length, either way; descriptors, tasks.

    A request's `seconds` count processor time; of wall time it gets `wall_factor` as
    much and `grace` seconds.
    """

    cpu_seconds: int = 30
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 16 * 2**20
    open_files: int = 64
    processes: int = 64
    message_bytes: int = 16 * 2**20
    disk_bytes: int = 64 * 2**20
    wall_factor: float = 3.0
    grace: float = 1.0


@dataclass(frozen=True)
class Settings:
    """What the grader tells a server: the level, the folders that a child sees, works in,
    may read and may list, its limits, seccomp's program as the grader compiled it,
    whether many children will come, for whom a warm-up pays, and the modules that the
    assignment requires."""

    level: str
    kit: str
    scratch: str
    readable: list[str]
    listable: list[str]
    limits: Limits
    program: bytes
    warmed_up: bool
    requires: tuple[str, ...] = ()


REFUSED = "requires: "
"""What a server's last words begin with that can't load what is required."""

Ruleset: TypeAlias = "py_landlock.Landlock | str"
"""Landlock's rules, or why there are none."""


class LayerFailed(RuntimeError):
    """A layer could not be put on; the message names it."""


def set_dumpable(on: bool) -> None:
    """Say whether others of the same user may look into this process (Linux)."""
    _prctl(PR_SET_DUMPABLE, int(on))


def die_with_parent() -> None:
    """Let the kernel end this process when its parent's thread ends (Linux)."""
    _prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


def has_threads() -> bool:
    """Check whether this process has more threads than this one, also such as Python
    doesn't know (Linux)."""
    # the kernel takes that flag from a process with one thread only, and does nothing then;
    # at strict there is no /proc to count them in
    unshare = getattr(_libc(), "unshare", lambda _: 0)
    threads = unshare(CLONE_THREAD) != 0 and ctypes.get_errno() == errno.EINVAL
    return threads or threading.active_count() > 1


def _prctl(option: int, value: int, more: object = 0) -> None:
    libc = _libc()
    if libc.prctl(option, value, more, 0, 0):
        raise LayerFailed(f"prctl({option}): {os.strerror(ctypes.get_errno())}")


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`: a compiled filter."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def prepare(settings: Settings) -> Ruleset:
    """Make Landlock's rules for all children of a server but for their own folders, before
    any fork: resolving paths takes milliseconds. The error's text where it isn't
    available."""
    import py_landlock

    access = py_landlock.AccessFs
    try:
        with _libc_by_name():
            # whatever this kernel's version can do: `self_test` shows what it can't
            ruleset = py_landlock.Landlock(strict=False)
            for path in settings.listable:
                ruleset.add_path_rule(path, access=access.READ_DIR)
            for path in settings.readable:
                # the kernel takes no folder's right on a file
                listing = access.READ_DIR if os.path.isdir(path) else access(0)
                ruleset.add_path_rule(path, access=access.READ_FILE | listing)
            return ruleset.add_path_rule(
                os.devnull, access=access.READ_FILE | access.WRITE_FILE
            )
    except (py_landlock.LandlockError, OSError) as error:
        return str(error)  # a child says what is missing, at each try


def landlock_version() -> str:
    """Say what this kernel knows of Landlock, as `ABI 7`, or why it can't be used."""
    import py_landlock

    try:
        with _libc_by_name():
            return f"ABI {py_landlock.get_abi_version()}"
    except (py_landlock.LandlockError, OSError) as error:
        return f"not there ({error})"


@contextlib.contextmanager
def _libc_by_name() -> Iterator[None]:
    """Let py-landlock find the C library: it asks ctypes, which asks ldconfig or a
    linker, and no sandbox has them."""
    asked = ctypes.util.find_library
    ctypes.util.find_library = lambda name: LIBC if name == "c" else None
    try:
        yield
    finally:
        ctypes.util.find_library = asked


def limit_resources(limits: Limits) -> None:
    """Put the resource limits on this process."""
    for which, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (value, value))
    # SIGXCPU first, then SIGKILL
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


def enter(work: str, settings: Settings, ruleset: Ruleset) -> None:
    """Put every layer on this process: it may read and list what `box` says, and write
    under `work` only.

    There is no way back. Raises LayerFailed with the layer's name.
    """
    # without it the kernel takes neither Landlock's rules nor a filter from this user
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _enter_landlock(work, ruleset)
    try:
        limit_resources(settings.limits)
    except (OSError, ValueError) as error:
        raise LayerFailed(f"rlimits: {error}") from error
    # last of all, since it refuses the calls by which the other layers are put on
    program = _Program(len(settings.program) // BPF_INSTRUCTION, settings.program)
    try:
        _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program))
    except LayerFailed as error:
        raise LayerFailed(f"seccomp: {error}") from error
    # the call is refused, and IPython's %time asks for it
    resource.getrusage = _spent


def _spent(who: int) -> resource.struct_rusage:
    """Return what `resource.getrusage` would say, without what tells of the machine; no
    child has children."""
    seconds = 0.0 if who == resource.RUSAGE_CHILDREN else time.process_time()
    return resource.struct_rusage((seconds, *[0] * 15))


def _enter_landlock(work: str, ruleset: Ruleset) -> None:
    import py_landlock

    if isinstance(ruleset, str):
        raise LayerFailed(f"Landlock: {ruleset}")
    access = py_landlock.AccessFs
    # all that can be done to files, but for making devices, pipes and sockets, and running
    # programs
    reading = access.READ_FILE | access.READ_DIR
    making = access.MAKE_REG | access.MAKE_DIR | access.MAKE_SYM
    changing = access.WRITE_FILE | access.TRUNCATE | access.REFER
    own = reading | making | changing | access.REMOVE_FILE | access.REMOVE_DIR
    try:
        # its own folder alone: the other children's lie beside it
        ruleset.add_path_rule(work, access=own).apply()
    except (py_landlock.LandlockError, OSError) as error:
        raise LayerFailed(f"Landlock: {error}") from error
