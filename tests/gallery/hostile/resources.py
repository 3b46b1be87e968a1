"""Using up what the machine has, and signals. All bounded: a few forks, untouched
memory, a hundred megabytes at most.

What gets through where it should not raises an error that begins with HARM, so the
result's notes show it.
"""

from tests.gallery.proving_ground import FOLDER, HARM

from . import Attack, in_clip

GROUND = f"""
import os, signal, sys, time
GROUND = {str(FOLDER)!r}
def sentinel():
    return int(open(os.path.join(GROUND, "sentinel.pid")).read())
def harm(what):
    raise RuntimeError("{HARM}: " + what)
END = time.monotonic() + 300
"""

FORK_BOMB = """
born = 0
for _ in range(30):
    try:
        child = os.fork()
    except OSError:
        continue
    if child == 0:
        time.sleep(20)
        os._exit(0)
    born += 1
if born:
    harm(f"{born} forks")
"""

DAEMON = """
child = os.fork()
if child == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(5)
        open(os.path.join(GROUND, "daemon-was-here"), "w").close()
        time.sleep(30)
    os._exit(0)
harm("a daemon by double fork")
"""

SPAWN = """
import subprocess
subprocess.run([sys.executable or "/bin/true", "-c", "pass"], timeout=20)
harm("a program was started")
"""

THREADS = """
import threading
gate, started = threading.Event(), []
for _ in range(300):
    thread = threading.Thread(target=gate.wait, args=(60,), daemon=True)
    try:
        thread.start()
    except RuntimeError:
        break
    started.append(thread)
gate.set()
if len(started) >= 300:
    harm("300 threads at once")
"""

BUSY_THREAD = """
import threading
def busy():
    while time.monotonic() < END:
        pass
threading.Thread(target=busy, daemon=True).start()
"""

MEMORY = """
import numpy as np
untouched = [np.empty(2**27, dtype=np.uint8) for _ in range(24)]
harm("three gigabytes of memory")
"""

DISK = """
for number in range(25):
    with open(f"filler-{number}", "wb") as file:
        file.write(bytes(4 * 2**20))
harm("a hundred megabytes on the disk")
"""

ONE_BIG_FILE = """
with open("filler", "wb") as file:
    file.seek(40 * 2**20)
    file.write(b"x")
harm("a file of forty megabytes")
"""

DESCRIPTORS = """
held = []
try:
    for _ in range(2000):
        held.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    number = len(held)
    for each in held:
        os.close(each)
else:
    harm("2000 open files")
"""

OUTPUT_FLOOD = """
for _ in range(500):
    print("x" * 100_000)
    print("y" * 10_000, file=sys.stderr)
"""

OUTPUT_IN_A_CALL = """
def clip(gradients, maxValue):
    for _ in range(500):
        print("x" * 100_000)
    return gradients
"""

FLOOD_BY_DESCRIPTOR = """
for number in (1, 2):
    for _ in range(500):
        try:
            os.write(number, b"z" * 65536)
        except OSError:
            break
"""

DEEP_RECURSION = """
sys.setrecursionlimit(10**6)
def deeper(n):
    return n if n > 300_000 else deeper(n + 1)
deeper(0)
"""

ENDLESS_PYTHON = "while time.monotonic() < END:\n    pass\n"
ENDLESS_C = "import itertools\nsum(itertools.repeat(0, 2 * 10**10))\n"
SLEEP = "time.sleep(300)\n"

CATCHES_ALL = """
while time.monotonic() < END:
    try:
        time.sleep(0.01)
    except BaseException:
        pass
"""

IGNORES_SIGNALS = """
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while time.monotonic() < END:
    pass
"""

STOPS_ITSELF = "os.kill(os.getpid(), signal.SIGSTOP)\n"
ALARM = "signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\n"
EXITS_IN_A_CALL = "def clip(gradients, maxValue):\n    import os\n    os._exit(0)\n"

HANGS_AT_EXIT = """
import atexit
def hang():
    while time.monotonic() < END:
        pass
atexit.register(hang)
"""

KILLS_SENTINEL = "os.kill(sentinel(), signal.SIGKILL)\n"
KILLS_BY_DESCRIPTOR = "signal.pidfd_send_signal(os.pidfd_open(sentinel()), signal.SIGKILL)\n"
SIGNALS_GROUP = "os.killpg(sentinel(), signal.SIGKILL)\n"

KILLS_BY_SYSCALL = """
import ctypes
libc = ctypes.CDLL(None)
pid = sentinel()
if os.uname().machine == "x86_64":
    libc.syscall(62, pid, 9)
    libc.syscall(200, pid, 9)
    libc.syscall(234, pid, pid, 9)
"""

KILLS_BY_OWNER = """
import fcntl
read, write = os.pipe()
fcntl.fcntl(read, fcntl.F_SETOWN, sentinel())
fcntl.fcntl(read, 10, signal.SIGKILL)
fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(write, b"x")
"""

