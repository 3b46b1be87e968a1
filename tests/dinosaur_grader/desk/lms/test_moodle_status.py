"""Moodle's worksheet says who was late: that is noted of the work, costs what the
course's rule says for so many seconds, and is said on the page."""

import csv
import zipfile

import pytest

from dinosaur_grader.batch import attempts
from dinosaur_grader.desk.lms.moodle_status import read_lateness
from dinosaur_grader.store import database
from tests.dinosaur_grader.course import NAME, ROOT
from tests.dinosaur_grader.desk import upgrade

HEADING = "Identifier,Full name,ID number,Status,Grade,Last modified (submission)"
LATE = "Submitted for grading - 11 hours 13 mins late"
SOLVED = ROOT / "solutions" / NAME / f"{NAME}.ipynb"


@pytest.mark.parametrize(
    ("status", "seconds"),
    [
        ("Submitted for grading", 0.0),
        ("No submission", 0.0),
        ("No submission - Assignment is overdue by: 2 days 3 hours", 0.0),
        ("Draft (not submitted)", 0.0),
        ("Submitted for grading - Graded", 0.0),
        (LATE, 40_380.0),
        ("Submitted for grading - 2 days 3 hours late", 183_600.0),
        ("Submitted for grading - 1 day 1 hour late - Graded", 90_000.0),
        ("Submitted for grading - Graded - 1 day 1 hour late", 90_000.0),
        ("Graded - 1 day late", 86_400.0),
        ("Submitted for grading - 1 year 1 day late", 31_622_400.0),
        ("Submitted for grading - 1 min 1 sec late", 61.0),
        ("Zur Bewertung abgegeben - 11 Stunden 13 Minuten später", None),
        ("Submitted for grading - some hours late", None),
        ("Submitted for grading - 99999999999 days late", None),
        ("Submitted for grading - 1 day late - 2 days late", None),
        ("=HYPERLINK(1)", None),
        ("", None),
    ],
)
def test_a_status_says_by_how_many_seconds_work_is_late(status, seconds):
    assert read_lateness(status) == seconds


def collect(home, statuses, heading=HEADING):
    """Collect the solved notebook of as many people as there are statuses."""
    names = ["Ada Berg", "Bob Cole", "Cyd Dorn"]
    rows = [
        f"Participant {number},{name},{name[:3].lower()},{status},,"
        for number, (name, status) in enumerate(zip(names, statuses, strict=False), 1)
    ]
    (home / "worksheet.csv").write_text("\n".join([heading, *rows]) + "\n")
    with zipfile.ZipFile(home / "all.zip", "w") as packed:
        for number, name in enumerate(names[: len(statuses)], 1):
            packed.write(SOLVED, f"{name}_{number}_assignsubmission_file/{NAME}.ipynb")
    given = ("--into", home / "submitted", "--out", home / "out", "--assignment", NAME)
    assert (
        upgrade.run("collect", home / "all.zip", "--roster", home / "worksheet.csv", *given)
        == 0
    )
    noted = attempts.read(database.default_url(home / "out"), NAME)
    return [(own[-1].late, own[-1].late_seconds) for own in noted.values()]


def test_a_worksheet_without_the_column_is_read_as_before_and_that_is_said(tmp_path, capsys):
    found = collect(tmp_path, [LATE, LATE], HEADING.replace("Status", "Zustand"))
    assert found == [(None, 0.0), (None, 0.0)]
    assert "2 of 2 hand-ins have no Status" in " ".join(capsys.readouterr().err.split())


@pytest.mark.slow
def test_late_work_costs_what_the_rule_says_for_moodle_s_seconds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.toml").write_text("[late]\npercent_a_day = 10\n")
    collect(tmp_path, ["Submitted for grading - 1 day 1 hour late", "Submitted for grading"])
    upgrade.serial(monkeypatch)
    given = ("--submitted", "submitted", "--out", "out", "--isolation", "none")
    assert upgrade.run("grade", *given, "--seed", "course.seed") == 0

    with open("out/totals.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert [rows[one]["score"] for one in sorted(rows)] == ["80", "100"]
    assert [rows[one]["late"] for one in sorted(rows)] == ["late", ""]
    page = tmp_path / "out" / "feedback" / sorted(rows)[0] / NAME / f"{NAME}.html"
    assert "It came in 1 day late." in page.read_text()
