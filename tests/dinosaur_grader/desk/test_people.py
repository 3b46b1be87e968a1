"""The register as an instructor uses it: imported, shown, and asked before anybody's id
changes; and a person's work goes along with the id."""

import io
import json
import re

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.desk import people, rename
from dinosaur_grader.store import database, lock
from dinosaur_grader.store import register as in_store
from dinosaur_grader.store.database import default_url
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import NAME

CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
HEADING = "Student,ID,SIS User ID,SIS Login ID,Section\n"
ADA, FINN = '"Lovelace, Ada",7,ada,ada@x.org,A\n', '"Flynn, Finn",8,finn,f@x.org,B\n'


def run(home, *words):
    ends = ["--out", home / "out"]
    if words[0] in ("import", "rename", "merge"):
        ends += ["--submitted", home / "submitted"]
    return upgrade.run("people", *words, *ends)


def canvas(home, *rows, heading=HEADING):
    path = home / "grades.csv"
    path.write_text(heading + "".join(rows), encoding="utf-8")
    return path


def register(home):
    with database.reading(default_url(home / "out")) as connection:
        return in_store.read(connection)


def test_a_list_is_taken_when_a_person_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    path = canvas(tmp_path, ADA, FINN)
    assert run(tmp_path, "import", path) == 3  # nobody is there to say yes
    assert register(tmp_path) == {}
    assert "2 new" in capsys.readouterr().err
    assert run(tmp_path, "import", path, "--yes") == 0
    assert [p.name for p in register(tmp_path).values()] == ["Ada Lovelace", "Finn Flynn"]
    capsys.readouterr()
    assert run(tmp_path, "import", path) == 0  # nothing to ask
    assert "nothing new" in capsys.readouterr().err


def test_people_are_shown_by_any_of_their_ids(tmp_path, capsys):
    run(tmp_path, "import", canvas(tmp_path, ADA, FINN), "--yes")
    capsys.readouterr()
    for who in ("ada", "7", "ada@x.org", "Ada Lovelace", "Lovelace, Ada"):
        assert run(tmp_path, "show", who, "--json") == 0
        shown = json.loads(capsys.readouterr().out)
        assert (shown["id"], shown["systems"]) == ("ada", {"sis": "ada", "canvas": "7"})
    assert run(tmp_path, "show", "adda") == 2
    assert (
        "adda is not in the register. Nearest is Ada Lovelace (ada)." in capsys.readouterr().err
    )


def test_who_marks_whom_is_told_by_the_sections(tmp_path, capsys):
    run(tmp_path, "import", canvas(tmp_path, ADA, FINN), "--yes")
    (tmp_path / "course.toml").write_text('[markers]\nA = "eva"\n', encoding="utf-8")
    seed = ("--seed", tmp_path / "course.seed")
    capsys.readouterr()
    assert run(tmp_path, "show", "--marker", "eva", *seed, "--json") == 0
    told = capsys.readouterr()
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == ["ada"]
    assert "nobody marks 1 people" in told.err
    assert run(tmp_path, "show", "--marker", "eve", *seed) == 2
    assert "eve marks no section: [markers] in course.toml has eva" in capsys.readouterr().err


def test_what_is_agreed_with_a_person_is_kept_and_taken_back(tmp_path, capsys):
    run(tmp_path, "import", canvas(tmp_path, ADA), "--yes")
    assert run(tmp_path, "excuse", "ada", NAME, "ill") == 0
    seed, until = ("--seed", tmp_path / "course.seed"), "2026-11-20T23:59:00+01:00"
    assert run(tmp_path, "extend", "ada", NAME, until, *seed) == 2
    assert f"write it there first, as due.{NAME} = " in capsys.readouterr().err
    (tmp_path / "course.toml").write_text(f"due.{NAME} = 2026-11-13T23:59:00+01:00\n")
    assert run(tmp_path, "extend", "ada", NAME, until, *seed) == 0
    assert run(tmp_path, "drop", "ada") == 0
    ada = register(tmp_path)["ada"]
    assert ada.excused == {NAME: "ill"} and ada.dropped
    assert ada.extensions[NAME].isoformat() == "2026-11-20T23:59:00+01:00"
    for words in (("excuse", "ada", NAME), ("extend", "ada", NAME), ("drop", "ada")):
        assert run(tmp_path, *words, "--undo") == 0
    ada = register(tmp_path)["ada"]
    assert (ada.excused, ada.extensions, ada.dropped) == ({}, {}, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("extend", "ada", NAME, "tomorrow"), "'tomorrow' is no moment"),
        (("extend", "ada", NAME, "2026-11-20T23:59:00"), "with its offset"),
        (("extend", "ada", NAME, "9999-12-31T23:59:59-12:00"), "is no moment"),
        (("excuse", "ada", NAME), "write the reason"),
        (("excuse", "ada", "dinosaur_iland", "ill"), "Did you mean dinosaur_island?"),
        (("drop", "alic999"), "alic999 is not in the register"),
        (("rename", "alic999", "bob"), "nobody here has the id alic999"),
        (("rename", "ada", "../x"), "the id ../x holds a path separator"),
        (("rename", "ada", "finn"), "Finn Flynn (finn) has this id"),
        (("merge", "ada", "ada"), "ada is one entry: name the two ids"),
    ],
)
def test_what_can_t_be_is_said_and_nothing_changes(tmp_path, capsys, words, said):
    run(tmp_path, "import", canvas(tmp_path, ADA, FINN), "--yes")
    before = register(tmp_path)
    assert run(tmp_path, *words) == 2
    assert said in capsys.readouterr().err
    assert register(tmp_path) == before


