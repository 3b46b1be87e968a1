"""Leaving word where another sandbox, or the next child, can see it: locks, times,
attributes, notices; and making everybody's disks write.

What gets through where it should not raises an error that begins with HARM, so the
result's notes show it.
"""

from tests.gallery.proving_ground import HARM

from . import Attack

GROUND = f"""
import ctypes, errno, fcntl, os, struct, time
libc = ctypes.CDLL(None, use_errno=True)
KNOWN = os.__file__  # every sandbox of this machine sees this file
def harm(what):
    raise RuntimeError("{HARM}: " + what)
def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments))
ON_X86 = os.uname().machine == "x86_64"
"""

LOCKS = """
file = os.open(KNOWN, os.O_RDONLY)
part = struct.pack("hhqqixxxx", fcntl.F_RDLCK, os.SEEK_SET, 7, 1, 0)
for name, take in (
    ("flock", lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)),
    ("F_SETLK", lambda: fcntl.fcntl(file, 6, part)),
    ("F_OFD_SETLK", lambda: fcntl.fcntl(file, 37, part)),
    ("a lease", lambda: fcntl.fcntl(file, 1024, fcntl.F_RDLCK)),
):
    try:
        take()
    except OSError:
        continue
    harm("a lock of a file that others see: " + name)
"""

SYNC = """
for flag in (os.O_SYNC, os.O_DSYNC, os.O_DIRECT):
    try:
        os.open("through", os.O_CREAT | os.O_WRONLY | flag)
    except OSError:
        continue
    harm("a file whose every write goes to the disk at once")
os.sync()
if ON_X86:
    if call(162) == 0 or call(306, os.open(".", os.O_RDONLY)) == 0:
        harm("the disks were made to write")
"""

OTHERS_TIME = """
for process in (1, os.getppid()):
    try:
        time.clock_gettime(~process << 3 | 2)
    except OSError:
        continue
    harm("the processor time of another process")
"""

INOTIFY = """
watch = libc.inotify_init1(0)
if watch >= 0 and libc.inotify_add_watch(watch, os.fsencode(KNOWN), 0xFFF) >= 0:
    harm("notices of what others read")
"""

NEWER_TWINS = """
open("own", "w").close()
value = ctypes.create_string_buffer(b"word")
described = struct.pack("QII", ctypes.addressof(value), 4, 0)
for name in (b"own", os.fsencode(KNOWN), b"/dev/null"):
    if call(463, -100, name, 0, b"user.word", described, len(described)) == 0:
        harm("setxattrat set an attribute")
if call(467, -100, b"/", 1, None, 0) >= 0:
    harm("open_tree_attr took a tree of mounts")
"""

FUTEX = """
import mmap
import numpy as np
page = mmap.mmap(os.open(KNOWN, os.O_RDONLY), 4096, prot=mmap.PROT_READ)
place = np.frombuffer(page, dtype=np.uint8).ctypes.data
if ON_X86 and call(202, place, 1, 1, 0, 0, 0) >= 0:
    harm("a bell in a file that others see was rung")
"""

FILE_TIMES = """
for path in ("own", "/dev/null", KNOWN, ".", "/tmp", "utils"):
    try:
        open("own", "w").close()
        os.utime(path, (10**9, 10**9))
    except OSError:
        continue
    harm("the time of " + path + " was set")
"""

PIPE_COUNT = """
for _ in range(5000):
    ends = os.pipe()
    for end in ends:
        os.close(end)
harm("the machine's count of pipes was moved, which every sandbox sees")
"""

MACHINE_LOAD = """
room = ctypes.create_string_buffer(256)
if libc.sysinfo(room) == 0:
    harm("the machine's load and memory, which others move")
"""


def _first(name: str, why: str, body: str) -> Attack:
    return Attack(name, why, first=GROUND + body)


ATTACKS = (
    _first("file-times", "eight bytes in the times of a file", FILE_TIMES),
    _first("lock-file", "locks, of a part too, and a lease of a file that every sandbox sees", LOCKS),
    _first("sync", "all disks made to write, and files that do at once", SYNC),
    _first("others-time", "the processor time of the server, which counts what it did", OTHERS_TIME),
    _first("inotify", "notices of what other sandboxes read", INOTIFY),
    _first("newer-twins", "setxattrat and open_tree_attr by their numbers", NEWER_TWINS),
    _first("shared-futex", "a bell in a file that others have open", FUTEX),
    _first("pipe-count", "five thousand pipes, which the machine numbers in a row", PIPE_COUNT),
    _first("machine-load", "memory and load of the machine, moved by others", MACHINE_LOAD),
)
