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
GRADE = ("grade", *CLASS, "--isolation", level(), "--workers", "2")
OTHERS = (
    ("report", "--out", "graded"),
    ("explain", "ada", *CLASS, "--all"),
    ("export", "--out", "graded", "--to", "marks.csv"),
    ("collect", "moodle.zip", "--into", "collected"),
    ("one", "submitted/ada/dinosaur_island", "--practice", "--isolation", level()),
    ("seed", "course.seed", "--out", "graded"),
    ("doctor", "none"),
    ("platform", "classroom", "--practice", "--to", "check"),
    ("platform", "gradescope", "--to", "gradescope.zip"),
    ("forget", "ada", "--out", "graded", "--yes"),
)
HELPS = tuple((verb, "--help") for verb in VERBS)
ONE_BY_ONE = """
from dinosaur_grader import cli
for words in {commands!r}:
    try:
        cli.main([*words])
    except SystemExit as end:
        assert not end.code, words
"""
"""To start takes most of a command's time, and the path is the process's own."""


def run(folder: Path, *command) -> subprocess.CompletedProcess:
    return subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True)


def one_by_one(folder: Path, commands) -> subprocess.CompletedProcess:
    return run(folder, sys.executable, "-P", "-c", ONE_BY_ONE.format(commands=commands))


def test_a_module_that_would_import_from_the_folder_is_refused(tmp_path):
    folder = traps.lay(tmp_path / "hers", ("utils", "msgspec", "numpy", "typer"))
    done = run(folder, sys.executable, "-m", "dinosaur_grader", "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (2, [])
    assert "`dinosaur-grader`, or `python -P -m dinosaur_grader`" in done.stderr
    run(folder, sys.executable, "-c", "import utils")
    assert traps.sprung(folder) == ["utils"]


@pytest.mark.parametrize("start", [SCRIPT, MODULE], ids=["script", "module"])
def test_started_as_documented_the_grader_imports_nothing_of_the_folder(tmp_path, start):
    folder = traps.lay(tmp_path / "hers")
    done = run(folder, *start, "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr


@pytest.mark.slow
def test_the_help_of_each_verb_names_the_script_and_imports_nothing_of_the_folder(tmp_path):
    folder = traps.lay(tmp_path / "hers")
    done = one_by_one(folder, HELPS)
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr
    assert [verb for verb in VERBS if f"dinosaur-grader {verb}" not in done.stdout] == []


@pytest.mark.slow
def test_the_commands_do_their_work_and_import_nothing_of_the_folder(tmp_path):
    """The first one grades a class of two, in processes of its own."""
    folder = prepared(tmp_path / "hers", "README.md")
    done = run(folder, *SCRIPT, *GRADE)
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr
    done = one_by_one(folder, OTHERS)
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr


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
