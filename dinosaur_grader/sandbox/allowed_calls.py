"""The system calls that a child may make, each with what needs it; every other one is
refused.

Found by tracing what honest notebooks do (the reference, plots, threads, temporary
files, archives, magics) over Python 3.11 and 3.13, and by reading what 3.12, 3.14 and
the C libraries call beside these. Sixty-four-bit processors: a name that one of them
lacks is left out there. `dinosaur_grader.sandbox.syscall_filter` makes the program of it.
"""

from __future__ import annotations

import os

MEMORY = {
    "brk": "malloc's heap",
    "mmap": "large arrays, libraries, threads' stacks",
    "munmap": "giving them back",
    "mremap": "realloc of a large array",
    "mprotect": "loading a library, a thread's arena",
}
READING = {
    "open": "open(), musl and older libraries",
    "openat": "open()",
    "close": "close()",
    "close_range": "os.closerange",
    "read": "file.read, and the grader's requests",
    "pread64": "zip archives, the loading of libraries",
    "readv": "musl's buffered files",
    "stat": "os.stat, musl",
    "lstat": "os.lstat, musl",
    "fstat": "the size of an open file",
    "newfstatat": "os.stat, each import",
    "statx": "os.stat where the C library prefers it",
    "access": "os.access",
    "faccessat": "os.access on ARM",
    "faccessat2": "the same with flags",
    "readlink": "os.path.realpath",
    "readlinkat": "the same on ARM",
    "getdents64": "os.listdir, each import",
    "getcwd": "os.getcwd",
    "chdir": "os.chdir, and before each question",
    "fchdir": "os.chdir to an open folder, shutil.rmtree",
}
WRITING = {
    "write": "file.write, and the answers to the grader",
    "pwrite64": "SQLite, NumPy's archives",
    "writev": "musl's and C++'s buffered files",
    "ftruncate": "file.truncate, np.memmap",
    "truncate": "os.truncate",
    "sendfile": "shutil.copyfile",
    "copy_file_range": "the same since Python 3.14",
    "mkdir": "os.mkdir",
    "mkdirat": "the same on ARM",
    "rmdir": "os.rmdir",
    "unlink": "os.remove",
    "unlinkat": "the same on ARM, shutil.rmtree",
    "rename": "os.rename",
    "renameat": "the same on ARM",
    "renameat2": "the same on later processors",
}
# No pipe: the kernel numbers all pipes of the machine in a row, and `fstat` tells the
# number, so that one who makes many of them is heard in every sandbox.
DESCRIPTORS = {
    "dup": "os.dup",
    "dup2": "os.dup2",
    "dup3": "the same on ARM",
    "poll": "select.poll",
    "ppoll": "the same on ARM",
    "select": "select.select, musl",
    "pselect6": "select.select",
}
THREADS = {
    "set_robust_list": "a thread's start",
    "rseq": "a thread's start",
    "set_tid_address": "a thread's start, musl",
    "sched_yield": "waiting for a lock",
    "getcpu": "the C library's allocators",
    "exit": "a thread's end",
    "exit_group": "the child's end",
}
# No getrusage: it counts waits for the disk, so that it tells what others have read.
# `dinosaur_grader.inside.layers` answers Python's own in its place.
TIME = {
    "clock_gettime": "time.process_time, what the vDSO can't answer",
    "clock_getres": "time.get_clock_info",
    "clock_nanosleep": "time.sleep",
    "nanosleep": "time.sleep, musl",
    "gettimeofday": "time.time without a vDSO",
    "time": "time.time without a vDSO",
    "times": "os.times",
    "setitimer": "the budget of a cell",
    "alarm": "signal.alarm",
}
SIGNALS = {
    "rt_sigaction": "signal.signal",
    "rt_sigprocmask": "a thread's start",
    "rt_sigreturn": "the end of a handler",
    "sigaltstack": "faulthandler",
    "restart_syscall": "a sleep that a signal interrupted",
}
ITSELF = {
    "getpid": "os.getpid, tempfile, multiprocessing",
    "getppid": "os.getppid",
    "gettid": "each thread",
    "getuid": "os.getuid",
    "geteuid": "os.geteuid, pathlib",
    "getgid": "os.getgid",
    "getegid": "os.getegid",
    "getresuid": "os.getresuid",
    "getresgid": "os.getresgid",
    "getgroups": "os.getgroups",
    "getrlimit": "resource.getrlimit, musl",
    "uname": "platform.platform",
    "getrandom": "os.urandom, a new random generator",
}
ALLOWED = MEMORY | READING | WRITING | DESCRIPTORS | THREADS | TIME | SIGNALS | ITSELF
"""Calls that are allowed whatever their arguments, but for `WITHOUT`, and why."""

