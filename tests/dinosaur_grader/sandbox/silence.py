"""What a child does to be heard by the next one, and all that a child can see: two
cells, for `test_silence.py`.

`CHANGES` are tries, each on its own: most are refused, and which ones doesn't matter.
Where the sandbox fails they do no harm: only what is the test's own (`OURS`) is spoilt.
`SNAPSHOT` makes a dictionary of texts and numbers by the names of what was looked at.
"""

PREPARE = """
import base64, ctypes, fcntl, json, mmap, os, random, resource, signal, socket, struct, sys, threading, time, zlib
libc = ctypes.CDLL(None, use_errno=True)
KNOWN = os.__file__
def each(paths, change):
    for path in paths:
        try:
            change(path)
        except OSError:
            pass
def beside(path):
    return os.path.join(os.path.dirname(path), "word")
def call(name, *arguments):
    said = getattr(libc, name)(*arguments)
    if said == -1:
        raise OSError(ctypes.get_errno(), name)
    return said
MAKES = (lambda path: open(path, "w"), os.mkdir, lambda path: os.symlink("word", path), os.mkfifo)
SPOILS = (
    lambda path: os.chmod(path, 0o777), lambda path: os.chown(path, os.getuid(), os.getgid()),
    lambda path: os.link(path, beside(path)), lambda path: os.truncate(path, 1),
    lambda path: os.rename(path, path + '-word'),
)
"""

CHANGES = (
    # its own files: names, contents, times, modes, owners, links, attributes
    "for i in range(40): open(f'word-{i}', 'wb').write(os.urandom(1000 * i))",
    "os.makedirs('a/b/c/d/e'); os.rename('a', 'renamed')",
    "with open('hole', 'wb') as file: file.truncate(2**23)",
    "with open('own', 'w') as own: own.write('word'); own.flush(); os.fsync(own.fileno())",
    "each(PLACES, lambda path: os.utime(path, (10**9, 10**9)))",
    "each(PLACES, lambda path: os.setxattr(path, 'user.word', b'word'))",
    "each(PLACES, lambda path: each(MAKES, lambda make: make(beside(path))))",
    "each(OURS, lambda path: each(SPOILS, lambda spoil: spoil(path)))",
    "os.rmdir(os.getcwd())",
    "os.rename(os.getcwd(), os.getcwd() + '-word')",
    # the time of the last look at a file
    "each(READ, lambda path: open(path, 'rb', 0).read(1))",
    # which files are in memory, and who holds the machine's large pages
    "each(UNREAD, lambda path: open(path, 'rb', 0).read())",
    "HUGE = mmap.mmap(-1, 2**21, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)",
    # locks, leases, notices, bells
    "KEPT = os.open(KNOWN, os.O_RDONLY)",
    "fcntl.flock(KEPT, fcntl.LOCK_EX | fcntl.LOCK_NB)",
    "fcntl.fcntl(KEPT, 6, struct.pack('hhqqixxxx', fcntl.F_RDLCK, 0, 7, 1, 0))",
    "fcntl.fcntl(KEPT, 37, struct.pack('hhqqixxxx', fcntl.F_RDLCK, 0, 9, 1, 0))",
    "fcntl.fcntl(KEPT, 1024, fcntl.F_RDLCK)",
    "call('inotify_add_watch', call('inotify_init1', 0), os.fsencode(KNOWN), 0xFFF)",
    "fcntl.fcntl(0, 1031, 4096)",
    "fcntl.fcntl(3, 1031, 4096); fcntl.fcntl(4, 1031, 4096)",
    "os.set_blocking(0, False); os.set_blocking(1, False)",
    # what is shared by its kind: System V, POSIX, keyrings, sockets, events
    """each((
        ('shmget', 7, 4096, 0o1666), ('semget', 7, 1, 0o1666), ('msgget', 7, 0o1666),
        ('shm_open', b'/word', os.O_CREAT | os.O_RDWR, 0o666),
        ('mq_open', b'/word', os.O_CREAT | os.O_RDWR, 0o666, None),
        ('syscall', 248, b'user', b'word', b'word', 4, -3), ('syscall', 250, 1, b'word'),
        ('memfd_create', b'word', 0), ('eventfd', 1, 0), ('timerfd_create', 1, 0),
        ('epoll_create1', 0), ('signalfd', -1, ctypes.create_string_buffer(128), 0),
    ), lambda one: call(*one))""",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(('127.0.0.1', 47124))",
    "socket.socket(socket.AF_UNIX).bind('\\0word')",
    "for _ in range(100_000): [os.close(each) for each in os.pipe()]",
    # how the kernel treats it
    "os.nice(5)",
    "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
    "os.setpriority(os.PRIO_USER, os.getuid(), 5)",
    "call('syscall', 251, 1, os.getppid(), 3 << 13)",
    "os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))",
    "os.sched_setaffinity(0, {0})",
    "os.sched_setaffinity(os.getppid(), {0})",
    "for limit in range(16): resource.setrlimit(limit, (1, resource.getrlimit(limit)[1]))",
    "for limit in range(16): resource.prlimit(os.getppid(), limit, (1, 1))",
    "for option in (4, 15, 22, 23, 24, 28, 29, 36, 38, 41, 52): call('prctl', option, 1, 0, 0, 0)",
    """each((
        ('prctl', 15, b'word', 0, 0, 0), ('personality', 0x0040000),
        ('sethostname', b'word', 4), ('setdomainname', b'word', 4), ('klogctl', 5, None, 0),
        ('mount', b'none', b'/tmp', b'tmpfs', 0, None), ('swapoff', b'/dev/null'),
        ('adjtime', ctypes.create_string_buffer(16), None), ('umask', 0o777), ('setsid',),
        ('setpgid', 0, 0), ('setuid', 0), ('setgroups', 0, None), ('chroot', b'.'),
        ('unshare', 0x10000000), ('timer_create', 0, None, ctypes.create_string_buffer(8)),
    ), lambda one: call(*one))""",
    "time.clock_settime(time.CLOCK_REALTIME, 10**9)",
    "os.sync()",
    "os.posix_fadvise(KEPT, 0, 0, 4)",
    "os.kill(os.getppid(), signal.SIGWINCH)",
    "signal.setitimer(signal.ITIMER_VIRTUAL, 1000, 1000)",
    "for number in range(1, 65): signal.signal(number, signal.SIG_IGN)",
    "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))",
    "resource.getrusage(resource.RUSAGE_CHILDREN)",
    # its memory, which the next child's was made like
    "for name in list(sys.modules): sys.modules['word-' + name] = sys.modules[name]",
    "import builtins; builtins.word = 'word'",
    "import numpy as np; np.word = 'word'; np.random.seed(7); random.seed(7)",
    "import utils; utils.word = 'word'",
    "sys.path.append('word'); sys.argv.append('word'); sys.setrecursionlimit(77_777)",
    "os.environ['WORD'] = 'word'; call('putenv', b'WORDS=word')",
    "page = mmap.mmap(-1, 2**20); page.write(b'word')",
    "os.chdir('/')",
    "HELD = [os.open('/dev/null', os.O_RDONLY) for _ in range(30)]",
)
LOUD = """
for change in CHANGES:
    try:
        exec(change, globals())
    except BaseException:
        pass
"""
RENEWING = """
threads = [threading.Thread(target=int) for _ in range(9)]
for thread in threads: thread.start(); thread.join()
"""
"""What makes the grader renew the sandbox."""

