"""Grading from the wheel alone: installed into a clean environment, with no checkout near."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.grader.course import NAME
from tests.grader.test_evening import level

pytestmark = pytest.mark.slow
ROOMS = ("utils", "grader", "source", "release", "data")  # what pyproject.toml puts into the wheel


def run(command, folder):
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(part) for part in command], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed():
    """A folder to work in, and the Python of a new environment that has the wheel and what it asks for."""
    folder = Path(tempfile.mkdtemp(prefix="wheel-"))
    folder.chmod(0o755)  # the sandbox's user has to read the environment
    try:
        yield made(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def made(folder):
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / "checkout" / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, folder / "checkout" / name)
    uv = Path(sys.executable).with_name("uv")
    run([uv, "build", "--quiet", "--wheel", "--out-dir", folder, folder / "checkout"], folder)
    shutil.rmtree(folder / "checkout")
    run([uv, "venv", "--quiet", "--python", sys.executable, folder / "env"], folder)
    python = folder / "env" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    run([uv, "pip", "install", "--quiet", "--python", python, f"{wheel}[grader]"], folder)
    work = folder / "work"
    work.mkdir()
    return work, python


def test_a_class_is_graded_reported_and_exported(installed):
    work, python = installed
    for student, room in (("ada", "source"), ("bob", "release")):
        place = work / "submitted" / student / NAME
        place.mkdir(parents=True)
        shutil.copyfile(ROOT / room / NAME / f"{NAME}.ipynb", place / f"{NAME}.ipynb")

    run([python, "-m", "grader", "grade", "--submitted", "submitted", "--out", "graded", "--isolation", level()], work)
    run([python, "-m", "grader", "report", "--out", "graded"], work)
    run([python, "-m", "grader", "export", "--out", "graded", "--to", "marks.csv"], work)

    with open(work / "marks.csv", encoding="utf-8", newline="") as file:
        assert {row["student_id"]: row["score"] for row in csv.DictReader(file)} == {"ada": "100", "bob": "0"}
    assert (work / "graded" / "report.html").exists()
    assert (work / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html").exists()


def test_the_assignment_is_brought_into_a_course(installed):
    work, python = installed
    (work / "course").mkdir()
    (work / "course" / "nbgrader_config.py").write_text("c = get_config()\n")

    run([python, "-m", "grader", "quickstart", "course"], work)

    assert (work / "course" / "source" / NAME / f"{NAME}.ipynb").read_bytes() == (
        ROOT / "source" / NAME / f"{NAME}.ipynb"
    ).read_bytes()


def test_without_a_checkout_the_check_says_that_the_gallery_is_not_there(installed):
    work, python = installed

    said = run([python, "-m", "grader", "check", "--isolation", level()], work)

    assert "Canary: the right answers get every point" in said
    assert "no gallery" in said
