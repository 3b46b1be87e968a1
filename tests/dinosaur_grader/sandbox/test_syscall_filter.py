"""What is on no list is refused, in a child at each level that isolates; what honest
notebooks do is not."""

import pytest

from dinosaur_grader.sandbox import allowed_calls, syscall_filter
from tests.dinosaur_grader.sandbox.test_allowed_calls import LISTED, NUMBERS
from tests.dinosaur_grader.sandboxes import opened_child

pytestmark = pytest.mark.isolation
PAST_ALL_FILTERS = {"uretprobe", "uprobe"}
"""The kernel's own trampolines: no filter sees them, and who else makes them is killed."""
OPEN_TREE_ATTR = 467
"""Younger than libseccomp 2.6's table."""
RAW = """
import ctypes, errno, fcntl, mmap, os
room = ctypes.create_string_buffer(16)
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    arguments = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    said = libc.syscall(number, *arguments)
    return errno.errorcode[ctypes.get_errno()] if said == -1 else said
"""


@pytest.fixture(scope="module", params=["strict", "process"])
def child(request):
    """A child at each level that this machine can have, which can make any call by its
    number."""
    with opened_child(request.param, warmed_up=False) as child:
        child.run_cell(RAW, 2)
        yield child


def said(child, source: str) -> str:
    return child.run_cell(source, 5).result_text


def test_every_known_call_that_is_on_no_list_is_refused(child):
    allowed = LISTED | PAST_ALL_FILTERS
    numbers = [number for name, number in NUMBERS.items() if name not in allowed]

    answers = said(child, f"[n for n in {numbers} if call(n, -1, -1, -1, -1, -1) != 'EPERM']")

    assert len(numbers) > 200
    assert answers == "[]"


NEWER = [OPEN_TREE_ATTR, 1000, syscall_filter.MAX_CALLS]


# without clone3 threads are made by clone, whose flags can be looked at
@pytest.mark.parametrize("number", [*NEWER, NUMBERS["clone3"]])
def test_a_call_newer_than_the_list_does_not_exist(child, number):
    error = "EPERM" if number in {*NUMBERS.values()} - {NUMBERS["clone3"]} else "ENOSYS"
    assert said(child, f"call({number}, -1, 0, 0, 0, 0)") == f"'{error}'"


def calls(name: str, *arguments: str) -> dict[str, str]:
    """Cells that make a call by its number, by their names."""
    return {f"{name}({words})": f"call({NUMBERS[name]}, {words})" for words in arguments}