SNAPSHOT = """
SEEN = {}
def see(name, look):
    try:
        SEEN[name] = look()
    except BaseException as error:
        SEEN[name] = f"{type(error).__name__} {getattr(error, 'errno', '')}"
HOME = os.getcwd()
NOW = time.time()
def when(name, moment):
    own = name.startswith(("~", "a new", "/tmp"))  # what is made with a child
    return "just now" if own and abs(NOW - moment) < 60 else moment
def status(path, name):
    found = os.lstat(path)
    times = [when(name, found.st_mtime), when(name, found.st_ctime)]
    return [found.st_mode, found.st_nlink, found.st_uid, found.st_gid, found.st_rdev, found.st_size, *times]
def look_at(path, name):
    see(f"status of {name}", lambda: status(path, name))
    see(f"number of {name}", lambda: os.lstat(path).st_ino)
    see(f"device of {name}", lambda: os.lstat(path).st_dev)
    see(f"access time of {name}", lambda: when(name, os.lstat(path).st_atime))
    see(f"link {name}", lambda: os.readlink(path).replace(HOME, "~"))
def look_into(path, name):
    look_at(path, name)
    see(f"contents of {name}", lambda: open(path, "rb", 0).read(4096).hex())
    see(f"names in {name}", lambda: sorted(os.listdir(path)))
    see(f"attributes of {name}", lambda: os.listxattr(path))
    see(f"file system of {name}", lambda: list(os.statvfs(path)))
    see(f"may write {name}", lambda: os.access(path, os.W_OK))
for place in TREES:
    for folder, _, files in os.walk(place):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            look_at(path, f"shown {path}")
for place in PLACES:
    look_into(place, place)
look_into(HOME, "~")
for name in sorted(os.listdir(HOME)):
    look_into(name, f"~/{name}")
open("made", "w").close(); os.mkdir("folder")
look_into("made", "a new file"); look_into("folder", "a new folder")
see("own folder", lambda: int(HOME.rpartition("-")[2]))
see("process id", os.getpid)
see("thread id", threading.get_native_id)
for name in ("getppid", "getpgrp", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getresuid", "getresgid",
             "getloadavg", "getlogin", "uname", "cpu_count", "ctermid"):
    see(name, lambda: str(getattr(os, name)()))
for number in range(5):
    see(f"kind of descriptor {number}", lambda: [os.fstat(number).st_mode, os.get_blocking(number)])
    see(f"number of descriptor {number}", lambda: os.fstat(number).st_ino)
def is_open(number):
    try:
        return bool(os.fstat(number))
    except OSError:
        return False
see("descriptors", lambda: [number for number in range(64) if is_open(number)])
see("number of a pipe", lambda: os.fstat(os.pipe()[0]).st_ino)
def waits():
    counts = (ctypes.c_long * 32)()
    call("getrusage", 0, counts)
    return counts[9]
def waits_for(path):
    before = waits()
    with open(path, "rb") as file:
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)[0]
    return waits() - before
for path in UNREAD:
    see(f"waits for {path}", lambda: waits_for(path))
see("large pages", lambda: len(mmap.mmap(-1, 2**21, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)))
see("cores of the parent", lambda: len(os.sched_getaffinity(os.getppid())))
for limit in range(16):
    see(f"limit {limit}", lambda: list(resource.getrlimit(limit)))
for which in (os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER):
    see(f"priority {which}", lambda: os.getpriority(which, 0))
see("io priority", lambda: call("syscall", 252, 1, 0))
see("scheduler", lambda: os.sched_getscheduler(0))
see("cores", lambda: len(os.sched_getaffinity(0)))
see("core", lambda: min(os.sched_getaffinity(0)))
see("personality", lambda: call("personality", 0xFFFFFFFF))
see("memory and load", lambda: call("sysinfo", ctypes.create_string_buffer(256)))
see("keyring", lambda: call("syscall", 250, 0, -3, 0))
see("System V memory", lambda: call("shmget", 7, 4096, 0o666))
see("System V bells", lambda: call("semget", 7, 1, 0o666))
see("System V messages", lambda: call("msgget", 7, 0o666))
see("POSIX memory", lambda: call("shm_open", b"/word", os.O_RDWR, 0))
see("POSIX messages", lambda: call("mq_open", b"/word", os.O_RDONLY, 0, None))
see("address on the loopback", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("127.0.0.1", 47124)))
see("abstract address", lambda: socket.socket(socket.AF_UNIX).bind("\\0word"))
see("whole lock", lambda: fcntl.flock(os.open(KNOWN, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB))
for byte in (7, 9):
    asked = struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, byte, 1, 0)
    see(f"lock of byte {byte}", lambda: fcntl.fcntl(os.open(KNOWN, os.O_RDONLY), 5, asked).hex())
see("umask", lambda: os.umask(0o22))
see("timers", lambda: [signal.getitimer(which) for which in (0, 1, 2)])
see("timers' old values", lambda: [signal.setitimer(which, 0)[1] for which in (1, 2)])
see("signals", lambda: [str(signal.getsignal(number))[:20] for number in range(1, 65)])
see("signal mask", lambda: sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
see("spent by children", lambda: str(resource.getrusage(resource.RUSAGE_CHILDREN)))
see("clocks apart", lambda: round(time.time() - time.clock_gettime(time.CLOCK_BOOTTIME), 1))
for who in (1, 2, os.getppid()):
    see(f"processor time of {who}", lambda: time.clock_gettime(~who << 3 | 2))
for name in ("CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_BOOTTIME", "CLOCK_TAI"):
    see(f"steps of {name}", lambda: time.clock_getres(getattr(time, name)))
see("environment", lambda: {name: value.replace(HOME, "~") for name, value in os.environ.items()})
see("C environment", lambda: ctypes.cast(libc.getenv, ctypes.c_void_p) and libc.getenv(b"WORDS"))
see("modules", lambda: sorted(name for name in sys.modules if name not in OWN))
see("paths", lambda: [sys.path, sys.argv, sys.getrecursionlimit()])
see("patched", lambda: [hasattr(sys.modules[name], "word") for name in ("builtins", "numpy", "utils")])
see("addresses", lambda: [id(sys.modules[name]) for name in ("builtins", "numpy", "utils")])
see("threads", lambda: [threading.active_count(), threading.stack_size()])
def fill():
    written = 0
    for number in range(6):
        try:
            with open(f"full-{number}", "wb", 0) as file:
                while True:
                    written += file.write(bytes(2**20))
        except OSError:
            pass
    for number in range(6):
        os.remove(f"full-{number}")
    return written
see("room on the disk", fill)
TOLD = base64.b64encode(zlib.compress(json.dumps(SEEN, default=str).encode())).decode()
len(TOLD)
"""
