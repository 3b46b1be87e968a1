"""The gradebook holds what was graded, keeps what people wrote in it, and is written
whole or not at all."""

import contextlib
import os
import sqlite3
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from dinosaur_grader.records.autograded import autograded
from dinosaur_grader.results import CellMark
from dinosaur_grader.store.database import GradebookError, default_url
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import STORE
from tests.dinosaur_grader.classroom import (
    NAME,
    assignment,
    record,
    result,
    source_notebook,
    submission,
    verdict,
)
from tests.dinosaur_grader.course import nbgrader

SCRIPTS, ADA = Path(sys.executable).parent, (NAME, NAME, "ada")


@pytest.fixture
def written(tmp_path):
    """Writes results, and opens the gradebook as nbgrader does."""
    with contextlib.ExitStack() as opened:

        def write(*results):
            record(results, tmp_path, assignment())
            return opened.enter_context(Gradebook(default_url(tmp_path)))

        yield write


def rows(tmp_path):
    """Every table's rows, sorted: what two gradebooks that say the same have alike. How
    often they were written is not among that."""
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        asked = "select name from sqlite_master where type = 'table'"
        names = [name for (name,) in database.execute(asked) if name != STORE.name]
        found = {name: database.execute(f"select * from {name}").fetchall() for name in names}
        return {name: sorted(each, key=repr) for name, each in found.items()}


def test_marks_partial_credit_and_verdicts_in_words_are_there_for_nbgrader(written):
    book = written(result("ada", clip=5.5))

    submission = book.find_submission(NAME, "ada")
    said = book.find_comment("clip", *ADA).comment
    assert (submission.score, submission.max_score) == (15.5, 18.0)
    assert not submission.needs_manual_grade
    assert "clip_expected: 5.5 of 8 points" in said
    todo = "To do: Entries below -maxValue have to be raised to it."
    assert said.strip().startswith(todo)


def test_a_fault_is_said_once_however_many_questions_it_failed(tmp_path):
    hint = "clip gave back None. It should return a dictionary: see its last line."
    failed = [
        verdict(False, f"{title}: {hint}", 0.0, hint=hint, title=title)
        for title in ("the classic values", "a small limit", "a wide one", "another")
    ]
    said = " ".join(each.message for each in failed[:2])
    marks = (
        CellMark("clip_expected", "clip", 0.0, 8.0, said, tuple(failed[:2])),
        CellMark("clip_hidden", "clip", 0.0, 12.0, "", (*failed[2:], verdict(True, "Fine."))),
    )
    record([result("ada", marks=marks)], tmp_path, assignment())

    with Gradebook(default_url(tmp_path)) as book:
        lines = book.find_comment("clip", *ADA).comment.splitlines()
    assert lines == [
        f"    To do: {hint} (4 questions, 16 points)",
        "    clip_expected: 0 of 8 points",
        "    clip_hidden: 0 of 12 points",
    ]


@pytest.mark.slow
def test_the_gradebook_is_the_one_that_generate_assignment_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
    course = tmp_path / "course"
    (course / "source" / NAME).mkdir(parents=True)
    nbformat.write(source_notebook(), course / "source" / NAME / f"{NAME}.ipynb")
    config = Config({"CourseDirectory": {"root": str(course)}})
    assert NbGraderAPI(config=config).generate_assignment(NAME)["success"]

    record([result("ada")], tmp_path, assignment())

    assert _as_named(tmp_path) == _as_named(course)


def _as_named(folder):
    """What a gradebook says of the assignment's own cells, by names in the place of
    ids."""
    asked = (
        "select name, max_score, cell_type from grade_cells join base_cell using (id) order by name",
        "select name, type from base_cell order by type, name",
        "select name, cell_type, locked, source, checksum from source_cell order by name",
        "select notebook.name, kernelspec, assignment.name from notebook, assignment",
        "select version_num from alembic_version",
    )
    with sqlite3.connect(folder / "gradebook.db") as database:
        return [database.execute(query).fetchall() for query in asked]


def test_writing_the_same_again_changes_nothing(tmp_path):
    record([result("ada", clip=3.0), result("bob")], tmp_path, assignment())
    before = rows(tmp_path)

    record([result("bob"), result("ada", clip=3.0)], tmp_path, assignment())

    assert rows(tmp_path) == before


