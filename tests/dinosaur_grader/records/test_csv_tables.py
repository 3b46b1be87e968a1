import csv
import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from dinosaur_grader.judging.reading.intake import written_id
from dinosaur_grader.records import csv_tables
from dinosaur_grader.records.final_marks import FinalCell, FinalMark, of_result
from dinosaur_grader.results import CellMark, Result
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader.records.spreadsheet import SIGNS, formulas

PACKAGE = Path(csv_tables.__file__).parents[1]


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
        b"late,penalty,by_hand,attempt,waits,excused,name,section\r\n"
    )
    assert (grades.read_bytes(), totals.read_bytes()) == (of_grades, of_totals)


def test_a_row_has_the_marks_of_one_cell(tmp_path):
    grades, totals = csv_tables.write([a_result()], tmp_path)
    assert ",".join(rows(grades)[1]) == "ada,dinosaur_island,clip,clip_hidden,12.5,20,graded,"
    assert ",".join(rows(totals)[1]) == "ada,dinosaur_island,12.5,20,graded,,,,,,,,"


def test_a_total_says_why_somebody_is_excused_in_a_cell_that_no_spreadsheet_runs(tmp_path):
    excused = FinalMark({"clip_hidden": FinalCell()}, excused="ill\x1b[2J")
    grades, totals = csv_tables.write([a_result()], tmp_path, lambda _: excused)
    assert (rows(totals)[1][2], rows(grades)[1][4]) == ("", "")
    assert rows(totals)[1][-3].startswith("excused: ill")


def test_a_total_says_who_it_is_in_cells_that_no_spreadsheet_runs(tmp_path):
    people = {"ada": Person("ada", "=Ada Byron", sections=("Tue", "Fri"))}
    _, totals = csv_tables.write([a_result()], tmp_path, people=people)
    assert rows(totals)[1][-2:] == ["'=Ada Byron", "Tue, Fri"]


def test_a_total_says_which_cells_a_person_has_yet_to_mark(tmp_path):
    essays = [CellMark(name, name, None, 5.0, by_hand=True) for name in ("essay", "plot")]
    whole = replace(a_result(), marks=(*a_result().marks, *essays))
    _, totals = csv_tables.write([whole], tmp_path)
    assert rows(totals)[1][7:11] == ["", "", "essay plot", ""]
    given = FinalMark({"plot": FinalCell(hand=3)})
    _, totals = csv_tables.write([whole], tmp_path, partial(of_result, given=given))
    assert rows(totals)[1][7:11] == ["plot", "", "essay", ""]


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


CMD = "=cmd|' /C calc'!A0"
TEXTS = st.text(st.sampled_from(f"{SIGNS},;\t\r\n\"' \xa01a.e"), max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.floats(-9, 9)), min_size=1, max_size=3))
@example([("x;=1+1;y", f";{CMD};", -1.0)])
@example([("x", f'a,;"{CMD}";', -1.0), ("y", f"a\n{CMD}", -2.5)])
def test_no_text_begins_a_formula_whatever_a_spreadsheet_separates_by(tmp_path_factory, found):
    results = [a_result(written_id(id), message=said, score=of) for id, said, of in found]
    for table in csv_tables.write(results, tmp_path_factory.mktemp("tables")):
        assert formulas(table.read_text(encoding="utf-8")) == []


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_what_is_written_as_a_cell_stays_when_it_is_written_again(found):
    once = [csv_tables.write_cell(text) for text in found]
    assert [csv_tables.write_cell(text) for text in once] == once


@pytest.mark.parametrize("number", ["-1", "-12.5", "-1e-05", "+3", "-87,5", -1, -12.5])
def test_a_number_is_never_altered(number):
    assert csv_tables.write_cell(number) == number


def test_all_tables_of_ours_are_written_by_one_function():
    own = [*PACKAGE.rglob("*.py")]
    found = {path.name for path in own if re.search(r"csv\.(Dict)?[wW]riter", path.read_text())}

    assert found == {"csv_tables.py"}