def test_work_marks_codes_and_answers_go_along_with_another_id(home, capsys):
    out = home / "out"
    with Gradebook(default_url(out)) as book:
        book.find_grade("clip_expected", NAME, NAME, "finn").manual_score = 3.5
        book.db.commit()
    page = (out / "feedback" / "finn" / NAME / f"{NAME}.html").read_text("utf-8")
    code = CODE.search(page)[0]
    run(home, "import", canvas(home, ADA, FINN), "--yes")
    before = upgrade.totals(out)

    assert run(home, "import", canvas(home, ADA, FINN.replace("finn", "00321")), "--yes") == 0
    assert "finn to 00321, by login, Canvas's id and name" in capsys.readouterr().err
    after = upgrade.totals(out)
    assert {"00321" if k == "finn" else k: v for k, v in before.items()} == {
        **after,
        "00321": before["finn"],
    }
    assert not list(home.glob("*/finn")) and not list(out.glob("*/finn"))
    assert (home / "submitted" / "00321" / NAME / f"{NAME}.ipynb").is_file()
    with Gradebook(default_url(out)) as book:
        assert "finn" not in {student.id for student in book.students}
        assert book.find_grade("clip_expected", NAME, NAME, "00321").manual_score == 3.5
    capsys.readouterr()
    # the code on the old page names the same verdict
    given = ("--out", out, "--submitted", home / "submitted", "--seed", home / "course.seed")
    assert upgrade.run("explain", code, *given, "--isolation", "none") == 0
    assert "00321" in capsys.readouterr().out
    # and nobody is graded again
    assert upgrade.grade(home) == 1
    assert upgrade.totals(out) == after
    assert "finn" not in (out / "results.jsonl").read_text("utf-8")


def test_who_left_and_who_is_no_student_is_in_no_table_and_keeps_the_gradebook_s_mark(
    home, capsys
):
    with database.writing(default_url(home / "out")) as connection:
        left, tester = (
            in_store.Person("ada", dropped="2026-11-01"),
            in_store.Person("finn", test=True),
        )
        in_store.put(connection, [left, tester])
    assert upgrade.grade(home) == 1
    said = capsys.readouterr().err
    assert "ada is not graded: by the register, this is the test student or" in said
    assert set(upgrade.totals(home / "out")) == {"cleo", "dora"}
    with Gradebook(default_url(home / "out")) as book:
        assert book.find_submission(NAME, "ada").score == 100


def test_to_forget_somebody_takes_the_register_s_row_too(home, capsys):
    with database.writing(default_url(home / "out")) as connection:
        in_store.put(
            connection, [in_store.Person("ada", "Ada Lovelace"), in_store.Person("finn")]
        )
    assert upgrade.run("forget", "ada", "--out", home / "out", "--yes") == 0
    assert list(register(home)) == ["finn"]
    assert b"Lovelace" not in (home / "out" / "gradebook.db").read_bytes()


def test_who_is_excused_has_no_mark_and_the_table_says_why(home, capsys):
    with database.writing(default_url(home / "out")) as connection:
        in_store.put(connection, [in_store.Person("ada", "Ada", excused={NAME: "ill"})])
    assert upgrade.grade(home) == 1
    (row,) = [r for r in upgrade.rows(home / "out" / "totals.csv") if r["student_id"] == "ada"]
    assert (row["score"], row["excused"]) == ("", "excused: ill")
    page = (home / "out" / "feedback" / "ada" / NAME / f"{NAME}.html").read_text("utf-8")
    assert "You are excused from this assignment (ill)" in page and "0 of 20" not in page


def test_folders_that_an_interrupted_import_left_are_moved_by_the_next_one(home, monkeypatch):
    run(home, "import", canvas(home, ADA, FINN), "--yes")
    newer = canvas(home, ADA, FINN.replace("finn", "00321"))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(rename, "move_folders", interrupted)
        people.import_people([newer], out=home / "out", submitted=home / "submitted", yes=True)
    assert (home / "submitted" / "finn").is_dir()
    assert run(home, "import", newer, "--yes") == 0
    assert not list(home.glob("*/finn")) and not list((home / "out").glob("*/finn"))
    assert (home / "submitted" / "00321" / NAME / f"{NAME}.ipynb").is_file()


def interrupted(_moves):
    raise KeyboardInterrupt


def test_one_of_two_who_both_have_work_is_not_lost(home, capsys):
    assert run(home, "merge", "ada", "finn") == 2
    assert "both have work of dinosaur_island" in capsys.readouterr().err
    assert (home / "submitted" / "ada").is_dir()


def test_who_leaves_while_a_run_grades_is_noted_and_the_next_run_knows(tmp_path, capsys):
    run(tmp_path, "import", canvas(tmp_path, ADA, FINN), "--yes")
    with lock.one_run(default_url(tmp_path / "out")):
        assert run(tmp_path, "drop", "ada") == 0
        assert run(tmp_path, "rename", "finn", "00321") == 2, "its folders would move"
    assert register(tmp_path)["ada"].dropped
    told = capsys.readouterr()
    assert "began before this: run `grade` again after it" in told.err
    assert "another run is grading" in told.err
