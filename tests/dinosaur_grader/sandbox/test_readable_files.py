"""What a sandbox shows of the machine's files: what Python and its libraries load, and
nothing of a course, wherever that lies."""

import ast
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

import utils
from dinosaur_grader.sandbox import bubblewrap, kit_folder, readable_files
from dinosaur_grader.sandbox.kit_folder import Interpreter
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.sandboxes import opened_child
from tests.dinosaurs import ASSIGNMENT, RUBRIC, source

LEVELS = ("strict", "process")
isolation = pytest.mark.isolation


COURSE = {"course/rubrics/answer.py": "the answer", "course.seed": "the seed"}
THERE = COURSE | {"library.so": "a library"}


@pytest.fixture
def root(monkeypatch):
    """A folder that is shown inside, with a course in it."""
    with tempfile.TemporaryDirectory(prefix="shown-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "course" / "rubrics").mkdir(parents=True)
        for place, text in THERE.items():
            (folder / place).write_text(text)
        monkeypatch.setattr(readable_files, "EXTRAS", (*readable_files.EXTRAS, name))
        yield folder


LOOK = """
found = []
for name in {names}:
    try: found.append(open({root!r} + "/" + name).read())
    except OSError: pass
[text for text in found if text]
"""


def looked(level, root, secret):
    """What a child reads of the folder."""
    look = LOOK.format(names=[*THERE], root=str(root))
    try:
        with Sandbox(level, secret=secret, warmed_up=False) as opened, opened.child() as child:
            return ast.literal_eval(child.run_cell(look, 5).result_text)
    except IsolationUnavailable as error:
        if readable_files.PRIVATE in str(error):
            raise
        pytest.skip(str(error))


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_course_below_a_shown_folder_is_covered_and_the_rest_stays(level, root):
    assert looked(level, root, ()) == [*THERE.values()]
    assert looked(level, root, (root / "course", root / "course.seed")) == ["a library"]


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_course_that_a_child_could_read_all_the_same_stops_the_start(
    level, root, monkeypatch
):
    with pytest.raises(IsolationUnavailable, match=r"private folders: .* has to be shown"):
        looked(level, root, (root,))
    monkeypatch.setattr(readable_files, "secrets", lambda python, folders: [])
    with pytest.raises(IsolationUnavailable, match=r"a notebook can read .*/course"):
        looked(level, root, (root / "course",))


@pytest.fixture
def packages(tmp_path):
    """A folder of packages with a grader and a course in it."""
    for name in ("dinosaur_grader/rubrics", "course"):
        (tmp_path / "site-packages" / name).mkdir(parents=True)
    return tmp_path / "site-packages"


def test_a_course_among_the_packages_stops_the_start_at_process(packages):
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    hidden = readable_files.secrets(python, (packages / "course",))
    with pytest.raises(IsolationUnavailable, match=r"course lies in .*, which Python lists"):
        bubblewrap.readable("process", python, [str(packages)], hidden)


def test_a_private_folder_within_an_installed_grader_is_hidden_with_it(packages):
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    hidden = readable_files.secrets(python, (packages / "dinosaur_grader" / "rubrics",))
    shown = readable_files.in_shown(str(packages), hidden, "strict")
    assert shown == [str(packages / "dinosaur_grader")]


READ = """
import os
found = []
for path in {paths}:
    try: found += os.listdir(path) if os.path.isdir(path) else [open(path, "rb").read(1)]
    except OSError: pass
len(found)
"""


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_an_installed_grader_is_hidden_where_the_course_holds_the_environment(
    level, monkeypatch
):
    """As in a checkout with its .venv, graded from that folder. `nbformat` stands for the
    grader, which not every environment has among its packages."""
    monkeypatch.setattr(readable_files, "HIDDEN", ("nbformat",))
    packages = "/packages/0" if level == "strict" else sysconfig.get_path("purelib")
    paths = [f"{packages}/{name}/__init__.py" for name in ("nbformat", "pytest")]
    with opened_child(level, secret=(Path(sys.prefix).parent,), warmed_up=False) as child:
        report = child.run_cell(READ.format(paths=paths), 5)
    assert report.result_text == "1"  # of pytest, which is shown


UNSEEN = ["/usr", "/usr/bin/env", "/usr/include", "/usr/share/doc", "/usr/local", "/etc/passwd"]
MODULES = """
import bz2, ctypes, decimal, lzma, sqlite3, ssl, zlib, zoneinfo, utils.plots, matplotlib.pyplot
zoneinfo.ZoneInfo('UTC')
"""


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_child_imports_what_python_and_the_kit_have_and_reads_no_other_file(level):
    with opened_child(level, warmed_up=False) as child:
        assert child.run_cell(READ.format(paths=UNSEEN), 5).result_text == "0"
        report = child.run_cell(MODULES, 10)
    assert (report.ok, report.message) == (True, "")


SEED = bytes.fromhex("5eed" * 16)
OTHERS = "the_work_of_another_student"
GATHER = """
import gc, os, sys
from types import FunctionType
def texts():
    for start in STARTS:
        for folder, _, files in os.walk(start):
            for name in files:
                yield os.path.join(folder, name)
    for who in ("self", "1", str(os.getppid())):
        for what in ("environ", "cmdline", "maps", "mounts", "status", "mountinfo"):
            yield f"/proc/{who}/{what}"
def searched():
    count, hits = 0, set()
    for path in dict.fromkeys(texts()):
        try:
            with open(path, "rb", 0) as file:
                data = file.read(2**22)
        except OSError:
            continue
        count += 1
        hits |= {(path, i) for i, needle in enumerate(needles()) if needle in data}
    return count, sorted(hits)
def needles():
    return [bytes(byte ^ 255 for byte in one) for one in MASKED]
def in_memory():
    found = list(os.environ.items()) + sys.argv
    for thing in gc.get_objects():
        kind = type(thing)  # no `isinstance`: a proxy's class may be made by asking
        if kind is dict:
            found += [*thing.values(), *thing]
        elif kind in (list, tuple, set):
            found += thing
        elif kind is FunctionType:
            found += [*thing.__code__.co_consts, thing.__doc__]
    texts = [one.encode("utf-8", "replace") if type(one) is str else one for one in found]
    said = b"\\0".join(one for one in texts if type(one) is bytes)
    return len(found), [i for i, needle in enumerate(needles()) if needle in said]
"""


@pytest.fixture
def secrets():
    """A course that is open to every user, and what of it no child may read."""
    with tempfile.TemporaryDirectory(prefix="course-", dir="/tmp") as name:
        course = Path(name)
        course.chmod(0o755)
        (course / "submitted" / "ada").mkdir(parents=True)
        (course / "submitted" / "ada" / "work.ipynb").write_text(OTHERS)
        (course / "course.seed").write_text(SEED.hex())
        lines = sorted(line.encode() for line in reference_lines())[::2]
        yield course, [SEED, SEED.hex().encode(), OTHERS.encode(), *lines]


def reference_lines():
    """The right answers' own lines, but for those that a library might have, too."""
    blank = ASSIGNMENT.blank_path.read_text(encoding="utf-8")
    shown = "\n".join(path.read_text() for path in Path(utils.__file__).parent.rglob("*.py"))
    lines = {line.strip() for cell in RUBRIC.functions for line in source(cell).splitlines()}
    return {
        line
        for line in lines
        if len(line) > 30 and line not in shown and line.replace('"', '\\"') not in blank
    }


@isolation
@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_that_a_child_can_read_holds_an_answer_the_seed_or_another_s_work(
    level, secrets
):
    course, needles = secrets
    masked = [bytes(byte ^ 255 for byte in one) for one in needles]
    starts = [*_readable(level), "/", "/proc", str(course), ".."]
    with opened_child(level, secret=(course,), beside=ASSIGNMENT.beside) as child:
        child.run_cell(GATHER, 5)
        child.run_cell(f"MASKED, STARTS = {masked!r}, {starts!r}", 5)
        files = child.run_cell("searched()", 25)
        memory = child.run_cell("in_memory()", 25)
    assert len(needles) >= 10
    assert files.ok and memory.ok, (files.message, memory.message)
    (read, in_files), (held, in_memory) = map(
        ast.literal_eval, (files.result_text, memory.result_text)
    )
    assert (in_files, in_memory) == ([], [])
    assert read > 1000 and held > 10_000


def _readable(level):
    python = kit_folder.interpreter(level)
    kit, packages = str(kit_folder.kit(ASSIGNMENT.beside)), list(python.packages)
    if level == "strict":
        kit, packages = "/kit", [f"/packages/{i}" for i in range(len(packages))]
    return [kit, *readable_files.interpreter(python), *packages]


@isolation
def test_the_search_finds_what_is_there():
    masked = [bytes(byte ^ 255 for byte in b"a needle of this test")]
    with Sandbox("none", warmed_up=False) as sandbox, sandbox.child() as child:
        child.run_cell(f"{GATHER}\nMASKED, STARTS = {masked!r}, ['.']", 5)
        child.run_cell("open('hay', 'w').write('a needle ' + 'of this test')", 5)
        child.run_cell("kept = ['a needle ' + 'of this test']", 5)
        assert "/hay'" in child.run_cell("searched()", 25).result_text.replace("./", "/")
        assert child.run_cell("in_memory()[1]", 25).result_text == "[0]"
