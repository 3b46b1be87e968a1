"""A student asks, the lecturer answers: kept, shown on the page, and a changed mark is
the gradebook's own, by hand."""

import contextlib
import re

import msgspec
import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.assignments import course_rules
from dinosaur_grader.desk import answer as answering
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.records import csv_tables, last_write
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.records.final_marks import Attempt, SubmissionNotes
from dinosaur_grader.records.last_write import WrittenBy
from dinosaur_grader.results import CellMark
from dinosaur_grader.store import database, rows
from dinosaur_grader.store.database import default_url
from dinosaur_grader.store.schema import SUBMISSIONS
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME, assignment, record, result, verdict
from tests.dinosaur_grader.desk import upgrade

CELL = "clip_expected"
LOST = verdict(False, "Lost.", points=0, probe="clip.lost", title="a lost one")
HALF = verdict(False, "Half.", points=2, probe="clip.half", title="a half one")
HOSTILE = "<img src=x onerror=alert(1)> --> <!--/mark--> {{ 7*7 }} \u202e & 'so'"


def work(student, digest="d" * 64):
    marks = (
        CellMark(CELL, "clip", 2.0, 8.0, verdicts=(LOST, HALF)),
        CellMark("sample_expected", "sample", 10.0, 10.0),
    )
    made = result(student, marks=marks, digest=digest, version="1" * 64)
    return msgspec.structs.replace(made, key=f"{student} {digest}")


@pytest.fixture
def out(tmp_path):
    """A graded class of two, with its pages."""
    results = [work("ada"), work("bob")]
    mark(tmp_path, *results)
    record(results, tmp_path, assignment())
    csv_tables.write(results, tmp_path)
    return tmp_path


def mark(out, *results):
    """Let these results count, and write their pages."""
    stored.count(out, *results)
    for each in results:
        write_page(out, each)


