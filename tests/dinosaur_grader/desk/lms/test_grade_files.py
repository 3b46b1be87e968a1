"""Marks go back into the systems' own files: the right student, the right cell, and
nothing else touched."""

from functools import partial

import pytest

from dinosaur_grader.desk.lms.grade_files import fill
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records.gradebook_marks import Scores
from tests.dinosaur_grader.desk.lms.test_export import rows

canvas, moodle = partial(fill, "canvas"), partial(fill, "moodle")
MARKS = Scores("dinosaur_island", {"1": 87.5, "ada": 100.0}, 100.0)
CANVAS = (
    "Student,ID,SIS Login ID,Section,dinosaur_island (42),Final Score\r\n"
    "    Points Possible,,,,100.00,(read only)\r\n"
    '"King, Ada",7,ada,A,,\r\n'
    '"=""Bob""",1,bob,A,12.00,12\r\n'
    "Student Test,9,zoe,A,55.00,55\r\n"
)
MOODLE = (
    "Identifier,Full name,Grade,Maximum Grade,Feedback comments\r\n"
    "Participant 1,Bob,,100.00,\r\nParticipant 77,Ada,,100.00,kept\r\n"
)


def test_a_canvas_grade_book_is_filled_by_id_and_nothing_else_changes():
    filled = canvas(CANVAS, MARKS, ids={"7": "ada"})
    before, after = rows(CANVAS), rows(filled.text)
    assert [row[4] for row in after[2:]] == ["100", "87.5", "55.00"]
    assert [row[:4] + row[5:] for row in after] == [row[:4] + row[5:] for row in before]
    assert (filled.rows, filled.unplaced) == (2, [])


def test_semicolons_a_byte_order_mark_and_decimal_commas_stay():
    text = "\ufeffStudent;ID;Section;dinosaur_island\r\nBob;1;A;3,5\r\n"
    filled = canvas(text, MARKS).text
    assert filled.startswith("\ufeff")
    assert rows(filled, ";")[1] == ["Bob", "1", "A", "87,5"]


@pytest.mark.parametrize("text", [CANVAS, CANVAS.replace("\r\n", "\n"), CANVAS + "\r\n\r\n"])
def test_what_is_not_filled_comes_back_to_the_byte(text):
    text = "\ufeff" + text.replace("Student,", '"Student",').replace("Test,9", '"Test",9')
    assert canvas(text, Scores("dinosaur_island", {}, 100.0)).text == text
    one = Scores("dinosaur_island", {"9": 60.5}, 100.0)
    assert canvas(text, one).text == text.replace("A,55.00,55", "A,60.5,55")


def test_a_decimal_comma_between_commas_is_quoted_as_those_that_are_there():
    text = 'Student,ID,dinosaur_island\nBob,1,"3,5"\nZoe,2,"1,5"\n'
    assert canvas(text, MARKS).text == text.replace("3,5", "87,5")


POSTING = ",,,,Manual Posting,\r\n    Points Possible,,,,10.00"


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        (CANVAS.replace("100.00", "10.00"), "", r"is 10\.00 there, and these marks are of 100"),
        (CANVAS.replace("    Points Possible,,,,100.00", POSTING), "", r"is 10\.00 there"),
        (CANVAS, "Other", r"no column named 'Other'.*dinosaur_island \(42\)"),
        (CANVAS + "Bob again,1,bob2,A,,\r\n", "", "rows 4 and 6 are both for 1"),
        (CANVAS + "x" * 200_000, "", "row 6 has 1 fields, the heading has 6: export it again"),
    ],
)
def test_a_grade_book_that_does_not_fit_is_refused(text, column, why):
    with pytest.raises(Refused, match=why):
        canvas(text, MARKS, column)


@pytest.mark.parametrize("name", ["Points Possible", "    Points Possible"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_student_named_like_canvas_s_row_of_points_is_a_student(name, place):
    lines = CANVAS.splitlines(keepends=True)
    lines.insert(place, f"{name},5,eve,A,55.00,55\r\n")
    filled = canvas("".join(lines), Scores("dinosaur_island", {"5": 50.0}, 100.0))
    assert (filled.rows, filled.unplaced) == (1, [])


def test_a_number_that_is_one_students_id_and_anothers_login_gives_nobody_the_others_mark():
    text = "Student,ID,SIS Login ID,Section,dinosaur_island\r\nZoe,9,1,A,\r\nEve,3,e,A,\r\nKim,4,k,A,\r\n"
    # the student with ID 1 has left
    marks = Scores("dinosaur_island", {"1": 87.5, "3": 50.0, "4": 60.0}, 100.0)

    without = canvas(text, marks)
    with_ids = canvas(text, marks, ids={"1": "1", "3": "3", "4": "4"})

    assert [row[4] for row in rows(without.text)[1:]] == ["", "50", "60"]
    assert with_ids.text == without.text
    assert without.unplaced == with_ids.unplaced == ["1"]


def test_a_moodle_worksheet_is_filled_by_participant_and_who_has_no_row_is_told():
    filled = moodle(MOODLE, MARKS, ids={"77": "ada"})
    assert [row[2] for row in rows(filled.text)] == ["Grade", "87.5", "100"]
    assert rows(filled.text)[2][4] == "kept"
    assert moodle(MOODLE, MARKS).unplaced == ["ada"]
