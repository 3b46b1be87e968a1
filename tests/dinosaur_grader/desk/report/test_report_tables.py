"""The report's tables say what its page says: as CSV that a spreadsheet opens and does not
run, and as JSON."""

import csv
import json
from datetime import datetime

import pytest

from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.report import Contents
from dinosaur_grader.desk.report import report_tables as tables
from dinosaur_grader.desk.report.similar import Group, Similar
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.report.test_report import result, verdict
from tests.dinosaur_grader.records.test_rendered import HALF, hand_in, run


def contents(**more):
    results = [result(s, 4, verdict("no_lower")) for s in ("ada", "bob", "cy")]
    return Contents([*results, result("dan", None, state="missing")], "A class", **more)


def rows(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_a_file_and_has_what_the_page_has(tmp_path):
    alike = Similar((Group(("ada", "bob"), 0.876),))
    sections = dict.fromkeys(("ada", "bob", "cy"), ("Tue",))
    moments = {"ada": datetime(2026, 11, 2, 12), "bob": datetime(2026, 11, 2, 12)}
    told = contents(alike=alike, sections=sections, came=moments)
    tables.write(told, tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(tables.tables(told))
    total = rows(tmp_path, "marks")[-1]
    shown = ("students", "mean", "standard_deviation", "lowest", "highest")
    assert [total[key] for key in shown] == ["3", "4", "0", "4", "4"]
    assert [row["students"] for row in rows(tmp_path, "sections")] == ["3", "1"]
    assert rows(tmp_path, "hand_ins") == [{"day": "2026-11-02", "students": "2"}]
    (question,) = rows(tmp_path, "questions")
    assert (question["asked_of"], question["passed"]) == ("3", "0")
    (fault,) = rows(tmp_path, "faults")
    assert (fault["fault"], fault["students"]) == ("no_lower", "3")
    assert [(row["share"], row["student_id"]) for row in rows(tmp_path, "similar")] == [
        ("0.876", "ada"),
        ("0.876", "bob"),
    ]
    assert {row["student_id"] for row in rows(tmp_path, "students")} >= {"dan"}


def test_a_text_that_a_spreadsheet_would_run_is_not_run(tmp_path):
    told = contents(sections={"ada": ("=1+1",)})
    tables.write(told, tmp_path)
    assert rows(tmp_path, "sections")[0]["section"] == "'=1+1"


def test_nothing_hidden_in_an_id_reaches_a_terminal_as_json(capsys):
    opts.show_json(tables.as_data(Contents([result("a\u202e\udcff", 0)], "A class")))
    assert "a\\u202e\\udcff" in capsys.readouterr().out


def test_tables_of_counts_name_nobody():
    told = tables.tables(contents(sections={"ada": ("Tue",)}))
    counts = {name: rows for name, rows in told.items() if name not in ("students", "similar")}
    assert "ada" not in json.dumps(counts)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one student, who says when the work came."""
    upgrade.serial(monkeypatch)
    made = toy.make(tmp_path / "home")
    hand_in(made, "ada", HALF)
    stamp = made / "submitted" / "ada" / "toy" / "timestamp.txt"
    stamp.write_text("2026-11-20 12:00:00 UTC\n")
    assert run(made, "grade") == 0
    return made


def test_the_verb_writes_the_tables_where_it_is_told_and_json_has_stdout_for_itself(
    course, capfd
):
    capfd.readouterr()
    assert run(course, "report", "--csv", course / "tables", "--json") == 0
    out, err = capfd.readouterr()
    (mark,) = rows(course / "graded", "totals")
    assert json.loads(out)["tables"]["marks"][-1]["mean"] == float(mark["score"])
    assert "report.html" in err and "tables" in err
    assert rows(course / "tables", "hand_ins") == [{"day": "2026-11-20", "students": "1"}]
    assert "known of 1 of 1" in (course / "graded" / "report.html").read_text("utf-8")
