"""`docs/instructor/term.md`, followed command by command in a small course of two
homeworks."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.dinosaur_grader.course import environment, level

PAGE = (ROOT / "docs" / "instructor" / "term.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCRIPTS = Path(sys.executable).parent
RULES = """\
due.hw1 = 2026-11-20T23:59:00+01:00
scale.hw2 = 40

[markers]
"Section 1" = "eva"
"Section 2" = "tom"

[late]
percent_a_day = 10
"""
NEW_DUE = "due.hw1 = 2026-11-27T23:59:00+01:00"
pytestmark = [pytest.mark.slow, pytest.mark.isolation]


def run(command, home):
    own = environment()
    own["PATH"] = f"{SCRIPTS}:{own['PATH']}"
    if " grade " in command:
        command += f" --isolation {level()}"
    return subprocess.run(
        command, shell=True, cwd=home, env=own, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two homeworks, handed in by Ada, who is right and late, and by Bo, who is blank."""
    home = tmp_path_factory.mktemp("term")
    home.chmod(0o755)  # the sandbox's user has to read it
    (home / "source").mkdir()
    (home / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    for name in ("hw1", "hw2"):
        for verb in ("new", "build --assignment"):
            assert run(f"dinosaur-grader {verb} {name}", home).returncode == 0
        for student, where in (("ada", "solutions"), ("bo", "release")):
            place = home / "submitted" / student / name
            place.mkdir(parents=True)
            shutil.copy(home / where / name / f"{name}.ipynb", place)
    moment = home / "submitted" / "ada" / "hw1" / "timestamp.txt"
    moment.write_text("2026-11-21 12:00:00 UTC\n")
    people = "id,name,section\nada,Ada A,Section 1\nbo,Bo B,Section 2\n"
    (home / "class.csv").write_text(people)
    (home / "course.toml").write_text(RULES)
    return home


@pytest.fixture(scope="module")
def followed(course):
    """What each command of the page printed, by what it should."""
    said = []
    for kind, text in BLOCK.findall(PAGE):
        if kind == "python":
            (course / "term.py").write_text(text, encoding="utf-8")
            continue
        for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, *expected = command.rstrip("\n").split("\n")
            if "--accept-changes" in line:
                rules = RULES.replace(RULES.split("\n")[0], NEW_DUE)
                (course / "course.toml").write_text(rules, encoding="utf-8")
            done = run(line, course)
            said.append((line, expected, done.returncode, done.stdout + done.stderr))
    return said


def test_each_command_of_the_page_does_what_the_page_says(followed):
    assert len(followed) == 10
    assert NEW_DUE in PAGE
    wrong = [
        (line, expected, output)
        for line, expected, code, output in followed
        if code != 0 or any(each not in output for each in expected)
    ]
    assert wrong == []


def test_the_tables_have_the_new_due_date_and_the_excuse(followed, course):
    rows = (course / "graded" / "totals.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1:] == [
        "ada,hw1,10,10,graded,,,,1,,,Ada A,Section 1",
        "bo,hw1,0,10,graded,,,,1,,,Bo B,Section 2",
        "ada,hw2,10,10,graded,,,,1,,,Ada A,Section 1",
        "bo,hw2,,10,graded,,,,1,,excused: was ill,Bo B,Section 2",
    ]
