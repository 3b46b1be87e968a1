"""Every nbgrader command that a course gives, and every button of the formgrader, on each
kind of homework, before `dinosaur-grader grade` and after it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dinosaur_grader.desk import new
from dinosaur_grader.workshop import course as making
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import level

pytestmark = pytest.mark.slow
CONFIG = """
from dinosaur_grader.desk.quickstart import bring

c = get_config()
bring(c)
c.TrustedExecute.isolation = {level!r}
c.Exchange.root = {exchange!r}
c.CourseDirectory.course_id = "c101"
"""
TASK = """
# %% [markdown] nbgrader={"grade_id": "talk", "points": 2, "task": true}
# Talk to your neighbour.
"""
EXAMPLES = {
    **{kind: new._text(kind, kind) for kind in ("functions", "class", "pandas", "text")},
    "essay": new._text("essay", "essay") + TASK,
    **{
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((course.ROOT / "examples/source").glob("*.py"))
    },
}
BUTTONS = """
import json, sys
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI

name, student = sys.argv[1:]
app = NbGrader()
app.load_config_file()
app.initialize([])
api = NbGraderAPI(config=app.config)
pressed = {
    "assign": api.generate_assignment(name),
    "unrelease": api.unrelease(name),
    "release": api.release_assignment(name),
    "collect": api.collect(name),
    "autograde": api.autograde(name, student),
    "all pages": api.generate_feedback(name),
    "page": api.generate_feedback(name, student),
    "release all pages": api.release_feedback(name),
    "release page": api.release_feedback(name, student),
}
print(json.dumps({what: done.get("error", done["success"]) for what, done in pressed.items()}))
"""


class Course:
    """A course with one kind of homework, and what nbgrader's user hands in."""

    def __init__(self, home: Path, name: str):
        self.home, self.name = home, name
        exchange = home / "exchange"
        exchange.mkdir(mode=0o777)
        exchange.chmod(0o777)
        settings = CONFIG.format(level=level(), exchange=str(exchange))
        (home / "nbgrader_config.py").write_text(settings)
        (home / "source").mkdir()
        (home / "source" / f"{name}.py").write_text(EXAMPLES[name], encoding="utf-8")
        shutil.copytree(course.ROOT / "examples/data", home / "data")
        making.build(name, home, lambda said: None)

    def nbgrader(self, *words: str, folder: str = "") -> str:
        done = course.nbgrader(self.home / folder, *words)
        assert done.returncode == 0, f"{words}\n{done.stderr}"
        return done.stderr

    def hand_in(self) -> None:
        """Submit the solved notebook through the exchange, as the student who gives this
        command."""
        (self.home / "student").mkdir()
        shutil.copyfile(
            self.home / "nbgrader_config.py", self.home / "student/nbgrader_config.py"
        )
        self.nbgrader("fetch_assignment", self.name, folder="student")
        file = f"{self.name}/{self.name}.ipynb"
        shutil.copyfile(self.home / "solutions" / file, self.home / "student" / file)
        self.nbgrader("submit", self.name, folder="student")

    def grade(self) -> None:
        words = ("grade", "--submitted", "submitted", "--out", ".", "--isolation", level())
        done = subprocess.run(
            [*course.GRADER, *words, "--workers", "1"],
            cwd=self.home,
            env=course.environment(),
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def press(self) -> dict:
        """Call what the formgrader's buttons call."""
        (student,) = os.listdir(self.home / "submitted")
        done = subprocess.run(
            [sys.executable, "-P", "-c", BUTTONS, self.name, student],
            cwd=self.home,
            env=course.environment(),
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def pages(self) -> dict[str, str]:
        """All files below `feedback`, by path."""
        found = (path for path in self.home.glob("feedback/**/*") if path.is_file())
        return {path.name: path.read_text(encoding="utf-8") for path in found}


@pytest.fixture(scope="module", params=EXAMPLES)
def homework(request, tmp_path_factory):
    home = tmp_path_factory.mktemp(request.param)
    for folder in (home, home.parent):
        folder.chmod(0o755)
    return Course(home, request.param)


BESIDE = {"timestamp.txt", "submission_secret.txt"}
"""What `nbgrader release_feedback` reads beside a page."""


def test_each_command_works_before_our_grade_and_after_it(homework):
    name = homework.name
    homework.nbgrader("generate_assignment", name, "--force")
    homework.nbgrader("release_assignment", name, "--force")
    homework.hand_in()
    homework.nbgrader("collect", name)
    homework.nbgrader("autograde", name)
    homework.nbgrader("generate_feedback", name, "--force")
    assert {*homework.pages()} == BESIDE | {f"{name}.html"}
    homework.nbgrader("release_feedback", name)
    homework.nbgrader("export")

    homework.grade()
    ours = homework.pages()
    homework.nbgrader("generate_feedback", name, "--force")
    homework.nbgrader("release_feedback", name)
    homework.nbgrader("export")
    assert homework.pages() == ours
    assert {*ours} == BESIDE | {f"{name}.html"}
    homework.nbgrader("fetch_feedback", name, folder="student")
    (fetched,) = homework.home.glob(f"student/{name}/feedback/*/{name}.html")
    assert fetched.read_text(encoding="utf-8") == ours[f"{name}.html"]


def test_each_button_of_the_formgrader_works_after_our_grade(homework):
    homework.grade()
    ours = homework.pages()
    assert {*homework.press().values()} == {True}
    assert homework.pages() == ours


def test_a_gradebook_that_ours_alone_has_written_has_the_rows_that_nbgrader_expects(homework):
    for room in ("autograded", "feedback", "graded"):
        shutil.rmtree(homework.home / room)
    for file in ("gradebook.db", "rendered.json"):
        (homework.home / file).unlink()
    homework.grade()
    own = homework.home / "nbgrader_config.py"
    own.write_text(own.read_text().replace("bring(c)", ""))
    said = homework.nbgrader("generate_feedback", homework.name, "--force")
    assert "ERROR" not in said
