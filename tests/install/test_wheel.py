"""Grading from the wheel alone: installed into a clean environment, with no checkout
near."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.dinosaur_grader import course, kernel
from tests.dinosaur_grader.course import NAME, level
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow
# what pyproject.toml puts into the wheel
ROOMS = ("utils", "dinosaur_grader", "source", "release", "rubrics", "data")

UV = Path(sys.executable).with_name("uv")


def run(command, folder, code=0):
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    words = [str(part) for part in command]
    # nbgrader starts `alembic` and `jupyter` by name
    own["PATH"] = f"{Path(words[0]).parent}{os.pathsep}{own['PATH']}"
    done = subprocess.run(words, cwd=folder, env=own, capture_output=True, text=True)
    assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed():
    """A folder to work in, and the Python of a new environment that has the wheel and
    what it asks for."""
    with tempfile.TemporaryDirectory(prefix="wheel-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)  # the sandbox's user has to read the environment
        yield made(Path(place))


def environment(folder, name, what):
    """The Python of a new environment with one package and what it asks for."""
    run([UV, "venv", "--quiet", "--python", sys.executable, folder / name], folder)
    python = folder / name / "bin" / "python"
    run([UV, "pip", "install", "--quiet", "--python", python, what], folder)
    return python


def made(folder):
    for room in ROOMS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, folder / "checkout" / room, ignore=ignored)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, folder / "checkout" / name)
    run([UV, "build", "--quiet", "--wheel", "--out-dir", folder, folder / "checkout"], folder)
    shutil.rmtree(folder / "checkout")
    (wheel,) = folder.glob("*.whl")
    python = environment(folder, "env", f"{wheel}[grader,frames]")
    work = folder / "work"
    work.mkdir()
    return work, python


def script(python):
    """The grader beside a Python."""
    return python.with_name("dinosaur-grader")


def test_a_class_is_graded_and_reported(installed):
    work, python = installed
    for student, room in (("ada", "source"), ("bob", "release")):
        place = work / "submitted" / student / NAME
        place.mkdir(parents=True)
        shutil.copyfile(ROOT / room / NAME / f"{NAME}.ipynb", place / f"{NAME}.ipynb")

    words = ("--submitted", "submitted", "--out", "graded", "--isolation", level())
    run([script(python), "grade", *words], work)
    run([script(python), "report", "--out", "graded"], work)

    assert upgrade.totals(work / "graded") == {"ada": "100", "bob": "0"}
    assert (work / "graded" / "report.html").exists()
    assert (work / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html").exists()


def test_the_assignment_is_brought_into_a_course(installed):
    work, python = installed
    (work / "course").mkdir()
    (work / "course" / "nbgrader_config.py").write_text("c = get_config()\n")

    run([script(python), "quickstart", "course"], work)

    inside = Path("source") / NAME / f"{NAME}.ipynb"
    assert (work / "course" / inside).read_bytes() == (ROOT / inside).read_bytes()


def test_where_there_is_no_course_one_is_made_and_graded_by_the_next_command(installed):
    work, python = installed
    run([script(python), "quickstart", "new"], work)
    handed_in = work / "new" / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "source" / NAME / f"{NAME}.ipynb", handed_in)

    run([script(python), "grade", "--course", "new", "--isolation", level()], work)

    assert upgrade.totals(work / "new" / "graded") == {"ada": "100"}
    made = files(work / "new" / "source" / NAME)
    released = files(ROOT / "release" / NAME)
    assert {name: text for name, text in made.items() if not name.endswith(".ipynb")} == {
        name: text for name, text in released.items() if not name.endswith(".ipynb")
    }


def files(folder):
    """The bytes of all files below a folder, by their names."""
    found = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {str(p.relative_to(folder)): p.read_bytes() for p in found if p.is_file()}


@pytest.fixture(scope="module")
def plain(installed):
    """A course that the grader made, of which nbgrader's configuration has nothing: the right
    answers and the blank release in it, graded by nbgrader alone."""
    work, python = installed
    folder = work / "plain"
    folder.mkdir()
    run([script(python), "quickstart", "."], folder)
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    nbgrader = python.with_name("nbgrader")
    run([nbgrader, "generate_assignment", NAME], folder)
    for student, room in (("ada", "source"), ("bob", "release")):
        course.hand_in(folder, student, folder / room / NAME / f"{NAME}.ipynb")
    run([nbgrader, "autograde", NAME], folder)
    return folder


def test_plain_nbgrader_gives_right_answers_100_points_and_the_blank_release_none(plain):
    assert course.scores(plain) == {"ada": 100, "bob": 0}


def test_where_plain_nbgrader_graded_check_works_after_marks_in_the_same_kernel(
    installed, plain
):
    said = kernel.said_of("sample", (NAME,), installed[1], plain / "autograded" / "ada" / NAME)

    assert said == "marks 10 check 10 lost []"


VERSIONS = """
from dinosaur_grader.assignments import assignment, locations
from dinosaur_grader.sandbox.kit_folder import kit
for name in locations.names(None):
    work = assignment.load(name)
    shown = (path for path in kit(work.beside).rglob("*") if "__pycache__" not in path.parts)
    print(name, *work.kit, sorted(path.name for path in shown))
"""


def test_each_assignment_is_the_same_as_in_a_checkout_and_so_is_what_a_sandbox_shows(installed):
    work, python = installed

    there = run([python, "-P", "-c", VERSIONS], work)

    assert there.count("\n") == 3
    assert there == run([sys.executable, "-c", VERSIONS], ROOT)


def test_the_demo_grades_the_sample_class_in_an_empty_folder(installed):
    work, python = installed
    (work / "empty").mkdir()

    said = run([script(python), "demo"], work / "empty")

    assert "students of the sample class ended as expected." in said


@pytest.mark.proof
def test_without_a_checkout_the_check_asks_the_gallery_that_came_with_the_wheel(installed):
    work, python = installed

    said = run([script(python), "check", "--isolation", level()], work)

    assert "Canary: the right answers get every point" in said
    assert "wrong answers, 0 not as labelled." in said


def test_without_its_extra_the_wheel_says_in_one_sentence_what_to_install(installed):
    folder = installed[0].parent
    (wheel,) = folder.glob("*.whl")
    python = environment(folder, "bare", wheel)

    said = run([script(python), "grade", "--submitted", "submitted"], folder, code=2)

    assert said.count("\n") == 1 and "[grader]" in said
    assert "grade " in run([python, "-P", "-m", "dinosaur_grader", "--help"], folder)


def test_the_wheel_has_one_package_with_types_and_the_gallery(installed):
    (packages,) = (installed[0].parent / "env" / "lib").glob("python*/site-packages")
    (record,) = packages.glob("dinosaur_island-*.dist-info/RECORD")
    named = [line.partition(",")[0] for line in record.read_text("utf-8").splitlines()]
    tops = {name.partition("/")[0] for name in named}
    gallery = {path.name for path in (ROOT / "rubrics" / NAME / "gallery").glob("*.py")}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"dinosaur_grader", ".."}
    assert (packages / "dinosaur_grader" / "py.typed").is_file()
    assert not (packages / "utils").exists()
    assert gallery <= {Path(name).name for name in named if f"/{NAME}/gallery/" in name}
