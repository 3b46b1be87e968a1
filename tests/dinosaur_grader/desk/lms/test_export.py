"""Marks go back into the systems' own files: the right student, the right cell, and
nothing else touched."""

import csv
import io

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.desk.lms.collect import students_of
from dinosaur_grader.desk.lms.export import canvas, command, moodle, plain_csv
from dinosaur_grader.records.gradebook_marks import Scores, scores

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


def rows(text, delimiter=","):
    return list(
        csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
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


def test_other_points_possible_are_refused():
    with pytest.raises(
        Refused, match=r"Points Possible is 10\.00 there, but the assignment has 100"
    ):
        canvas(CANVAS.replace("100.00", "10.00"), MARKS)


@pytest.mark.parametrize("name", ["Points Possible", "    Points Possible"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_student_named_like_canvas_s_row_of_points_is_a_student(name, place):
    lines = CANVAS.splitlines(keepends=True)
    lines.insert(place, f"{name},5,eve,A,55.00,55\r\n")

    filled = canvas("".join(lines), Scores("dinosaur_island", {"5": 50.0}, 100.0))

    assert (filled.rows, filled.unplaced) == (1, [])


def test_canvas_s_row_of_points_is_found_behind_its_row_of_manual_posting():
    posting = ",,,,Manual Posting,\r\n    Points Possible,,,,10.00"
    with pytest.raises(Refused, match=r"Points Possible is 10\.00 there"):
        canvas(CANVAS.replace("    Points Possible,,,,100.00", posting), MARKS)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(Refused, match=r"no column named 'Other'.*dinosaur_island \(42\)"):
        canvas(CANVAS, MARKS, "Other")


def test_two_rows_for_one_student_are_refused():
    with pytest.raises(Refused, match="rows 4 and 6 are both for 1"):
        canvas(CANVAS + "Bob again,1,bob2,A,,\r\n", MARKS)


def test_a_number_that_is_one_students_id_and_anothers_login_gives_nobody_the_others_mark():
    text = "Student,ID,SIS Login ID,Section,dinosaur_island\r\nZoe,9,1,A,\r\nEve,3,e,A,\r\nKim,4,k,A,\r\n"
    # the student with ID 1 has left
    marks = Scores("dinosaur_island", {"1": 87.5, "3": 50.0, "4": 60.0}, 100.0)

    without = canvas(text, marks)
    with_ids = canvas(text, marks, ids={"1": "1", "3": "3", "4": "4"})

    assert [row[4] for row in rows(without.text)[1:]] == ["", "50", "60"]
    assert with_ids.text == without.text
    assert without.unplaced == with_ids.unplaced == ["1"]


def test_a_moodle_worksheet_is_filled_by_participant():
    filled = moodle(MOODLE, MARKS, ids={"77": "ada"})
    assert [row[2] for row in rows(filled.text)] == ["Grade", "87.5", "100"]
    assert rows(filled.text)[2][4] == "kept"


def test_a_student_without_a_row_is_told():
    assert moodle(MOODLE, MARKS).unplaced == ["ada"]


def test_plain_rows_never_start_a_formula():
    assert rows(plain_csv(Scores("a", {"=cmd": 1.0}, 2.0)))[1] == ["\\x3dcmd", "a", "1", "2"]


def test_a_manual_mark_wins_a_late_penalty_is_taken_off_and_unmarked_work_has_no_score(
    tmp_path,
):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        gradebook.add_assignment("a")
        gradebook.add_notebook("n", "a")
        gradebook.add_grade_cell("c", "n", "a", max_score=10, cell_type="code")
        for student in ("ada", "bob", "eve"):
            gradebook.add_student(student)
            gradebook.add_submission("a", student)
        gradebook.find_grade("c", "n", "a", "ada").auto_score = 4
        manual = gradebook.find_grade("c", "n", "a", "bob")
        manual.auto_score, manual.manual_score = 4, 9
        gradebook.find_submission_notebook("n", "a", "bob").late_submission_penalty = 2
        gradebook.db.commit()
        found = scores(gradebook, "a")
    assert found == Scores("a", {"ada": 4, "bob": 7}, 10)


def test_a_file_that_is_no_csv_says_so():
    with pytest.raises(Refused, match=r"not a CSV file .*export it again"):
        canvas(CANVAS + "x" * 200_000, MARKS)


def test_a_folder_that_is_not_there_is_named_and_nothing_is_written(tmp_path, capsys):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        gradebook.add_assignment("dinosaur_island")

    assert command(to=tmp_path / "nowhere" / "marks.csv", out=tmp_path) == 2

    assert "nowhere" in capsys.readouterr().err


def test_ids_that_two_students_share_are_used_for_neither():
    rows = [
        {"system": "canvas", "system_id": "7", "student_id": "ada"},
        {"system": "canvas", "system_id": "7", "student_id": "bob"},
        {"system": "canvas", "system_id": "8", "student_id": "zoe"},
    ]

    assert students_of(rows) == {"8": "zoe"}