def write_page(out, of):
    path = page_of(out, of.student_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = feedback(of, assignment(), answers=())
    path.write_text(text, encoding="utf-8")


def page(out, student="ada"):
    return page_of(out, student).read_text(encoding="utf-8")


def page_of(out, student):
    return out / "feedback" / student / NAME / f"{NAME}.html"


def codes(out, student="ada"):
    return re.findall(r'class="code-of">([^<]*)<', page(out, student))


def answer(out, code, *more, why="A reason."):
    return upgrade.run("answer", code, "--out", out, "--why", why, *more)


def total(out, student="ada"):
    return upgrade.totals(out)[student]


@contextlib.contextmanager
def formgrader(out, student="ada"):
    """A student's grade of the cell, to be looked at and changed as the formgrader does."""
    with Gradebook(default_url(out)) as book:
        yield book.find_grade(CELL, NAME, NAME, student)
        book.db.commit()


def by_hand(out, student="ada"):
    with formgrader(out, student) as grade:
        return grade.manual_score


def test_a_verdict_that_stands_is_said_on_the_page_and_no_mark_moves(out, capsys):
    before = page(out, "bob")
    assert answer(out, codes(out)[0], "--stands", why="See page 3.") == 0
    assert "the verdict stands, at 0 of 4 points. See page 3." in page(out)
    assert (by_hand(out), total(out)) == (None, "12")
    assert page(out, "bob") == before
    assert "ada, clip.lost: the verdict stands" in capsys.readouterr().out


def test_without_the_course_no_answer_is_given_by_halves(out, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "rubrics").mkdir()
    monkeypatch.chdir(elsewhere)
    before = page(out)
    assert answer(out, codes(out)[0], "--points", 3) == 2
    assert (by_hand(out), page(out)) == (None, before)
    assert stored.answers(out, NAME) == {}
    assert answer(out, codes(out)[0], "--points", 3, "--course", ".") == 0
    assert (by_hand(out), total(out)) == (5, "15")


def test_a_changed_mark_is_the_gradebook_s_and_the_same_everywhere(out, capsys):
    with formgrader(out) as grade:
        grade.needs_manual_grade = True
    assert answer(out, codes(out)[0], "--points", 3) == 0
    assert (by_hand(out), total(out)) == (5, "15")
    assert "<strong>15</strong> of 18 points" in page(out)
    assert "changed: 3 of 4 points instead of 0. A reason." in page(out)
    said = capsys.readouterr().out
    assert "clip_expected had 2 from its questions and now has 5 by hand." in said
    assert (by_hand(out, "bob"), total(out, "bob")) == (None, "12")
    with formgrader(out) as grade:
        assert not grade.needs_manual_grade


def test_each_question_counts_by_its_last_answer(out):
    first, second = codes(out)
    answer(out, first, "--points", 4)
    answer(out, second, "--points", 3)
    assert by_hand(out) == 7
    answer(out, first, "--points", 1)
    answer(out, first, "--stands")
    assert "the verdict stands, at 1 of 4 points" in page(out)
    assert by_hand(out) == 4
    with formgrader(out) as grade:
        grade.manual_score = None  # then the questions count again
    answer(out, first, "--points", 3)
    assert by_hand(out) == 5


@pytest.mark.parametrize(("before", "given", "now"), [(4.5, 2, 6.5), (7, 4, 8)])
def test_a_mark_by_hand_is_added_to_up_to_what_the_cell_has(out, before, given, now):
    with formgrader(out) as grade:
        grade.manual_score = before
    answer(out, codes(out)[0], "--points", given)
    assert by_hand(out) == now


def test_a_hostile_reason_stays_text_and_the_page_can_be_made_anew(out):
    assert answer(out, codes(out)[0], "--stands", why=HOSTILE) == 0
    assert answer(out, codes(out)[1], "--points", 3, why=HOSTILE) == 0
    text = page(out)
    assert "<img" not in text and "\u202e" not in text and "49" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt; --&gt; &lt;!--/mark--&gt;") == 2
    write_page(out, work("ada"))
    answer(out, codes(out)[0], "--stands", why="Once more.")
    assert "Once more." in page(out)
    assert page(out).count("&lt;img") == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--points", 5), "the question is worth 0 to 4 points, not 5"),
        (("--points", "nan"), "the question is worth 0 to 4 points, not nan"),
        (("--points", -1), "the question is worth 0 to 4 points, not -1"),
        (("--points", 0), "it already has 0 points: use --stands"),
        (("--stands", "--why", "  "), "give a reason with --why"),
        (("--stands", "--why", "x" * 2001), "longer than 2000 characters"),
        ((), "choose one of"),
        (("--stands", "--points", 3), "choose one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_changed(out, capsys, more, said):
    before = page(out)
    assert answer(out, codes(out)[0], *more) == 2
    assert said in capsys.readouterr().err
    assert (page(out), by_hand(out)) == (before, None)
    assert stored.answers(out, NAME) == {}


def handed_in_again(out, digest):
    """Ada hands in again, and the class is graded again."""
    mark(out, work("ada", digest))
    attempts = tuple(Attempt(each, "2026-09-01", 12, "graded") for each in ("d" * 64, digest))
    with database.writing(default_url(out)) as connection:
        rows.put(connection, SUBMISSIONS, [SubmissionNotes(NAME, "ada", attempts=attempts)])


def test_a_code_outlives_a_regrading_and_that_of_an_earlier_hand_in_changes_no_mark(
    out, capsys
):
    old = codes(out)
    handed_in_again(out, "d" * 64)
    assert codes(out) == old
    handed_in_again(out, "e" * 64)
    assert old[0] not in codes(out)
    assert answer(out, old[0], "--points", 3) == 2
    assert "this code belongs to an earlier submission" in capsys.readouterr().err
    assert answer(out, old[0], "--stands", why="The new one is right.") == 0
    assert "About an earlier hand-in. Reviewed: the verdict stands" in page(out)


def test_where_the_answer_cannot_be_kept_the_mark_stays_too(out, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answering.rows, "add", full)
    assert answer(out, codes(out)[0], "--points", 3) == ExitCode.DISK_FULL
    assert (by_hand(out), total(out)) == (None, "12")


LATE = f"due.{NAME} = 2020-01-01T00:00:00Z\nlate.percent_a_day = 10\n"


def hand_in_late(out, lateness):
    """Ada's work came half a day late and lost a tenth, by the rules with this hash."""
    with database.writing(default_url(out)) as connection:
        last_write.keep_rules(connection, NAME, WrittenBy(lateness=lateness))
        connection.exec_driver_sql(
            "update submitted_assignment set timestamp = '2020-01-01 12:00:00.000000'"
        )
        connection.exec_driver_sql(
            "update submitted_notebook set late_submission_penalty = 1.2"
        )


def penalty(out):
    with database.reading(default_url(out)) as connection:
        query = (
            "select late_submission_penalty from submitted_notebook n "
            "join submitted_assignment s on s.id = n.assignment_id where student_id = 'ada'"
        )
        return connection.exec_driver_sql(query).scalar_one()


def test_a_changed_mark_of_late_work_has_the_penalty_of_the_new_mark(out):
    (out / "course.toml").write_text(LATE)
    hand_in_late(out, course_rules.read(out / "course.seed").lateness(NAME))
    assert answer(out, codes(out)[0], "--points", 3, "--seed", out / "course.seed") == 0
    assert (by_hand(out), penalty(out), total(out)) == (5, 1.5, "13.5")


def test_a_penalty_of_other_rules_is_left_to_the_next_grade_which_asks(out):
    (out / "course.toml").write_text(LATE)
    hand_in_late(out, "of other rules")
    assert answer(out, codes(out)[0], "--points", 3, "--seed", out / "course.seed") == 0
    assert (by_hand(out), penalty(out)) == (5, 1.2)