OTHERS = ("os.getppid()", "4_000_000")
PROCESSES = ("1", "2", "os.getppid()", "os.getpid()")
CLOCK = "~{} << 3 | 2"
"""The clock of a process, as the kernel numbers it."""
PRIVATE, CLOCK_REALTIME = 128, 256
OPEN = "os.open('own', os.O_CREAT | os.O_WRONLY{})"
HUGE = "mmap.mmap(-1, 2**21, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)"
REFUSED = {
    # a process, not a thread
    **calls("clone", *(f"{flags}, 0, 0, 0, 0" for flags in (17, 0, 1 << 30, 0x4001_0000))),
    # a lock is seen by others; an owner, a signal, a lease or a notice reaches them
    **calls("fcntl", *(f"0, {one}, 0" for one in (5, 6, 7, 36, 37, 8, 10, 1024, 1026))),
    # typing, signals, marks, clones
    **calls("ioctl", *(f"0, {n}, 0" for n in (0x5412, 0x8901, 0x5410, 0x40046602, 0x40049409))),
    # another's limits, and new ones
    **calls("prlimit64", "1, 7, None, room", "0, 7, room, None"),
    # how long another process computed is a word from one sandbox to another
    **calls("clock_gettime", *(f"{CLOCK.format(who)}, room" for who in PROCESSES)),
    **calls("clock_getres", *(f"{CLOCK.format(who)}, room" for who in PROCESSES)),
    **calls("clock_nanosleep", *(f"{CLOCK.format(who)}, 0, room, None" for who in PROCESSES)),
    # which files others have read: what they read need not be waited for
    **calls("getrusage", "0, bytes(256)"),
    # one that lends its priority looks for the owner, whose number stands in it
    **calls(
        "futex",
        *(
            f"ctypes.addressof((ctypes.c_uint * 1)({owner})), {one | PRIVATE}, 0, bytes(16), 0, 0"
            for owner in OTHERS
            for one in (6, 7, 8, 11, 12, 13)
        ),
    ),
    # memory that others share, and its way to the disk
    **calls("madvise", *(f"0, 0, {advice}" for advice in (12, 21, 25))),
    # a file system writes a file to the disk before it cuts, fills or moves a part
    **calls("fallocate", *(f"0, {mode}, 0, 4096" for mode in (2 | 1, 8, 16, 32, 64))),
    **{f"cores of {who}": f"os.sched_getaffinity({who})" for who in OTHERS},
    # few, so that one who holds them is felt by all who ask
    "huge pages": HUGE,
    # which parts of a file others have read
    "SEEK_DATA": "os.lseek(os.open(os.__file__, 0), 0, os.SEEK_DATA)",
    "SEEK_HOLE": "os.lseek(os.open(os.__file__, 0), 0, os.SEEK_HOLE)",
    # writing to the disk at once
    **{
        flag: OPEN.format(f" | os.{flag}")
        for flag in ("O_SYNC", "O_DSYNC", "O_RSYNC", "O_DIRECT")
    },
    "O_DIRECT later": f"fcntl.fcntl({OPEN.format('')}, fcntl.F_SETFL, os.O_DIRECT)",
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_reaches_or_tells_of_others_is_refused(child, source):
    report = child.run_cell(source, 5)
    assert (report.type or report.result_text) in ("PermissionError", "'EPERM'")


OWN = [
    "os.sched_getaffinity(0), os.cpu_count()",
    f"fcntl.fcntl({OPEN.format('')}, fcntl.F_SETFL, os.O_APPEND)",
    f"call({NUMBERS['prlimit64']}, 0, 7, None, room) == 0 or 1 / 0",
    "import time\nall(time.clock_gettime(one) > 0 for one in (*range(8), 11)) or 1 / 0",
    "import time\ntime.process_time(), time.thread_time(), time.sleep(0.01)",
]


@pytest.mark.parametrize("source", OWN, ids=["cores", "flags", "limits", "clocks", "times"])
def test_what_is_its_own_can_be_asked_for(child, source):
    assert child.run_cell(source, 5).ok


def test_what_it_spent_is_told_without_such_a_count(child):
    source = "import resource\nfor _ in range(10**6): pass\nspent = resource.getrusage(resource.RUSAGE_SELF)"
    assert child.run_cell(source, 5).ok
    assert said(child, "spent.ru_utime > 0, spent[2:]") == f"(True, {(0,) * 14})"


@pytest.mark.parametrize("operation", [0, 1, 9, 10, 9 | CLOCK_REALTIME])
def test_a_futex_of_its_own_is_waited_for_and_rung(child, operation):
    own = f"ctypes.addressof((ctypes.c_uint * 1)(7)), {operation | PRIVATE}"
    assert said(child, f"call({NUMBERS['futex']}, {own}, 0, 0, 0, 1)") in ("0", "'EAGAIN'")


@pytest.mark.parametrize("name", sorted(allowed_calls.AS_IF_DONE))
def test_a_flush_is_answered_as_if_it_had_been_done(child, name):
    assert said(child, f"call({NUMBERS[name]}, 12345, 0, 0)") == "0"


HONEST = """
import hashlib, json, multiprocessing, os, pathlib, pickle, random, shutil, tempfile, threading, time, zipfile
from concurrent.futures import ThreadPoolExecutor
import matplotlib.pyplot as plt
import numpy as np

with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(abs, range(-50, 0)))
bell = threading.Event()
threads = [threading.Thread(target=bell.wait) for _ in range(8)]
[thread.start() for thread in threads]
bell.set()
[thread.join() for thread in threads]
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "note").write_text("x")
with tempfile.NamedTemporaryFile("w+") as file:
    json.dump({"a": 1}, file)
    os.fsync(file.fileno())
np.savez("weights.npz", a=np.ones(3))
np.memmap("kept", dtype=float, mode="w+", shape=(100,)).flush()
shutil.copyfile("weights.npz", "copy.npz")
pickle.dump(np.load("copy.npz")["a"], open("list.pkl", "wb"))
with zipfile.ZipFile("all.zip", "w") as archive:
    archive.write("copy.npz")
os.makedirs("a/b")
shutil.rmtree("a")
assert os.listdir("data") and list(pathlib.Path("data").glob("*.txt"))
hashlib.sha256(b"x").hexdigest(), random.random(), multiprocessing.cpu_count(), os.getpid()
time.sleep(0.01)
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4], label="loss $x^2$")
figure.savefig("figure.png")
figure.savefig("figure.pdf")
"""


def test_what_honest_notebooks_do_is_allowed(child):
    report = child.run_cell(HONEST, 20)
    assert (report.ok, report.type, report.message, report.line) == (True, "", "", "")
