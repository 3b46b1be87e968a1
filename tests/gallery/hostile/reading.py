"""Reading what is not the student's: answers, probes, other students' work, the
grader's memory.

What is found is sent back as the answer of `clip`. Only names and first bytes are
kept. Where it should not have been found an error that begins with HARM is raised, so
the result's notes show it.
"""

import textwrap

from tests.gallery.proving_ground import FOLDER, HARM

from . import Attack

COLLECT = f"""
GROUND = {str(FOLDER)!r}
found = []
def look(path, most=200):
    try:
        with open(path, "rb") as file:
            start = file.read(most)
        if start:
            found.append((str(path), start))
    except OSError:
        pass
"""

REPORT = "def clip(gradients, maxValue): return [path for path, start in found]\n"

TELL = f"""
if found:
    raise RuntimeError("{HARM}: read " + ", ".join(str(path) for path, start in found[:5]))
"""

ANSWER_KEY = """
import os
import sys
NAMES = ("dinosaur_island.ipynb", "dinosaur_island.py", "course.seed")
PYTHONS = {sys.base_prefix, sys.prefix, "/usr/local", "/usr/share", "/usr/lib", "/opt", *sys.path}
for start in (".", "..", GROUND, *PYTHONS, "/", "/work", "/home", "/root", "/srv", "/usr", "/tmp"):
    for folder, folders, files in os.walk(start):
        if folder.count("/") > 7:
            folders.clear()
        for name in files:
            if name in NAMES or (name == "dinosaur_island.py" and "source" in folder):
                look(os.path.join(folder, name))
        if len(found) > 20:
            break
"""

COURSE = """
import glob
KEPT = ("course.seed", "*.db", "results.jsonl", "*/dinosaur_island/*.ipynb")
PLACES = (GROUND, ".", "..", "../..", "@OUT@", "@OUT@/..", "/*", "/*/*", "/tmp/*/*", "/tmp/*/*/*")
for path in [path for place in PLACES for name in KEPT for path in glob.glob(f"{place}/{name}")]:
    look(path)
for path in ("/etc/shadow", "/etc/ssh/ssh_host_ed25519_key", "/root/.bash_history", "/root/.netrc"):
    look(path, 20)
"""

HIDDEN_PROBES = """
import importlib
for name in ("dinosaur_grader.assignments.probes", "dinosaur_grader.assignments.assignment", "dinosaur_grader.plain", "grader.checks", "grader._source", "dinosaur_grader.assignments.course_seed",
             "dinosaur_grader.assignments.right_answers", "grader._rubrics", "rubrics.dinosaur_island.probes.clip", "rubrics.dinosaur_island.sample_answers"):
    try:
        module = importlib.import_module(name)
        found.append((name, repr(getattr(module, "__file__", ""))))
        if hasattr(module, "load"):
            clip = module.load("dinosaur_island").rubric.answers.functions["clip"]
    except Exception:
        pass
"""

PROC = """
import os
for who in ("self", "thread-self", str(os.getppid()), "1", *map(str, range(2, 60))):
    for what in ("environ", "cmdline", "maps", "mem"):
        if what != "mem" or who != "self":
            look(f"/proc/{who}/{what}", 50)
"""

PROC_FDS = """
import os
for who in (str(os.getppid()), "1"):
    try:
        for number in os.listdir(f"/proc/{who}/fd"):
            os.close(os.open(f"/proc/{who}/fd/{number}", os.O_RDONLY | os.O_NONBLOCK))
            found.append((f"/proc/{who}/fd/{number}", b""))
    except OSError:
        pass
"""

ENVIRONMENT = """
import os
found += [(name, value) for name, value in os.environ.items() if "SEED" in name or "TOKEN" in name or "KEY" in name]
"""

INHERITED = """
import os
for number in range(3, 64):
    try:
        os.set_blocking(number, False)
        data = os.pread(number, 50, 0)
        if data:
            found.append((str(number), data))
    except OSError:
        pass
"""

PEEK_PARENT = """
import ctypes
import os
buffer = ctypes.create_string_buffer(64)
class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
here, there = Span(ctypes.addressof(buffer), 64), Span(0x400000, 64)
if ctypes.CDLL(None).process_vm_readv(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
    found.append(("parent", buffer.raw))
"""


def _reading(name: str, why: str, body: str) -> Attack:
    """It tells what it found by the time that its budget is spent, too."""
    first = f"{COLLECT}try:{textwrap.indent(body, '    ')}finally:{textwrap.indent(TELL, '    ')}"
    return Attack(name, why, first=first, cells={"clip": REPORT})


ATTACKS = (
    _reading("read-answer-key", "the disk is searched for the solved notebook and for any course", ANSWER_KEY),
    _reading("read-probes", "the grader's own modules are imported", HIDDEN_PROBES),
    _reading("read-course", "seed, gradebook, journal, others' work, the machine's secrets by their names", COURSE),
    _reading("read-proc", "/proc of self, parent and siblings", PROC),
    _reading("read-proc-fds", "the parent's open files by /proc", PROC_FDS),
    _reading("read-environment", "secrets in the environment", ENVIRONMENT),
    _reading("read-descriptors", "every inherited descriptor is read", INHERITED),
    _reading("read-parent-memory", "the parent's memory", PEEK_PARENT),
)
