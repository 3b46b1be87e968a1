"""The documented commands, given in a folder that a hostile student filled: nothing in it
is imported, by the command itself or by a process that it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from dinosaur_grader.cli import VERBS
from tests import traps
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import SCRIPTS, level
from tests.dinosaur_grader.test_plugin import CONFIG, SOLVED
from tests.docs.test_docs import prepared

SCRIPT = (SCRIPTS / "dinosaur-grader",)
MODULE = (sys.executable, "-P", "-m", "dinosaur_grader")
CLASS = ("--submitted", "submitted", "--out", "graded")
RUNS = (
    ("grade", *CLASS, "--isolation", level(), "--workers", "2"),
    ("report", "--out", "graded"),
    ("explain", "ada", *CLASS, "--all"),
    ("export", "--out", "graded", "--to", "marks.csv"),
    ("collect", "moodle.zip", "--into", "collected"),
    ("one", "submitted/ada/dinosaur_island", "--practice", "--isolation", level()),
    ("seed", "course.seed", "--out", "graded"),
    ("doctor", "none"),
    ("platform", "classroom", "--practice", "--out", "check"),
    ("platform", "gradescope", "--out", "gradescope.zip"),
    ("forget", "ada", "--out", "graded", "--yes"),
)
HELPS = """
from dinosaur_grader import cli
for verb in cli.VERBS:
    try:
        cli.main([verb, "--help"])
    except SystemExit as end:
        assert not end.code, verb
"""


def run(folder: Path, *command) -> subprocess.CompletedProcess:
    return subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def trapped(tmp_path_factory):
    """A class of two, in a folder with a trap under every name."""
    return prepared(tmp_path_factory.mktemp("trapped"), "README.md")


def test_what_is_imported_from_the_folder_leaves_a_mark(tmp_path):
    folder = traps.lay(tmp_path / "hers", ("utils",))
    run(folder, sys.executable, "-c", "import utils")
    assert traps.sprung(folder) == ["utils"]


def test_a_module_that_would_import_from_the_folder_is_refused(tmp_path):
    folder = traps.lay(tmp_path / "hers", ("utils", "msgspec", "numpy", "typer"))
    done = run(folder, sys.executable, "-m", "dinosaur_grader", "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (2, [])
    assert "`dinosaur-grader`, or `python -P -m dinosaur_grader`" in done.stderr


@pytest.mark.parametrize("start", [SCRIPT, MODULE], ids=["script", "module"])
def test_started_as_documented_the_grader_imports_nothing_of_the_folder(tmp_path, start):
    folder = traps.lay(tmp_path / "hers")
    done = run(folder, *start, "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr


def test_the_help_of_each_verb_names_the_script_and_imports_nothing_of_the_folder(tmp_path):
    """All verbs in one process: to start takes most of a help's time."""
    folder = traps.lay(tmp_path / "hers")
    done = run(folder, sys.executable, "-P", "-c", HELPS)
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr
    assert [verb for verb in VERBS if f"dinosaur-grader {verb}" not in done.stdout] == []


@pytest.mark.slow
@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_a_command_does_its_work_and_imports_nothing_of_the_folder(trapped, words):
    """In this order: the first one grades the class, in processes of its own."""
    done = run(trapped, *SCRIPT, *words)
    assert (done.returncode, traps.sprung(trapped)) == (0, []), done.stderr


@pytest.mark.slow
def test_under_nbgrader_nothing_of_the_course_s_folder_is_imported(tmp_path):
    """nbgrader itself puts a course's folder first on the path, for a course's own
    plug-ins."""
    course.make(tmp_path, CONFIG.read_text() + f"\nc.TrustedExecute.isolation = {level()!r}\n")
    traps.lay(tmp_path, ("utils", "grader", "msgspec", "numpy"))
    course.hand_in(tmp_path, "ada", SOLVED)
    done = course.nbgrader(tmp_path, "autograde", course.NAME)
    assert (done.returncode, traps.sprung(tmp_path)) == (0, []), done.stderr
    assert course.scores(tmp_path) == {"ada": 100.0}
