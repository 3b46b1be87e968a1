"""From a form's fields to the words of a verb: what was not offered is refused."""

import io

import pytest

from dinosaur_grader.desk.browser import commands, downloads
from dinosaur_grader.desk.browser.commands import Course
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.browser.test_downloads import FILES

FIELDS = {
    "zip": "downloads/submissions.zip",
    "grades": "downloads/canvas.csv",
    "people": "downloads/list.csv",
    "assignment": "dinosaur_island",
    "student": "ada",
    "code": "7K3QX-M2PD9",
    "why": "Both readings are right.",
}


@pytest.fixture
def course(tmp_path):
    for name, content in FILES.values():
        downloads.take(name, io.BytesIO(content), tmp_path)
    return Course(tmp_path, ("dinosaur_island", "find_the_fault"), first="dinosaur_island")


def typed(course, name, **more):
    return commands.button(course, "Do", name, **{**FIELDS, **more}).command


def test_each_button_is_the_command_that_a_person_would_type(course):
    zipped, canvas = "downloads/submissions.zip", "downloads/canvas.csv"
    which, prefix = "--assignment dinosaur_island", "dinosaur-grader"
    assert typed(course, "evening") == (
        f"{prefix} evening {zipped} --canvas {canvas} {which} --upload upload/dinosaur_island "
        "--changes graded/changes.csv"
    )
    assert typed(course, "evening", yes="1", grades="downloads/grades.csv") == (
        f"{prefix} evening {zipped} --moodle downloads/grades.csv {which} --upload "
        "upload/dinosaur_island --yes"
    )
    assert typed(course, "collect") == f"{prefix} collect {zipped} {which}"
    assert typed(course, "grade", dry="1") == f"{prefix} grade {which} --dry-run"
    assert typed(course, "grade", changed="keep") == f"{prefix} grade {which} --keep-marks"
    assert typed(course, "report") == f"{prefix} report {which}"
    assert typed(course, "people") == f"{prefix} people import downloads/list.csv"
    assert typed(course, "explain") == f"{prefix} explain {which} -- ada"
    assert typed(course, "answer") == (
        f"{prefix} answer '--why=Both readings are right.' --stands {which} -- 7K3QX-M2PD9"
    )
    assert "--points 2.5" in typed(course, "answer", decision="points", points=" 2.50")


def test_another_database_is_named_before_what_may_look_like_an_option(course):
    url = "postgresql://grader@db.example.org/grades"
    other = Course(course.home, course.names, url, course.first)
    for name in commands.WORDS:
        words = commands.words(other, name, {**FIELDS, "student": "--yes", "code": "--yes"})
        options = words[: words.index("--")] if "--" in words else words
        assert f"--database={url}" in options
        assert "--yes" not in options


def test_what_runs_students_code_does_so_at_the_level_that_was_named(course):
    lower = Course(course.home, course.names, first=course.first, isolation="process")
    with_level = {
        name for name in commands.WORDS if "process" in commands.words(lower, name, FIELDS)
    }
    assert with_level == {"evening", "grade", "explain"}


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("evening", "zip", "/etc/passwd"),
        ("evening", "zip", "downloads/canvas.csv"),
        ("evening", "grades", "downloads/../course.seed"),
        ("evening", "grades", "downloads/list.csv"),
        ("collect", "zip", ""),
        ("people", "people", "--yes"),
        ("grade", "assignment", "../other"),
        ("answer", "points", "many"),
        ("rm", "zip", ""),
    ],
)
def test_what_was_not_offered_is_refused_in_a_sentence(course, name, field, value):
    decision = {"decision": "points"} if field == "points" else {}
    with pytest.raises(Refused):
        commands.words(course, name, {**FIELDS, **decision, field: value})


def test_what_was_shown_is_agreed_to_by_the_same_command(course):
    shown = tuple(commands.words(course, "evening", FIELDS))
    agreed = commands.words(course, "evening", {**FIELDS, "yes": "1"})

    assert commands.again(course, shown, "--yes") == agreed
    assert commands.again(course, ("explain", "--", "-x"), "--yes") == [
        "explain",
        "--yes",
        "--",
        "-x",
    ]
    assert commands.again(course, shown) == list(shown)
