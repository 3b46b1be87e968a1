"""Which system calls a child is refused, as a program for the kernel.

It is compiled here, on the trusted side, by libseccomp (PyPI `pyseccomp`, used in this
file only); a child gets the bytes and loads them. So nothing in a sandbox has to find a
library: there is no ldconfig in it and no linker.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import functools
import tempfile

UNKNOWN = -1
CLONE_THREAD = 0x00010000
PR_SET_PDEATHSIG = 1

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
setxattr lsetxattr fsetxattr utime utimes utimensat futimesat
""".split()  # noqa: SIM905  reads better than a hundred quotes
)
"""System calls refused with EPERM. clone3 gets ENOSYS, so that threads fall back to
clone, which only makes threads.

Times of files are refused everywhere, for Landlock does not cover them: on a file that
two children can see (one of /dev, say) they carry bytes from one to the other.
"""


class FilterUnavailable(RuntimeError):
    """libseccomp can't be used here; the message says why."""


@functools.cache
def program() -> bytes:
    """The compiled filter, instructions of eight bytes each. Raises
    FilterUnavailable."""
    try:
        rules = _rules()
    except (
        ImportError,
        RuntimeError,
        OSError,
    ) as error:  # pyseccomp raises a RuntimeError where there is no library
        raise FilterUnavailable(str(error)) from error
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def version() -> str:
    """The version of libseccomp, as `2.6.0`. Raises FilterUnavailable."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    except OSError as error:
        raise FilterUnavailable(str(error)) from error
    library.seccomp_version.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, library.seccomp_version().contents))


def _rules():
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    eperm = pyseccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        _add_rule(rules, eperm, name)
    _add_rule(rules, pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    _add_rule(rules, eperm, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
    _add_rule(rules, eperm, "prlimit64", pyseccomp.Arg(2, pyseccomp.NE, 0))
    _add_rule(rules, eperm, "prctl", pyseccomp.Arg(0, pyseccomp.EQ, PR_SET_PDEATHSIG))
    for command in (
        8,
        10,
        15,
    ):  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a descriptor's signal can be sent to others
        _add_rule(
            rules, eperm, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command)
        )
    for command in (0x8901, 0x8902, 0x5412):  # FIOSETOWN, SIOCSPGRP, TIOCSTI
        _add_rule(
            rules, eperm, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, command)
        )
    return rules


def _add_rule(rules, action, name, *arguments):
    import pyseccomp

    known = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) != UNKNOWN
    if known:  # else this libseccomp has never heard of the call
        rules.add_rule(action, name, *arguments)
