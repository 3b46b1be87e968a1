"""A gradebook that is not the one that the folder was written from: what differs is
listed, and nothing is written until somebody says that it may be."""

import contextlib
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records import regrade_requests, rendered
from dinosaur_grader.store import database
from tests.dinosaur_grader import stored, toy
from tests.dinosaur_grader.desk import upgrade

RIGHT, HALF = (toy.DOUBLE, toy.LABEL), (toy.DOUBLE, "def label(x):\n    return x")


def hand_in(course, student, answers):
    cells = toy.cells(clear=True)
    cells[2]["source"], cells[5]["source"] = answers
    toy.notebook(course / "submitted" / student, ".", cells, "toy")


def run(course, verb, *more):
    words = (verb, "--out", course / "graded", "--course", course, "--assignment", "toy")
    if verb == "render":
        more = (*more, "--submitted", course / "submitted")
    if verb in ("grade", "watch"):
        more = (*more, "--submitted", course / "submitted", "--isolation", "none")
        more = (*more, "--seed", course / "course.seed")
    return upgrade.run(*words, *more)


@pytest.fixture(params=["grade", "report", "render"])
def course(request, tmp_path, monkeypatch):
    """A course with two hand-ins and a mark by hand that a verb has shown since, and the
    gradebook of before that mark was given."""
    upgrade.serial(monkeypatch)
    made = toy.make(tmp_path / "home")
    hand_in(made, "ada", RIGHT)
    hand_in(made, "bo", HALF)
    assert run(made, "grade") == 0
    shutil.copyfile(made / "graded" / "gradebook.db", made / "backup.db")
    with Gradebook(database.default_url(made / "graded")) as book:
        book.find_grade("label_hidden", "toy", "toy", "bo").manual_score = 1.5
        book.db.commit()
    assert run(made, request.param) == 0
    return made


def code(out):
    """What names the last verdict on bo's work."""
    (result,) = (one for one in stored.results(out) if one.student_id == "bo")
    question = result.marks[-1].verdicts[-1].probe
    return regrade_requests.code("bo", "toy", question, result.digest)


def deleted(gradebook):
    gradebook.unlink()


def restored(gradebook):
    shutil.copyfile(gradebook.parents[1] / "backup.db", gradebook)


def another_s(gradebook):
    """In the other course bo is right, and nobody else hands in."""
    other = toy.make(gradebook.parents[1] / "other")
    hand_in(other, "bo", RIGHT)
    assert run(other, "grade") == 0
    shutil.copyfile(other / "graded" / "gradebook.db", gradebook)


