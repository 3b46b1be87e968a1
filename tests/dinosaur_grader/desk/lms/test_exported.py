"""A mark that somebody changed in Canvas, and a student who is excused there, stay as they
are and are told; what the kit wrote there before gives way to a new mark."""

import csv
import io

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.store import database, register
from dinosaur_grader.store.database import default_url
from tests.dinosaur_grader.desk import upgrade

COLUMN = "Dinosaur Island (884412)"
HEADER = ("Student", "ID", "SIS Login ID", "Section", COLUMN)
EMPTY = {"ada": "", "cleo": "", "finn": ""}


def canvas(home, cells, possible="100.00"):
    """Canvas's grade book with these marks in it."""
    with open(home / "canvas.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerow(("    Points Possible", "", "", "", possible))
        for number, (student, mark) in enumerate(cells.items(), 7):
            rows.writerow((student.title(), number, student, "A", mark))


def exported(home, *more, code=0):
    """The marks in the file for upload."""
    to = home / "up.csv"
    to.unlink(missing_ok=True)
    given = ("--out", home / "out", "--seed", home / "course.seed")
    given += ("--canvas", home / "canvas.csv", "--to", to)
    assert upgrade.run("export", *given, *more) == code
    table = csv.DictReader(io.StringIO(to.read_text(), newline=""))
    return {row["SIS Login ID"]: row[COLUMN] for row in table if row["ID"]}


def given_by_hand(home, student, points):
    with Gradebook(default_url(home / "out")) as book:
        name = upgrade.NAME
        book.find_grade("clip_expected", name, name, student).manual_score = points
        book.db.commit()


@pytest.mark.slow
def test_what_was_edited_in_canvas_stays_and_what_we_wrote_there_does_not(home, capsys):
    canvas(home, EMPTY)
    first = exported(home)
    assert (first["ada"], first["cleo"]) == ("100", "0")

    canvas(home, first | {"ada": "95.00", "cleo": "EX"})
    given_by_hand(home, "finn", 3)
    second = exported(home)
    said = capsys.readouterr().err
    assert (second["ada"], second["cleo"]) == ("95.00", "EX")
    assert second["finn"] != first["finn"]
    assert "Kept: ada: edited in Canvas: 95.00, ours 100." in said
    assert "Kept: cleo: excused in Canvas (EX), ours 0." in said
    assert "finn" not in said

    # whether the second file was uploaded nobody knows
    canvas(home, first)
    given_by_hand(home, "finn", 4)
    third = exported(home)
    assert third["finn"] not in (first["finn"], second["finn"])

    canvas(home, third | {"ada": "95", "cleo": "EX"})
    fourth = exported(home, "--overwrite")
    assert (fourth["ada"], fourth["cleo"]) == ("100", "EX")


@pytest.mark.slow
def test_a_mark_that_was_there_before_the_first_export_stays(home, capsys):
    canvas(home, EMPTY | {"ada": "95", "cleo": "complete", "finn": "12"})
    assert exported(home) == {"ada": "95", "cleo": "complete", "finn": "12"}
    assert "has 'complete' there, which is not a number, ours 0" in capsys.readouterr().err


@pytest.mark.slow
def test_the_marks_have_the_scale_that_the_course_gives_the_assignment_there(home, capsys):
    canvas(home, EMPTY, possible="10.00")
    with pytest.raises(FileNotFoundError):
        exported(home, code=2)
    said = " ".join(capsys.readouterr().err.split())
    assert "write `scale.dinosaur_island = 10` into the course.toml" in said

    (home / "course.toml").write_text("scale.dinosaur_island = 10\n")
    assert exported(home)["ada"] == "10"
    given_by_hand(home, "ada", 0.5)
    assert exported(home)["ada"] == "9.25"

    canvas(home, EMPTY)
    with pytest.raises(FileNotFoundError):
        exported(home, code=2)
    assert "Points Possible is 100.00 there" in " ".join(capsys.readouterr().err.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("systems", "code"),
    [({"moodle": "3"}, 0), ({"moodle": "3", "canvas": "9"}, 1), ({}, 1)],
)
def test_who_is_in_another_system_alone_is_not_missed_in_this_one(home, capsys, systems, code):
    with database.writing(default_url(home / "out")) as connection:
        register.put(connection, [register.Person("finn", systems=systems)])
    canvas(home, {"ada": "", "cleo": ""})
    exported(home, code=code)
    assert capsys.readouterr().err.count("No row for finn") == code