def test_what_was_given_by_hand_stays_and_is_looked_at_again_where_the_mark_is_new(written):
    book = written(result("ada", clip=3.0), result("bob", clip=3.0))
    grade = book.find_grade("clip_expected", *ADA)
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 7.0, 0.5, False
    book.find_comment("clip", *ADA).manual_comment = "We talked about it."
    book.db.commit()

    grade = written(result("ada", clip=3.0)).find_grade("clip_expected", *ADA)
    assert not grade.needs_manual_grade

    book = written(result("ada", clip=1.0), result("bob", clip=6.0))
    grade, comment = book.find_grade("clip_expected", *ADA), book.find_comment("clip", *ADA)
    assert (grade.manual_score, grade.extra_credit, grade.auto_score) == (7.0, 0.5, 1.0)
    assert comment.comment == "We talked about it."
    assert grade.needs_manual_grade
    assert book.find_submission(NAME, "bob").score == 16.0


@pytest.mark.parametrize("state", ["unreadable", "infrastructure", "missing"])
def test_a_state_without_score_writes_no_grade(written, state):
    book = written(result("ada", clip=None, sample=None, state=state))

    assert book.find_student("ada").id == "ada"
    with pytest.raises(MissingEntry):
        book.find_submission(NAME, "ada")


@pytest.mark.parametrize("state", ["timeout", "memory"])
def test_a_walk_that_ran_out_keeps_its_marks_and_asks_for_a_look(written, state):
    book = written(result("ada", sample=0.0, state=state, needs_look=True))

    submission = book.find_submission(NAME, "ada")
    assert submission.score == 8.0
    assert submission.needs_manual_grade


def test_a_student_without_a_name_is_shown_by_the_id(written):
    book = written()
    book.add_student("nbgraders_own")
    book.add_student("named", first_name="Ada", last_name="Lovelace")

    book = written(result("nbgraders_own"), result("named"), result("new"))

    names = {one.id: (one.last_name, one.first_name) for one in book.students}
    own = {student: (student, "") for student in ("nbgraders_own", "new")}
    assert names == own | {"named": ("Lovelace", "Ada")}


JUNIOR = ("van der Berg, Jr.", "Mary Jane")


@pytest.mark.parametrize(
    ("person", "names"),
    [
        (Person("s1", "Mary Jane van der Berg", "van der Berg, Jr., Mary Jane"), JUNIOR),
        (Person("s1", "Cher"), ("Cher", "")),
        (Person("s1", "<b>O'Neil</b>"), ("‹b›O’Neil‹/b›", "")),
        (Person("s1"), ("s1", "")),
    ],
)
def test_the_formgrader_calls_a_student_as_the_register_does(tmp_path, person, names):
    for _ in range(2):
        record([result("s1")], tmp_path, assignment(), people={"s1": person})
    with Gradebook(default_url(tmp_path)) as book:
        (student,) = book.students
        assert (student.last_name, student.first_name) == names


def test_a_name_that_somebody_typed_into_the_gradebook_stays(tmp_path):
    with Gradebook(default_url(tmp_path)) as book:
        book.add_student("s1", first_name="Ada", last_name="Lovelace")
    record([result("s1")], tmp_path, assignment(), people={"s1": Person("s1", "A. King")})
    with Gradebook(default_url(tmp_path)) as book:
        assert book.find_student("s1").last_name == "Lovelace"


def test_an_id_that_no_gradebook_holds_is_refused_and_the_others_are_written(tmp_path):
    wrong = ["x" * 129, "a\nb", "<img>"]

    refused = record(map(result, [*wrong, "bob"]), tmp_path, assignment())

    shown = [sentence.split(" (")[0].split(": ")[1] for sentence in refused]
    assert shown == ["x" * 129, "a\\x0ab", "<img>"]
    with Gradebook(default_url(tmp_path)) as book:
        assert [student.id for student in book.students] == ["bob"]


def test_a_gradebook_of_another_notebook_is_not_overwritten(tmp_path):
    record([result("ada")], tmp_path, assignment())

    with pytest.raises(GradebookError, match="sample"):
        record([result("ada")], tmp_path, assignment((("clip", 8),)))


@pytest.mark.slow
def test_nbgrader_exports_our_marks_and_takes_our_files_for_its_own(tmp_path):
    partial = result("ada", clip=5.5)
    record([partial, result("late", state="missing")], tmp_path, assignment())
    place = tmp_path / "autograded" / "ada" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_bytes(autograded(submission("ada"), partial, assignment()))

    done = nbgrader(tmp_path, "export", f"--db={default_url(tmp_path)}", "--to", "out.csv")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.csv").read_text().splitlines()[1:] == [
        "dinosaur_island,,,ada,ada,,,15.5,0.0,15.5,18.0",
        "dinosaur_island,,,late,late,,,0.0,0.0,0.0,18.0",
    ]
    done = nbgrader(tmp_path, "generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert "(Score: 15.5 / 18.0)" in page
    assert "Entries below -maxValue have to be raised to it." in page