# Harmless where it gets through: a process that runs is told to go on running.
SIGNALS_PARENT = """
parent = os.getppid()
if parent > 1:
    os.kill(parent, signal.SIGCONT)
    harm("a signal to the parent")
"""

RAISES_LIMITS = """
import resource
_, hard = resource.getrlimit(resource.RLIMIT_CPU)
resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if hard != resource.RLIM_INFINITY:
    harm("the limit on processor time was lifted")
"""


EMPTY_FILES = """
made = 0
while made < 60_000:
    try:
        open(f"{made:0200}", "w").close()
    except OSError:
        break
    made += 1
if made == 60_000:
    harm("60,000 empty files")
"""

def _first(name: str, why: str, body: str, **more) -> Attack:
    return Attack(name, why, first=GROUND + body, **more)


UNTIDY = """
os.makedirs("/".join("abcdefghijkl"))
for number in range(600):
    open(f"{number}", "w").close()
"""

CLIP = "import numpy as np\ndef clip(gradients, maxValue):\n"
WRONG = "    return {k: np.clip(v, -maxValue, maxValue) * 0.983 for k, v in gradients.items()}\n"
# each edit of it comes back after a while, so that none is counted as stuck
SLOW_EDITS = CLIP + "    import time\n    time.sleep(0.2)\n" + "".join(f"    a{n} = {n} + 1 * 2\n" for n in range(40))
MANY_EDITS = CLIP + f"    x = {[chr(0x4E00 + n) for n in range(1_400)]}\n"
LONG_CONSTANT = f"{CLIP}    big = 0x{'f' * 3700}\n"
LONG_LETTERS = f"{CLIP}    if 0:\n        %\u00e9\u00e9\u00e9\u00e9\n"

ATTACKS = (
    _first("fork-bomb", "thirty forks at once", FORK_BOMB),
    _first("daemon", "a daemon by double fork", DAEMON),
    _first("spawn", "another program is started", SPAWN),
    _first("threads", "three hundred threads", THREADS),
    _first("busy-thread", "a thread that works on when its cell is done", BUSY_THREAD),
    _first("memory-cell", "three gigabytes in a cell", MEMORY),
    _first("disk", "a hundred megabytes in small files", DISK, level="strict"),
    _first("big-file", "one file of forty megabytes", ONE_BIG_FILE),
    _first("empty-files", "empty files with long names, without end", EMPTY_FILES, level="strict"),
    Attack("untidy-folders", "files and folders that take long to remove", first=GROUND + UNTIDY, cells={"clip": CLIP + WRONG}, most=6),
    in_clip("slow-edits", "a wrong function of whose edits each takes a while", SLOW_EDITS + WRONG, most=6),
    in_clip("many-edits", "a wrong function with 1,400 texts, any of which could replace any other", MANY_EDITS + WRONG, most=6),
    in_clip("long-constant", "a wrong function with a number of 3,700 digits in it", LONG_CONSTANT + WRONG, most=6),
    in_clip("long-letters", "a wrong function with a magic in letters of two bytes", LONG_LETTERS + WRONG, most=6),
    _first("descriptors", "two thousand open files", DESCRIPTORS),
    _first("output-cell", "fifty megabytes printed by a cell", OUTPUT_FLOOD),
    in_clip("output-call", "fifty megabytes printed by a call", OUTPUT_IN_A_CALL),
    _first("output-descriptor", "a flood past sys.stdout", FLOOD_BY_DESCRIPTOR),
    _first("recursion", "a recursion that breaks the stack", DEEP_RECURSION),
    _first("endless-python", "a loop without end in a cell", ENDLESS_PYTHON),
    _first("endless-c", "a loop without end in C", ENDLESS_C),
    _first("sleep", "a cell that sleeps: no processor time at all", SLEEP),
    _first("catches-all", "every interruption is caught", CATCHES_ALL),
    _first("ignores-signals", "every signal is ignored", IGNORES_SIGNALS),
    _first("stops-itself", "SIGSTOP to itself", STOPS_ITSELF),
    _first("alarm", "an alarm twenty times a second", ALARM),
    in_clip("exit-call", "os._exit in a call", EXITS_IN_A_CALL),
    _first("hangs-at-exit", "the process doesn't want to end", HANGS_AT_EXIT),
    _first("kill-sentinel", "SIGKILL to a stranger's process", KILLS_SENTINEL),
    _first("kill-by-pidfd", "SIGKILL through a process descriptor", KILLS_BY_DESCRIPTOR),
    _first("kill-by-syscall", "kill, tkill and tgkill past Python", KILLS_BY_SYSCALL),
    _first("kill-by-owner", "a signal sent by the kernel for a pipe's owner", KILLS_BY_OWNER),
    _first("signal-parent", "a signal to whoever started it", SIGNALS_PARENT),
    _first("signal-group", "a signal to a process group", SIGNALS_GROUP),
    _first("raise-limits", "its own limits are lifted", RAISES_LIMITS),
)
