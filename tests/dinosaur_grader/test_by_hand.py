"""What a lecturer's notebook has beside functions stays nbgrader's: an essay, drawing by
code, a task, a variable, a class and test cells of the lecturer's own."""

import contextlib
import csv
import json
import re
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed
from tests.dinosaur_grader import course, small, toy
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
PROSE = "Look: <b onclick='x()'>me</b> ![x](http://evil/x.png) [y](javascript:z)"
PLOT = (  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CONFIG = """
from dinosaur_grader.plugin import trust

c = get_config()
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
trust(c)
c.TrustedExecute.isolation = "none"
"""


def answer(text: str) -> str:
    return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"


def others() -> list[dict]:
    """The cells that are no functions, in nbgrader's own metadata."""
    essay = small.cell("Because.", "essay", 5, kind="markdown")
    draw = small.cell(answer("print('drawn')"), "draw", 3)
    task = small.cell("Talk to your neighbour.", "talk", 2, kind="markdown")
    for cell in (essay, draw):
        cell["metadata"]["nbgrader"] |= {"solution": True, "locked": False}
    task["metadata"]["nbgrader"] |= {"grade": False, "task": True}
    return [
        essay,
        draw,
        task,
        small.cell(answer("answer, word = 42, 'so'"), "two_values"),
        small.cell("assert answer == 42", "values_test", 4),
        small.cell(f"class Box:\n    pass\n{answer('Box.size = 3')}", "Box"),
        small.cell("assert Box.__name__ == 'Box'", "named", 1),
    ]


def write(place: Path, cells: list[dict]) -> None:
    for cell in cells:
        if own := cell["metadata"].get("nbgrader"):
            own.setdefault("task", False)
    made = small.notebook(cells) | {"metadata": {"kernelspec": KERNEL}}
    toy.write(place / "toy.ipynb", json.dumps(made))


def rows(folder: Path) -> set[tuple]:
    """The gradebook's grades: student, cell, kind, points, whether a person is asked."""
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as book:
        return set(
            book.execute(
                "select student_id, c.name, c.type, auto_score, manual_score, needs_manual_grade "
                "from grade g join base_cell c on c.id = g.cell_id "
                "join submitted_notebook n on n.id = g.notebook_id "
                "join submitted_assignment s on s.id = n.assignment_id"
            )
        )


def grade(folder: Path) -> None:
    said = ("grade", "--submitted", "submitted", "--out", ".", "--isolation", "none")
    with contextlib.chdir(folder):
        assert upgrade.run(*said, "--workers", "1") == 0


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course after `nbgrader autograde`, its gradebook's rows by then, and `grade` into
    the same gradebook."""
    folder = toy.make(tmp_path_factory.mktemp("by_hand"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    write(folder / "source" / "toy", toy.cells() + others())
    done = course.nbgrader(folder, "generate_assignment", "toy", "--force")
    assert done.returncode == 0, done.stderr
    blank = json.loads((folder / "release/toy/toy.ipynb").read_text())["cells"]
    assignments.load.cache_clear()
    toy.publish_questions(folder)
    course_seed.create(folder / "course.seed")
    written = toy.cells() + others()
    written[8]["source"] = PROSE
    written[9]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "drawn\n"},
        {"output_type": "display_data", "data": {"image/png": PLOT}, "metadata": {}},
    ]
    write(folder / "submitted" / "ada" / "toy", written)
    write(folder / "submitted" / "bob" / "toy", blank)
    lost = [cell for cell in written if cell is not written[9]]
    write(folder / "submitted" / "cyd" / "toy", lost)
    done = course.nbgrader(folder, "autograde", "toy")
    assert done.returncode == 0, done.stderr
    before = rows(folder)
    shutil.copytree(folder / "autograded", folder / "by_autograde")
    with pytest.MonkeyPatch.context() as patch:
        upgrade.serial(patch)
        grade(folder)
        yield folder, before
    assignments.load.cache_clear()


def notebook(folder: Path, student: str, place: str = "autograded"):
    read = nbformat.read(folder / f"{place}/{student}/toy/toy.ipynb", as_version=4)
    named = (cell for cell in read.cells if "nbgrader" in cell.metadata)
    return {cell.metadata.nbgrader.grade_id: cell for cell in named}


def test_a_person_is_asked_for_what_only_a_person_marks_and_nobody_gave_points(graded):
    folder, by_autograde = graded

    for found in (by_autograde, rows(folder)):
        for student in ("ada", "bob"):
            assert {
                (student, "essay", "GradeCell", None, None, 1),
                (student, "draw", "GradeCell", None, None, 1),
                (student, "talk", "TaskCell", None, None, 1),
            } <= found
    assert rows(folder) == by_autograde


def test_their_points_are_in_every_total(graded):
    folder, _ = graded

    with open(folder / "graded" / "totals.csv", newline="") as file:
        totals = {row["student_id"]: row for row in csv.DictReader(file)}
    most = "23"  # 8 of functions, 5 of the lecturer's tests, 10 by hand
    assert (totals["ada"]["score"], totals["ada"]["max_score"]) == ("13", most)
    assert (totals["bob"]["score"], totals["bob"]["max_score"]) == ("1", most)
    text = (folder / "feedback/ada/toy/toy.html").read_text()
    assert f"<strong>13</strong> of {most} points" in text
    exported = course.nbgrader(folder, "export", "--to", "theirs.csv")
    assert exported.returncode == 0 and ",13.0,0.0,13.0,23.0" in (
        folder / "theirs.csv"
    ).read_text().replace("\r", "")


def test_a_lecturer_s_own_test_counts_as_nbgrader_counts_it(graded):
    folder, _ = graded

    scores = {row[:2]: row[3] for row in rows(folder)}
    assert (scores["ada", "values_test"], scores["bob", "values_test"]) == (4, 0)
    # one that the blank notebook passes stops no batch
    assert (scores["ada", "named"], scores["bob", "named"]) == (1, 1)


def test_the_formgrader_finds_the_cells_with_their_text_and_nothing_that_acts(graded):
    cells = notebook(graded[0], "ada")

    essay, draw, talk = (cells[name] for name in ("essay", "draw", "talk"))
    assert essay.cell_type == "markdown" and essay.metadata.nbgrader.points == 5
    assert essay.source.startswith("Look: &#60;b ") and "<http://evil/x.png>" in essay.source
    assert draw.cell_type == "code" and "print('drawn')" in draw.source
    assert talk.metadata.nbgrader.task and talk.source == "Talk to your neighbour."
    assert {"two_values", "Box"} <= set(cells)


def test_the_plot_that_was_handed_in_is_there_whoever_graded(graded):
    for place in ("by_autograde", "autograded"):
        note, plot = notebook(graded[0], "ada", place)["draw"].outputs
        assert note.text == "As handed in, not run again:\ndrawn\n"
        assert plot.data == {"image/png": PLOT}
        assert notebook(graded[0], "ada", place)["essay"].source.startswith("Look: &#60;b ")
        assert notebook(graded[0], "cyd", place)["draw"].outputs == []


def test_a_cell_that_a_student_deleted_is_there_to_be_marked(graded):
    assert notebook(graded[0], "cyd")["draw"].source == "# YOUR CODE HERE"


def test_the_page_says_what_is_not_yet_marked_and_then_the_mark_and_whose_it_is(graded):
    folder, _ = graded
    page = folder / "feedback/ada/toy/toy.html"

    assert "Not yet marked: essay, draw, talk." in page.read_text()
    assert "essay: not yet marked, 5 points" in page.read_text()
    assert "nothing left to do but what a person marks by hand" in page.read_text()
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as book:
        cell = "(select id from base_cell where name = 'essay')"
        book.execute(
            f"update grade set manual_score = 4, needs_manual_grade = 0 where cell_id = {cell}"
        )
        book.commit()
    grade(folder)

    assert "essay: 4 of 5 points" in page.read_text()
    said = re.sub(r"<[^>]*>", "", page.read_text())
    assert "4 given by hand." in said and "Not yet marked: draw, talk." in said
    assert {row for row in rows(folder) if row[4] == 4 and row[5]} == set()
    assert course.nbgrader(folder, "generate_feedback", "toy", "--force").returncode == 0
