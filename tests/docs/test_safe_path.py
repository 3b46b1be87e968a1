"""The documented commands, given in a folder that a hostile student filled: nothing in it
is imported, by the command itself or by a process that it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import VERBS
from tests import traps
from tests.docs.test_docs import prepared
from tests.grader.course import SCRIPTS, level

SCRIPT = (SCRIPTS / "dinosaur-grader",)
MODULE = (sys.executable, "-P", "-m", "grader")
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
    done = run(folder, sys.executable, "-m", "grader", "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (2, [])
    assert "`dinosaur-grader`, or `python -P -m grader`" in done.stderr


@pytest.mark.parametrize("start", [SCRIPT, MODULE], ids=["script", "module"])
def test_started_as_documented_the_grader_imports_nothing_of_the_folder(tmp_path, start):
    folder = traps.lay(tmp_path / "hers")
    done = run(folder, *start, "doctor", "none")
    assert (done.returncode, traps.sprung(folder)) == (0, []), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_names_the_script_and_imports_nothing_of_the_folder(trapped, verb):
    done = run(trapped, *SCRIPT, verb, "--help")
    assert (done.returncode, traps.sprung(trapped)) == (0, []), done.stderr
    assert f"dinosaur-grader {verb}" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_a_command_does_its_work_and_imports_nothing_of_the_folder(trapped, words):
    """In this order: the first one grades the class, in processes of its own."""
    done = run(trapped, *SCRIPT, *words)
    assert (done.returncode, traps.sprung(trapped)) == (0, []), done.stderr
