"""The system calls that a child may make, each with what needs it; every other one is
refused.

Found by tracing what honest notebooks do (the reference, plots, threads, temporary
files, archives, magics) over Python 3.11 and 3.13, and by reading what 3.12, 3.14 and
the C libraries call beside these. Sixty-four-bit processors: a name that one of them
lacks is left out there. `dinosaur_grader.sandbox.syscall_filter` makes the program of it.
"""

from __future__ import annotations

import os

USES = {
    # memory
    "malloc's heap": "brk",
    "large arrays, libraries, threads' stacks": "mmap munmap mremap mprotect",
    # files, to read
    "open(), musl and older libraries": "open",
    "open() and close(), os.closerange": "openat close close_range",
    "file.read, and the grader's requests": "read",
    "zip archives, the loading of libraries; musl's buffered files": "pread64 readv",
    "os.stat, each import; musl": "stat lstat",
    "os.stat, each import; the size of an open file": "fstat newfstatat statx",
    "os.access, on ARM too": "access faccessat faccessat2",
    "os.path.realpath, on ARM too": "readlink readlinkat",
    "os.listdir, each import": "getdents64",
    "os.getcwd and os.chdir, before each question; shutil.rmtree": "getcwd chdir fchdir",
    # files, to write
    "file.write, and the answers to the grader": "write",
    "SQLite, NumPy's archives; musl's and C++'s buffered files": "pwrite64 writev",
    "file.truncate, np.memmap, os.truncate": "ftruncate truncate",
    "shutil.copyfile, since Python 3.14 too": "sendfile copy_file_range",
    "os.mkdir and os.rmdir, on ARM too": "mkdir mkdirat rmdir",
    "os.remove, shutil.rmtree, on ARM too": "unlink unlinkat",
    "os.rename, on ARM and later processors too": "rename renameat renameat2",
    # No pipe: the kernel numbers all pipes of the machine in a row, and `fstat` tells the
    # number, so that one who makes many of them is heard in every sandbox.
    "os.dup, on ARM too": "dup dup2 dup3",
    "select.poll and select.select, on ARM and musl too": "poll ppoll select pselect6",
    # threads, and the end
    "a thread's start": "set_robust_list rseq set_tid_address",
    "waiting for a lock; the C library's allocators": "sched_yield getcpu",
    "a thread's end, the child's end": "exit exit_group",
    # No getrusage: it counts waits for the disk, so that it tells what others have read.
    # `dinosaur_grader.inside.layers` answers Python's own in its place.
    "time.process_time, time.get_clock_info": "clock_gettime clock_getres",
    "time.sleep, musl too": "clock_nanosleep nanosleep",
    "time.time without a vDSO; os.times": "gettimeofday time times",
    "the budget of a cell; signal.alarm": "setitimer alarm",
    "signal.signal, a thread's start, faulthandler": "rt_sigaction rt_sigprocmask sigaltstack",
    "the end of a handler, a sleep that a signal interrupted": "rt_sigreturn restart_syscall",
    # itself
    "os.getpid, tempfile, multiprocessing, each thread": "getpid getppid gettid",
    "os.getuid, pathlib": "getuid geteuid getgid getegid getresuid getresgid getgroups",
    "resource.getrlimit, musl; platform.platform": "getrlimit uname",
    "os.urandom, a new random generator": "getrandom",
}
"""What honest code does -> the calls that it makes."""
ALLOWED = {name: use for use, names in USES.items() for name in names.split()}
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