GONE = ": the marks given by hand for label_hidden are gone"
# what a person gave comes first: nobody can make it again
HARMS = {
    "deleted": (deleted, "another one", ["bo, toy: 5.5 ", "ada, toy: 8 "], [f"none{GONE}", "none"]),
    "restored": (restored, "an older state of itself", ["bo, toy: 5.5 "], [f"4{GONE}"]),
    "of another course": (
        another_s, "another one", ["bo, toy: 5.5 ", "ada, toy: 8 "], [f"8{GONE}", "none"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("harm", "what", "before", "now"), HARMS.values(), ids=HARMS)
def test_each_mark_that_differs_is_listed_and_nothing_is_written_until_that_is_accepted(
    course, capsys, harm, what, before, now
):
    harm(course / "graded" / "gradebook.db")
    there = upgrade.files(course / "graded")
    capsys.readouterr()
    for verb in (("grade",), ("grade", "--keep-marks"), ("grade", "--dry-run"), ("watch",)):
        assert run(course, *verb) == 2
        said = capsys.readouterr().err
        assert f"it is {what}" in said
        listed = [line for line in said.splitlines() if line.startswith("  ")]
        assert [line[2:].partition(" on ")[0] + " " for line in listed] == before
        assert [line.partition(", now ")[2] for line in listed] == now
        assert upgrade.files(course / "graded") == there
    accepts = "render" if harm is restored else "grade"  # as the refusal says
    assert run(course, accepts, "--accept-changes") == 0
    assert run(course, "grade") == 0  # it is this folder's from now on


def test_a_gradebook_that_is_held_can_be_shown_all_the_same(course, monkeypatch):
    monkeypatch.setattr(rendered, "PATIENCE", 0.01)
    path = course / "graded" / "gradebook.db"
    with sqlite3.connect(path) as other:
        other.execute("update grade set manual_score = 1 where manual_score = 1.5")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert run(course, "report") == 0
    assert "bo,toy,5,8," in (course / "graded" / "totals.csv").read_text()
    assert run(course, "report") == 0


def test_rows_of_nbgrader_s_that_were_removed_are_seen_too(course, capsys):
    """As by `nbgrader db assignment remove`: our tables stand, the mark by hand is gone."""
    with Gradebook(database.default_url(course / "graded")) as book:
        book.remove_assignment("toy")
    there = upgrade.files(course / "graded")
    capsys.readouterr()
    for verb in (("grade",), ("report",), ("render", "--submitted", course / "submitted")):
        assert run(course, *verb) == 2
        said = capsys.readouterr().err
        assert "rows of nbgrader's were removed or replaced" in said
        listed = [line for line in said.splitlines() if line.startswith("  ")]
        assert [line.partition(" on ")[0] for line in listed] == ["  bo, toy: 5.5"]
        assert listed[0].endswith(f"now 4{GONE}")
        assert upgrade.files(course / "graded") == there
    assert run(course, "grade", "--accept-changes") == 0
    assert run(course, "grade") == 0


def test_a_student_who_was_removed_without_a_mark_by_hand_stops_nobody(course):
    with Gradebook(database.default_url(course / "graded")) as book:
        book.remove_student("ada")
    assert run(course, "grade") == 0


def test_no_other_verb_writes_from_it_either(course, capsys):
    restored(course / "graded" / "gradebook.db")
    there = upgrade.files(course / "graded")
    answer = ("answer", code(course / "graded"), "--why", "It is right.", "--points", "2")
    for verb in (("report",), ("render",), ("export", "--to", course / "marks.csv"), answer):
        assert run(course, *verb) == 2
        assert f"now 4{GONE}" in capsys.readouterr().err
    assert upgrade.files(course / "graded") == there
    assert not (course / "marks.csv").exists()


def test_the_gradebook_of_the_folder_may_come_on_and_move_with_it(course):
    assert run(course, "grade") == 0
    with database.writing(database.default_url(course / "graded")):
        pass
    assert run(course, "report") == 0
    moved = (course / "graded").rename(course / "elsewhere")
    rendered.check(moved, database.default_url(moved))


def test_a_long_list_is_cut_short_and_an_id_is_shown_as_text(tmp_path):
    (tmp_path / rendered.FILE).write_bytes(b'{"id":"other","revision":9}')
    names = ["\x1b[31mred", *(f"s{number:02}" for number in range(30))]
    rows = (f"{name},toy,8,8,graded,,,," for name in names)
    header = "student_id,assignment,score,max_score,state,late,penalty,by_hand,attempt"
    (tmp_path / "totals.csv").write_text("\n".join([header, *rows, ""]))
    with pytest.raises(Refused) as refused:
        rendered.check(tmp_path, database.default_url(tmp_path))
    said = str(refused.value)
    assert said.count("now none") == rendered.MAX_SHOWN
    assert f"... and {len(names) - rendered.MAX_SHOWN} more." in said
    assert "\x1b" not in said


def test_where_no_run_has_noted_anything_nothing_is_refused(tmp_path):
    rendered.check(tmp_path, database.default_url(tmp_path))
    (tmp_path / rendered.FILE).write_bytes(b'{"id":')
    rendered.check(tmp_path, database.default_url(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [rendered.FILE]
