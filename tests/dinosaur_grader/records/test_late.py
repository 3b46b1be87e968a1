"""Late work costs the same and came at the same time, whoever writes it down: the real
`nbgrader autograde` or `grade`."""

import csv
import datetime
import hashlib
import shutil
import sqlite3

import pytest

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt, handed_in
from dinosaur_grader.batch.open_course import open_course
from dinosaur_grader.records import outputs
from dinosaur_grader.records.final_marks import Moments
from dinosaur_grader.records.late import Terms
from dinosaur_grader.store import database
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import NAME, ROOT
from tests.dinosaur_grader.desk import upgrade

SOLVED = ROOT / "solutions" / NAME / f"{NAME}.ipynb"
CONFIG = (
    "from dinosaur_grader.plugin import trust\n"
    "c = get_config()\n"
    f"{course.PRACTICE}"
    "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
    "c.Stage.isolation = c.TrustedExecute.isolation = 'none'\n"
    "trust(c)\n"
)
ROWS = (
    "select student_id, timestamp, late_submission_penalty from submitted_notebook n "
    "join submitted_assignment s on s.id = n.assignment_id order by 1"
)
RULES = (
    f"due.{NAME} = 2020-01-02T01:00:00+01:00\n"
    f"due.dan.{NAME} = 2020-01-04T00:00:00+00:00\n"
    f"due.fay.{NAME} = 2020-01-04T00:00:00+00:00\n"
    f"due.gus.{NAME} = 2020-01-04T00:00:00+00:00\n"
    "late.percent_a_day = 15\n"
    "late.days_if_only_told = 1\n"
)


def costs_ten(submitted, out, course=None):
    """The penalty of a hand-in of ten points that came an hour too late."""
    opened = open_course(submitted, out, assignment=NAME, course=course)
    return outputs.late_terms(opened, {}).cost("ada", 10.0, 3600.0)


def test_a_configuration_beside_the_hand_ins_is_never_run(tmp_path, monkeypatch):
    submitted, ran = tmp_path / "repository" / "submitted", tmp_path / "ran"
    submitted.mkdir(parents=True)
    (tmp_path / "repository" / "nbgrader_config.py").write_text(f"open({str(ran)!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert costs_ten(submitted, tmp_path / "out") == 0.0
    assert not ran.exists()


def test_the_named_course_s_configuration_says_what_late_work_costs(tmp_path):
    (tmp_path / "course" / "source").mkdir(parents=True)
    said = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    (tmp_path / "course" / "nbgrader_config.py").write_text(said)
    (tmp_path / "submitted").mkdir()
    found = [
        costs_ten(tmp_path / "submitted", tmp_path / "out", course)
        for course in (tmp_path / "course", None)
    ]
    assert found == [10.0, 0.0]


def graded_by_both(theirs, days, monkeypatch):
    """Hand-ins on these days of January in the course `theirs`, graded by `autograde`,
    and in a copy of it by `grade`: what each wrote of times and penalties."""
    mine = theirs.with_name("mine")
    for student, day in days.items():
        course.hand_in(theirs, student, SOLVED)
        if day:
            stamp = theirs / "submitted" / student / NAME / "timestamp.txt"
            stamp.write_text(f"2020-01-{day} 12:30:00.5 UTC\n")
    shutil.copytree(theirs, mine)
    assert course.nbgrader(theirs, "autograde", NAME, "--create").returncode == 0
    upgrade.serial(monkeypatch)
    monkeypatch.chdir(mine)
    given = ("grade", "--submitted", "submitted", "--out", ".", "--isolation", "none")
    assert upgrade.run(*given) == 0
    return [(rows(home), due(home)) for home in (mine, theirs)]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with our lines."""
    return course.make(tmp_path_factory.mktemp("released"), CONFIG)


@pytest.fixture
def theirs(released, tmp_path):
    return shutil.copytree(released, tmp_path / "theirs")


@pytest.mark.slow
def test_grade_and_autograde_read_the_same_rules_in_course_toml(theirs, monkeypatch):
    (theirs / "course.toml").write_text(RULES)
    digest = hashlib.sha256(SOLVED.read_bytes()).hexdigest()
    told = [
        CollectedAttempt(NAME, student, digest, attempts.now(), late=True)
        for student in ("dan", "eve", "fay", "gus")
    ]
    with database.writing(database.default_url(theirs)) as connection:
        attempts.note(connection, told)

    days = {"bob": "03", "dan": "03", "eve": "", "fay": "", "gus": "05"}
    mine, autograded = graded_by_both(theirs, days, monkeypatch)

    assert mine == autograded
    assert mine[1] == ["2020-01-02 00:00:00.000000"]
    # the system's word is about the last day of all: dan and fay have more time
    assert [penalty for _, _, penalty in mine[0]] == [30.0, None, 15.0, None, 30.0]
    with open(theirs.with_name("mine") / "graded" / "totals.csv", newline="") as file:
        late = {row["student_id"]: row["late"] for row in csv.DictReader(file)}
    assert [one for one, told in late.items() if told] == ["bob", "eve", "gus"]


@pytest.mark.slow
def test_grade_writes_times_and_penalties_as_autograde_does(theirs, monkeypatch):
    course.due(theirs, NAME, "2020-01-02 00:00:00 UTC")

    mine, autograded = graded_by_both(theirs, {"ada": "01", "bob": "03", "cy": ""}, monkeypatch)

    assert mine == autograded
    assert [penalty for _, _, penalty in mine[0]] == [None, 100.0, None]


def due(home):
    with sqlite3.connect(home / "gradebook.db") as opened:
        return [moment for (moment,) in opened.execute("select duedate from assignment")]


def rows(home):
    with sqlite3.connect(home / "gradebook.db") as opened:
        return opened.execute(ROWS).fetchall()


def seconds_that_cost(due):
    """A function that says for how many seconds late work costs; 60 where the system does
    not say how many."""
    terms = Terms(lambda _, score, seconds: seconds, due, told_seconds=60.0)
    return lambda *when: terms.lateness("ada", lambda: 0.0, Moments(*when[:3]), when[3]).penalty


def test_the_first_sight_of_the_work_and_the_system_s_word_go_before_its_own(tmp_path):
    (tmp_path / "timestamp.txt").write_text("2020-01-02 00:00:00 UTC")
    first, second = (datetime.datetime(2020, 1, day) for day in (1, 2))
    assert handed_in(tmp_path, seen=first) is None
    assert handed_in(tmp_path, seen=second) == second

    seconds = seconds_that_cost(second)
    assert seconds(first, None, None, 0.0) == 60.0
    assert seconds(first, None, None, None) == 0.0

    extended = datetime.timedelta(days=1)  # as the gradebook has it
    assert seconds(None, None, extended, 0.0) == 0.0
    assert seconds(second + 2 * extended, None, extended, 0.0) == 86_400.0
    assert seconds(None, None, -extended, 0.0) == 60.0


def test_a_system_that_says_how_late_work_is_goes_before_the_student_s_file():
    due, day = datetime.datetime(2020, 1, 2), datetime.timedelta(days=1)
    seconds = seconds_that_cost(due)
    assert seconds(due + day, None, None, 7200.0) == 7200.0
    assert seconds(due - day, None, None, 7200.0) == 7200.0
    assert seconds(None, None, day, 90_000.0) == 3600.0
    assert seconds(None, None, day, 7200.0) == 0.0
