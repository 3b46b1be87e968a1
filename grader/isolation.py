"""The layers that a child puts on itself before any student's code: Landlock, resource limits, seccomp.

The two small packages behind them, py-landlock and pyseccomp, are used in this file only. It runs inside the sandbox
too, so it imports nothing of the grader. Nothing here trusts a version: `grader.prove` tries what each layer forbids.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import signal
import tempfile
from dataclasses import dataclass

try:
    import resource
except ImportError:  # Windows: the grader doesn't run there, but its modules can be imported
    resource = None

UNKNOWN = -1
CLONE_THREAD = 0x00010000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
BPF_INSTRUCTION = 8  # bytes

DENIED = tuple(
    """
socket socketpair bind connect listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg
fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo ptrace process_vm_readv process_vm_writev
process_madvise process_mrelease kcmp pidfd_open pidfd_getfd pidfd_send_signal setsid setpgid
mount umount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr
unshare setns io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd seccomp
keyctl add_key request_key shmget shmat shmdt shmctl msgget msgsnd msgrcv msgctl semget semop semctl semtimedop
mq_open mq_unlink memfd_create memfd_secret setrlimit sched_setaffinity sched_setscheduler sched_setparam sched_setattr
setpriority ioprio_set link linkat symlink symlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
mknod mknodat open_by_handle_at name_to_handle_at fanotify_init personality modify_ldt iopl ioperm quotactl quotactl_fd
init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff syslog acct settimeofday
clock_settime clock_adjtime adjtimex sethostname setdomainname migrate_pages move_pages mbind set_mempolicy
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
setxattr lsetxattr fsetxattr
""".split()  # noqa: SIM905  reads better than a hundred quotes
)
"""System calls refused with EPERM. clone3 gets ENOSYS, so that threads fall back to clone, which only makes threads."""


@dataclass(frozen=True)
class Limits:
    """What one child may use: seconds of processor, bytes of memory, of a file, of a message; descriptors, tasks.

    A request's `seconds` count processor time; of wall time it gets `wall_factor` as much and `grace` seconds.
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


class LayerFailed(RuntimeError):
    """A layer could not be put on; the message names it."""


def set_dumpable(on: bool) -> None:
    """Say whether others of the same user may look into this process (Linux)."""
    _prctl(PR_SET_DUMPABLE, int(on))


def die_with_parent() -> None:
    """Let the kernel end this process when its parent's thread ends (Linux)."""
    _prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


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


@dataclass(frozen=True)
class Rules:
    """What all children of a server put on, made once: Landlock's rules but for the own folder, what a child may do in
    that one, seccomp's program.

    Where Landlock can't be had, `box` is the error's text.
    """

    box: object
    own: object
    program: bytes


def prepare(readable: list[str], listable: list[str]) -> Rules:
    """Make the rules in the server, before any fork: resolving paths and compiling the filter take milliseconds.

    A child may read under `readable` and list under `listable`.
    """
    import py_landlock

    try:
        box = _box(readable, listable)
    except (py_landlock.LandlockError, OSError) as error:
        box = str(error)  # a child says what is missing, at each try
    with tempfile.TemporaryFile() as file:
        _build_filter().export_bpf(file)
        file.seek(0)
        return Rules(box, _own(), file.read())


def _box(readable, listable):
    import py_landlock

    access = py_landlock.AccessFs
    box = py_landlock.Landlock(strict=False)
    for path in listable:
        box.add_path_rule(path, access=access.READ_DIR)
    for path in readable:
        box.add_path_rule(path, access=access.READ_FILE | (access.READ_DIR if os.path.isdir(path) else access(0)))
    return box.add_path_rule(os.devnull, access=access.READ_FILE | access.WRITE_FILE)


def _own():
    """All that can be done to files, but for making devices, pipes and sockets, and running programs."""
    import py_landlock

    access = py_landlock.AccessFs
    reading = access.READ_FILE | access.READ_DIR
    making = access.MAKE_REG | access.MAKE_DIR | access.MAKE_SYM
    return (
        reading | making | access.WRITE_FILE | access.TRUNCATE | access.REMOVE_FILE | access.REMOVE_DIR | access.REFER
    )


def _build_filter():
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    eperm = pyseccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        _add_rule(rules, eperm, name)
    _add_rule(rules, pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    _add_rule(rules, eperm, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
    _add_rule(rules, eperm, "prlimit64", pyseccomp.Arg(2, pyseccomp.NE, 0))
    _add_rule(rules, eperm, "prctl", pyseccomp.Arg(0, pyseccomp.EQ, PR_SET_PDEATHSIG))
    for command in (8, 10, 15):  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a descriptor's signal can be sent to others
        _add_rule(rules, eperm, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command))
    for command in (0x8901, 0x8902, 0x5412):  # FIOSETOWN, SIOCSPGRP, TIOCSTI
        _add_rule(rules, eperm, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command))
    return rules


def _add_rule(rules, action, name, *arguments):
    import pyseccomp

    known = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) != UNKNOWN
    if known:  # else this libseccomp has never heard of the call
        rules.add_rule(action, name, *arguments)


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
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))  # SIGXCPU first, then SIGKILL


def enter(work: str, limits: Limits, rules: Rules) -> None:
    """Put every layer on this process: it may read and list what `rules` say, and write under `work` only.

    There is no way back. Raises LayerFailed with the layer's name.
    """
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _enter_landlock(work, rules)
    try:
        limit_resources(limits)
    except (OSError, ValueError) as error:
        raise LayerFailed(f"rlimits: {error}") from error
    program = _Program(len(rules.program) // BPF_INSTRUCTION, rules.program)
    try:
        _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program))
    except LayerFailed as error:
        raise LayerFailed(f"seccomp: {error}") from error


def _enter_landlock(work, rules):
    import py_landlock

    if isinstance(rules.box, str):
        raise LayerFailed(f"Landlock: {rules.box}")
    try:
        rules.box.add_path_rule(work, access=rules.own).apply()
    except (py_landlock.LandlockError, OSError) as error:
        raise LayerFailed(f"Landlock: {error}") from error
