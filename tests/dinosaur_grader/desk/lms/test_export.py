"""Marks go back into the systems' own files: the right student, the right cell, and
nothing else touched. Feedback pages go back in one zip, each under the name that leads
Canvas or Moodle to its student and to no other."""

import csv
import hashlib
import io
import zipfile

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.desk.lms import file_names
from dinosaur_grader.desk.lms.collect import collect, read_rows, students_of
from dinosaur_grader.desk.lms.export import canvas, command, moodle, pack, plain_csv
from dinosaur_grader.records.gradebook_marks import Scores, scores
from dinosaur_grader.results import Result
from dinosaur_grader.results.exit_codes import Refused
from tests.dinosaur_grader.systems import canvas_takes, moodle_takes

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


def test_a_folder_that_is_not_there_is_named_and_nothing_is_written(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        gradebook.add_assignment("dinosaur_island")

    with pytest.raises(Refused, match="nowhere"):
        command(to=tmp_path / "nowhere" / "marks.csv", out=tmp_path)


def test_ids_that_two_students_share_are_used_for_neither():
    rows = [
        {"system": "canvas", "system_id": "7", "student_id": "ada"},
        {"system": "canvas", "system_id": "7", "student_id": "bob"},
        {"system": "canvas", "system_id": "8", "student_id": "zoe"},
    ]

    assert students_of(rows) == {"8": "zoe"}


NAME = "dinosaur_island"


def graded(tmp_path, files, roster=""):
    """Hand-ins from a zip, collected, and for each a result and a page that says whose
    it is; the `out` folder."""
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    (tmp_path / "roster.csv").write_text("student_id,system_id\n" + roster, encoding="utf-8")
    done = collect(
        tmp_path / "s.zip", tmp_path / "submitted", NAME, roster=tmp_path / "roster.csv"
    )
    out = tmp_path / "graded"
    out.mkdir(exist_ok=True)
    with Journal(out / "results.jsonl") as book:
        for row in done.rows:
            student = row["student_id"]
            book.append(Result(student, student, NAME, "graded", (), digest=row["sha256"]))
            page = out / "feedback" / student / NAME / f"{NAME}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"page of {student}", encoding="utf-8")
    return out


def packed(tmp_path, system, out, rows=None):
    rows = read_rows(tmp_path / "submitted.collected.csv") if rows is None else rows
    return pack(rows, out, NAME, system, tmp_path / "feedback.zip")


HANDED_IN = [
    ("kim_1_20_dinosaur_island.ipynb", "a"),
    ("kim_2_21_dinosaur_island.ipynb", "b"),
    ("李雷_LATE_3_22_dinosaur_island-1.ipynb", "c"),
    ("r_2_d2_4_23_my_link.ipynb", "d"),
    ("zoe_5_24_7_8_notes.ipynb", "e"),
]


def test_canvas_takes_each_page_for_its_own_user(tmp_path):
    out = graded(tmp_path, HANDED_IN, "one,1\ntwo,2\nlei,3\nrobot,4\nzoe,5\n")
    done = packed(tmp_path, "canvas", out)
    taken = canvas_takes(
        tmp_path / "feedback.zip",
        {"1": {"20"}, "2": {"21"}, "3": {"22"}, "4": {"23"}, "5": {"24"}},
    )
    assert taken == {
        "1": "page of one",
        "2": "page of two",
        "3": "page of lei",
        "4": "page of robot",
        "5": "page of zoe",
    }
    assert done == (5, [])


@pytest.mark.parametrize("end", ["/", "_/", "_"])
def test_moodle_takes_each_page_for_its_own_participant(tmp_path, end):
    people = [("Kim Lee", "77", "one"), ("Kim Lee", "78", "two"), ("Participant", "9", "blind")]
    files = [
        (f"{name}_{key}_assignsubmission_file{end}dinosaur_island.ipynb", key)
        for name, key, _ in people
    ]
    out = graded(tmp_path, files, "".join(f"{student},{key}\n" for _, key, student in people))
    packed(tmp_path, "moodle", out)
    taken = moodle_takes(tmp_path / "feedback.zip", {"77", "78", "9", "1"})
    assert taken == {"77": "page of one", "78": "page of two", "9": "page of blind"}


def test_a_page_about_another_file_than_the_collected_one_is_left_out(tmp_path):
    out = graded(tmp_path, HANDED_IN[:2])
    rows = read_rows(tmp_path / "submitted.collected.csv")
    rows[0]["sha256"] = hashlib.sha256(b"handed in after grading").hexdigest()
    _, left_out = packed(tmp_path, "canvas", out, rows)
    assert left_out == [("1", "the collected file is not the one that was graded: grade again")]
    assert canvas_takes(tmp_path / "feedback.zip", {"1": {"20"}, "2": {"21"}}) == {
        "2": "page of 2"
    }


def test_two_students_with_one_system_id_get_no_page(tmp_path):
    out = graded(tmp_path, HANDED_IN[:2])
    rows = read_rows(tmp_path / "submitted.collected.csv")
    rows[1] |= {"system_id": "1", "member": "kim_1_21_dinosaur_island.ipynb"}
    pages, left_out = packed(tmp_path, "canvas", out, rows)
    assert {why for _, why in left_out} == {"the id 1 belongs to 1 and 2 in collected.csv"}
    assert pages == 0


def test_who_was_collected_but_not_graded_is_named(tmp_path):
    out = graded(tmp_path, HANDED_IN[:1])
    row = read_rows(tmp_path / "submitted.collected.csv")[0]
    other = row | {"student_id": "2", "system_id": "2", "member": "k_2_21_x.ipynb"}
    _, left_out = packed(tmp_path, "canvas", out, [row, other])
    assert left_out == [("2", "the hand-in was collected but not graded: grade again")]


def test_a_hand_in_from_the_other_system_is_named(tmp_path):
    out = graded(tmp_path, HANDED_IN[:1])
    assert packed(tmp_path, "moodle", out)[1] == [
        ("1", "the hand-in came from canvas, not from moodle")
    ]


def test_the_same_pages_give_the_same_bytes(tmp_path):
    out = graded(tmp_path, HANDED_IN)
    packed(tmp_path, "canvas", out)
    first = (tmp_path / "feedback.zip").read_bytes()
    packed(tmp_path, "canvas", out)
    assert (tmp_path / "feedback.zip").read_bytes() == first


@pytest.mark.parametrize("name", ["._ada_1_20_x.html", "ada_1_20_link.html", "ada_1_x.html"])
def test_names_that_canvas_ignores_are_nobodys(name):
    assert file_names.addressee(name, "canvas") == ""


def test_the_command_writes_the_zip_and_says_how_many(tmp_path, capsys):
    out = graded(tmp_path, HANDED_IN)
    collected = tmp_path / "submitted.collected.csv"
    assert command(to=tmp_path / "f.zip", out=out, collected=collected, feedback="canvas") == 0
    assert "5 feedback pages written" in capsys.readouterr().out
    with pytest.raises(Refused, match="nothing is overwritten"):
        command(to=tmp_path / "f.zip", out=out, collected=collected, feedback="canvas")


def test_a_file_that_is_no_manifest_is_refused(tmp_path):
    (tmp_path / "marks.csv").write_text("student_id,score\nada,1\n", encoding="utf-8")
    with pytest.raises(Refused, match="lacks columns"):
        read_rows(tmp_path / "marks.csv")
