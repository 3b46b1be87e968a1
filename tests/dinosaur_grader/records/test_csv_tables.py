import csv
from functools import partial

import pytest
from msgspec.structs import replace

from dinosaur_grader.records import csv_tables
from dinosaur_grader.records.final_marks import FinalCell, FinalMark, of_result
from dinosaur_grader.results import CellMark, Result


def a_result(student_id="ada", state="graded", score=12.5, message=""):
    mark = CellMark("clip_hidden", "clip", score, 20.0, message)
    return Result(
        key="k", student_id=student_id, assignment="dinosaur_island", state=state, marks=(mark,)
    )


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_header_is_exactly_the_contract_s(tmp_path):
    grades, totals = csv_tables.write([], tmp_path)
    of_grades = b"student_id,assignment,function,cell,score,max_score,state,message\r\n"
    of_totals = (
        b"student_id,assignment,score,max_score,state,"
        b"late,penalty,by_hand,attempt,waits,excused\r\n"
    )
    assert (grades.read_bytes(), totals.read_bytes()) == (of_grades, of_totals)


def test_a_row_has_the_marks_of_one_cell(tmp_path):
    grades, totals = csv_tables.write([a_result()], tmp_path)
    assert ",".join(rows(grades)[1]) == "ada,dinosaur_island,clip,clip_hidden,12.5,20,graded,"
    assert ",".join(rows(totals)[1]) == "ada,dinosaur_island,12.5,20,graded,,,,,,"


def test_a_total_says_why_somebody_is_excused_in_a_cell_that_no_spreadsheet_runs(tmp_path):
    excused = FinalMark({"clip_hidden": FinalCell()}, excused="ill\x1b[2J")
    grades, totals = csv_tables.write([a_result()], tmp_path, lambda _: excused)
    assert (rows(totals)[1][2], rows(grades)[1][4]) == ("", "")
    assert rows(totals)[1][-1].startswith("excused: ill")


def test_a_total_says_which_cells_a_person_has_yet_to_mark(tmp_path):
    essays = [CellMark(name, name, None, 5.0, by_hand=True) for name in ("essay", "plot")]
    whole = replace(a_result(), marks=(*a_result().marks, *essays))
    _, totals = csv_tables.write([whole], tmp_path)
    assert rows(totals)[1][-4:] == ["", "", "essay plot", ""]
    given = FinalMark({"plot": FinalCell(hand=3)})
    _, totals = csv_tables.write([whole], tmp_path, partial(of_result, given=given))
    assert rows(totals)[1][-4:] == ["plot", "", "essay", ""]


@pytest.mark.parametrize("state", ["unreadable", "infrastructure", "missing"])
def test_a_state_without_a_score_leaves_it_empty(tmp_path, state):
    grades, totals = csv_tables.write([a_result(state=state, score=None)], tmp_path)
    assert rows(grades)[1][4] == ""
    assert rows(totals)[1][2] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u2003@"])
def test_a_message_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path, start):
    grades, _ = csv_tables.write([a_result(message=start + "1+1", score=-1.0)], tmp_path)
    assert rows(grades)[1][7] == "'" + start + "1+1"
    assert rows(grades)[1][4] == "-1"  # a number gets none


def test_a_failed_write_leaves_the_old_table(tmp_path):
    grades, _ = csv_tables.write([a_result()], tmp_path)
    before = grades.read_bytes()

    def broken():
        yield a_result("bob")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        csv_tables.write(broken(), tmp_path)
    assert grades.read_bytes() == before


def test_a_message_of_any_length_can_be_read_again(tmp_path):
    grades, _ = csv_tables.write([a_result(message="é" * 3_000_000)], tmp_path)
    message = rows(grades)[1][7]
    assert message.startswith("éé") and message.endswith(" ... (cut)")
    assert len(message.encode()) <= csv_tables.MAX_CELL