THROUGH = sum(getattr(os, name, 0) for name in ("O_SYNC", "O_DIRECT"))
"""Flags of a file whose every write goes to the disk at once. O_SYNC has O_DSYNC in it."""
NEGATIVE = 0x8000_0000
MAP_HUGETLB = 0x4_0000
WITHOUT = {
    # the machine has a few such pages for all: who holds them is felt by who asks
    "mmap": (3, MAP_HUGETLB),
    "open": (1, THROUGH),
    "openat": (2, THROUGH),
    # a negative clock is the processor time of a process, and any process may be named
    "clock_gettime": (0, NEGATIVE),
    "clock_getres": (0, NEGATIVE),
    "clock_nanosleep": (0, NEGATIVE),
}
"""Calls of `ALLOWED` that are refused where this argument has one of these bits."""

FCNTL = {
    0: "F_DUPFD: os.dup",
    1: "F_GETFD: os.get_inheritable",
    2: "F_SETFD: os.set_inheritable",
    3: "F_GETFL: open() of a descriptor",
    1030: "F_DUPFD_CLOEXEC: os.dup",
}
"""What fcntl may be asked. No lock, whose state every sandbox sees; no owner or signal
of a descriptor, which reach other processes; no lease, no notice of a change. F_SETFL,
for os.set_blocking, is in the filter: it may not ask for O_DIRECT."""
IOCTL = {
    0x5401: "TCGETS: file.isatty, each open()",
    0x5413: "TIOCGWINSZ: shutil.get_terminal_size",
    0x541B: "FIONREAD: bytes that wait in a pipe",
    0x5421: "FIONBIO: os.set_blocking",
    0x5450: "FIONCLEX: os.set_inheritable",
    0x5451: "FIOCLEX: os.set_inheritable",
}
"""What ioctl may be asked."""
PRCTL = {
    15: "PR_SET_NAME: a thread's name, since Python 3.14",
    16: "PR_GET_NAME: the same",
}
"""What prctl may be asked."""
FALLOCATE = {
    0: "posix_fallocate",
    1: "FALLOC_FL_KEEP_SIZE: np.ndarray.tofile of a large array",
}
"""What fallocate may be asked: what cuts, fills or moves parts of a file writes the
file to the disk first."""
MEMBARRIER = {
    8: "MEMBARRIER_CMD_PRIVATE_EXPEDITED: loading a library, musl",
    16: "its registration",
}
"""What membarrier may be asked: nothing that makes other processes wait."""
MADVISE = {
    4: "MADV_DONTNEED: free's return of pages",
    8: "MADV_FREE: the same",
    14: "MADV_HUGEPAGE: NumPy's large arrays",
    102: "MADV_GUARD_INSTALL: a thread's stack, since glibc 2.42",
}
"""What madvise may be asked: nothing that writes memory to the disk, or makes one page
of several processes' alike ones."""
LSEEK = {
    0: "SEEK_SET: file.seek",
    1: "SEEK_CUR: file.tell",
    2: "SEEK_END: open() to append",
}
"""What lseek may start from. No SEEK_DATA: of some files it tells which parts are in
memory, and so what others have read."""
SCHED_GETAFFINITY = {0: "os.cpu_count"}
"""Whose cores may be asked for: its own. Another's number tells whether it is there."""
FUTEX = {
    128: "FUTEX_WAIT: OpenMP's locks, musl",
    129: "FUTEX_WAKE: a lock",
    131: "FUTEX_REQUEUE: a condition, musl",
    132: "FUTEX_CMP_REQUEUE: a condition, older glibc",
    133: "FUTEX_WAKE_OP: the same",
    137: "FUTEX_WAIT_BITSET: a lock with a time",
    138: "FUTEX_WAKE_BITSET: the same",
    393: "FUTEX_WAIT_BITSET until an hour of the day",
}
"""What futex may be asked, all of it private: another one lies in a file, and others can
see it there. None that lends its priority: it looks for a thread by its number, and tells
whether that is there."""
BY_ARGUMENT = {
    "fcntl": (1, FCNTL),
    "madvise": (2, MADVISE),
    "lseek": (2, LSEEK),
    "sched_getaffinity": (0, SCHED_GETAFFINITY),
    "futex": (1, FUTEX),
    "ioctl": (1, IOCTL),
    "fallocate": (1, FALLOCATE),
    "prctl": (0, PRCTL),
    "membarrier": (0, MEMBARRIER),
}
"""Calls that are allowed where this argument has one of these values. `clone` (threads
only) and `prlimit64` (its own limits, to read) are beside them, in the filter."""
AS_IF_DONE = {
    "fsync": "os.fsync, SQLite",
    "fdatasync": "SQLite",
    "msync": "np.memmap.flush, mmap.flush",
}
"""Calls that are answered as if they had been done: nothing of a child's folder has to
outlast the machine, and a disk that is made to write is felt by everybody."""
