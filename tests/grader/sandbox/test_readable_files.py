"""What a sandbox shows of the machine's files: what Python and its libraries load, and
nothing of a course, wherever that lies."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from grader.sandbox import bubblewrap, readable_files, shown_folder
from grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from grader.sandbox.shown_folder import Interpreter

LEVELS = ("strict", "process")
isolation = pytest.mark.isolation


@pytest.fixture
def root(monkeypatch):
    """A folder that is shown inside, with a course in it; its private parts."""
    with tempfile.TemporaryDirectory(prefix="shown-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "course" / "rubrics").mkdir(parents=True)
        (folder / "course" / "rubrics" / "answer.py").write_text("the answer")
        (folder / "course.seed").write_text("the seed")
        (folder / "library.so").write_text("a library")
        monkeypatch.setattr(readable_files, "EXTRAS", (*readable_files.EXTRAS, name))
        yield folder


LOOK = """
found = []
for name in ("course/rubrics/answer.py", "course.seed", "library.so"):
    try: found.append(open({root!r} + "/" + name).read())
    except OSError: pass
[text for text in found if text]
"""


def looked(level, root, secret):
    try:
        with Sandbox(level, secret=secret) as sandbox, sandbox.child() as child:
            return child.run_cell(LOOK.format(root=str(root)), 5).result_text
    except IsolationUnavailable as error:
        if readable_files.PRIVATE in str(error):
            raise
        pytest.skip(str(error))


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_course_below_a_shown_folder_is_covered_and_the_rest_stays(level, root):
    assert looked(level, root, ()) == "['the answer', 'the seed', 'a library']"
    assert looked(level, root, (root / "course", root / "course.seed")) == "['a library']"


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_course_that_is_a_shown_folder_stops_the_start(level, root):
    with pytest.raises(IsolationUnavailable, match=r"private folders: .* has to be shown"):
        looked(level, root, (root,))


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_what_a_child_could_read_all_the_same_stops_the_start(level, root, monkeypatch):
    monkeypatch.setattr(readable_files, "secrets", lambda python, folders: [])
    with pytest.raises(IsolationUnavailable, match=r"a notebook can read .*/course"):
        looked(level, root, (root / "course",))


def test_a_course_among_the_packages_stops_the_start_at_process(tmp_path):
    packages = tmp_path / "site-packages"
    (packages / "course").mkdir(parents=True)
    (packages / "grader").mkdir()
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    hidden = readable_files.secrets(python, (packages / "course",))
    with pytest.raises(IsolationUnavailable, match=r"course lies in .*, which Python lists"):
        bubblewrap.readable("process", python, [str(packages)], hidden)


def test_a_private_folder_within_an_installed_grader_is_hidden_with_it(tmp_path):
    packages = tmp_path / "site-packages"
    (packages / "grader" / "rubrics").mkdir(parents=True)
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    hidden = readable_files.secrets(python, (packages / "grader" / "rubrics",))
    assert hidden == [str(packages / "grader")]


def test_packages_within_a_course_are_shown(tmp_path):
    packages = tmp_path / "course" / ".venv" / "site-packages"
    packages.mkdir(parents=True)
    course = str(tmp_path / "course")
    assert readable_files.parts(str(packages), [course], "process") == [str(packages)]


def test_of_the_system_only_the_interpreter_and_its_libraries_are_shown():
    python = Interpreter(os.path.realpath(sys.executable), ("/usr",), ())
    shown = readable_files.shown(python)
    assert {"/usr", "/usr/bin", "/usr/share", "/etc", "/usr/local"}.isdisjoint(shown)


READ = """
import os
found = []
for path in {paths}:
    try: found += os.listdir(path) if os.path.isdir(path) else [open(path, "rb").read(1)]
    except OSError: pass
found
"""


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_a_child_reads_no_other_file_of_the_system(level):
    paths = [
        "/usr",
        "/usr/bin/env",
        "/usr/include",
        "/usr/share/doc",
        "/usr/local",
        "/etc/passwd",
    ]
    try:
        with Sandbox(level) as sandbox, sandbox.child() as child:
            report = child.run_cell(READ.format(paths=paths), 5)
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    assert report.result_text == "[]"


@isolation
@pytest.mark.parametrize("level", LEVELS)
def test_every_module_of_the_standard_library_and_of_the_kit_can_be_imported(level):
    source = "import bz2, ctypes, decimal, lzma, sqlite3, ssl, zlib, zoneinfo, utils.plots, matplotlib.pyplot"
    try:
        with Sandbox(level) as sandbox, sandbox.child() as child:
            report = child.run_cell(f"{source}\nzoneinfo.ZoneInfo('UTC')", 10)
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    assert (report.ok, report.message) == (True, "")


def test_the_kit_has_an_empty_file_to_lay_over_another():
    assert (shown_folder.kit() / "grader" / "__init__.py").read_bytes() == b""
