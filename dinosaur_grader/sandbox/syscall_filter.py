"""Which system calls a child may make, as a program for the kernel.

It is compiled here, on the trusted side, by libseccomp (PyPI `pyseccomp`, used in this
file only); a child gets the bytes and loads them. So nothing in a sandbox has to find a
library: there is no ldconfig in it and no linker.

What is on no list of `dinosaur_grader.sandbox.allowed_calls` is refused: with EPERM, so that the
student's error says what happened; with ENOSYS where a C library would then do the same
in another way, which are `clone3` and every call newer than the newest that this
libseccomp has heard of.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import struct
import tempfile
from typing import TYPE_CHECKING

from dinosaur_grader.sandbox import allowed_calls

if TYPE_CHECKING:
    import pyseccomp

MAX_CALLS = 1024
"""Beyond every number that a processor of sixty-four bits has given to a call."""
CLONE_THREAD = 0x0001_0000
CLONE_OTHER = 0x7E02_0000 | 0x0080_3000
"""clone's flags that a thread never has: namespaces of its own, being traced, a
descriptor."""
FUTEX_PRIVATE = 128
F_SETFL = 4
ALL_BITS = 0xFFFF_FFFF
BY_TREE = 2
"""libseccomp's way to search for a number: nine comparisons in place of a hundred."""
LOAD_NUMBER, IF_GREATER, RETURN, RETURN_ERRNO = 0x20, 0x25, 0x06, 0x0005_0000


class FilterUnavailable(RuntimeError):
    """libseccomp can't be used here; the message says why."""


_compiled: list[bytes] = []


def restore(program: bytes) -> None:
    """Use what `program` gave before, for the same `allowed_calls`, on this processor."""
    _compiled[:] = [program]


def program() -> bytes:
    """Return the compiled filter, instructions of eight bytes each. Raises
    FilterUnavailable."""
    if not _compiled:
        _compiled.append(_compile())
    return _compiled[0]


def _compile() -> bytes:
    try:
        rules, newest = _rules(), max(known())
    except (ImportError, RuntimeError, OSError) as error:
        # pyseccomp raises a RuntimeError where there is no library
        raise FilterUnavailable(str(error)) from error
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return _unknown_above(newest) + file.read()


def version() -> str:
    """Return the version of libseccomp, as `2.6.0`. Raises FilterUnavailable."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    except OSError as error:
        raise FilterUnavailable(str(error)) from error
    library.seccomp_version.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, library.seccomp_version().contents))


def known() -> dict[int, str]:
    """List the calls that this libseccomp has heard of, by their number on this
    processor."""
    import pyseccomp

    found, arch = {}, pyseccomp.system_arch()
    for number in range(MAX_CALLS):
        with contextlib.suppress(ValueError):
            found[number] = pyseccomp.resolve_syscall(arch, number).decode()
    return found


def _unknown_above(newest: int) -> bytes:
    """Make the program's beginning: a number above the newest is answered as an older
    kernel would. libseccomp has no rule for a range of numbers."""
    instructions = (
        (LOAD_NUMBER, 0, 0, 0),
        (IF_GREATER, 0, 1, newest),
        (RETURN, 0, 0, RETURN_ERRNO | errno.ENOSYS),
    )
    return b"".join(struct.pack("=HBBI", *one) for one in instructions)


def _rules() -> pyseccomp.SyscallFilter:
    import pyseccomp
    from pyseccomp import ALLOW, EQ, ERRNO, MASKED_EQ, Arg

    rules = pyseccomp.SyscallFilter(ERRNO(errno.EPERM))
    with contextlib.suppress(OSError):  # libseccomp before 2.5 can only go one by one
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, BY_TREE)
    here = {*known().values()}

    def add(action: int, name: str, *arguments: pyseccomp.Arg) -> None:
        if name in here:  # else this processor lacks the call
            rules.add_rule(action, name, *arguments)

    for name in allowed_calls.ALLOWED:
        without = allowed_calls.WITHOUT.get(name)
        add(ALLOW, name, *([Arg(without[0], MASKED_EQ, without[1], 0)] if without else []))
    for name in allowed_calls.AS_IF_DONE:
        add(ERRNO(0), name)
    for name, (place, values) in allowed_calls.BY_ARGUMENT.items():
        for value in values:
            add(ALLOW, name, Arg(place, MASKED_EQ, ALL_BITS, value))
    flags = Arg(2, MASKED_EQ, allowed_calls.THROUGH, 0)
    add(ALLOW, "fcntl", Arg(1, MASKED_EQ, ALL_BITS, F_SETFL), flags)
    add(ERRNO(errno.ENOSYS), "clone3")  # its flags are in memory, which no filter sees
    add(ALLOW, "clone", Arg(0, MASKED_EQ, CLONE_THREAD | CLONE_OTHER, CLONE_THREAD))
    add(ALLOW, "prlimit64", Arg(0, EQ, 0), Arg(2, EQ, 0))  # it asks for its own, sets none
    # pthread_join asks for one that isn't private, and asks again after "try again"
    add(ERRNO(errno.EAGAIN), "futex", Arg(1, MASKED_EQ, FUTEX_PRIVATE, 0))
    return rules
