"""A notebook that was written for nbgrader becomes an assignment's file: with all that
nbgrader knows of it, nothing is overwritten, and what can't be taken is said."""

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader import utils
from nbgrader.api import Gradebook

from dinosaur_grader.store import database
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import percent
from tests.dinosaur_grader.desk.upgrade import run

PS1 = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1"
"""nbgrader's own example: functions, tests with asserts, prose and code that a person
marks, a task."""
KINDS = (utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task)


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    shutil.copytree(PS1, tmp_path / "source" / "ps1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def known(notebook):
    """What nbgrader takes each cell for, by its id."""
    cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return {
        cell.metadata.nbgrader.grade_id: (
            cell.metadata.nbgrader.get("points"),
            *(is_a(cell) for is_a in KINDS),
        )
        for cell in cells
    }


@pytest.mark.slow
def test_nbgrader_s_own_example_is_built_with_all_that_nbgrader_knows_of_it(course):
    assert run("adopt", "source/ps1/problem1.ipynb") == 0
    said = []
    making.build("problem1", course, said.append)

    assert said[-1] == "release/problem1: 4 test cells, 10 points"
    before = nbformat.read(PS1 / "problem1.ipynb", as_version=4)
    after = nbformat.read(course / "source/problem1/problem1.ipynb", as_version=4)
    assert known(after) == known(before)
    own = [cell.source for cell in before.cells]
    new = [cell.source for cell in after.cells if cell.source not in own]
    assert new == []


@pytest.mark.slow
def test_each_function_waits_for_questions_which_then_take_the_place_of_its_asserts(course):
    run("adopt", "source/ps1/problem1.ipynb", "--name", "sums")
    lesson = course / "source/sums.py"
    text = lesson.read_text(encoding="utf-8")
    todo = "# TODO squares (points: 2, in correct_squares, squares_invalid_input). "
    assert todo in text
    for line in (
        "from dinosaur_grader.assignments import fault, hidden, public, right, wrong",
        'public(1, "a title", lambda rng: (n,))',
        'hidden(1, "another title", lambda rng: (n,))',
    ):
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line.replace("(n,)", "(int(rng.integers(2, 9)),)"), 1)
    lesson.write_text(text, encoding="utf-8")

    said = []
    making.build("sums", course, said.append)
    assert said[0] == "questions: squares (1 public, 1 hidden, 0 known faults)"
    assert said[-1] == "release/sums: 6 test cells, 12 points"


def test_work_in_the_gradebook_is_seen_before_anything_is_written(course, capsys):
    with Gradebook(database.default_url(course)) as book:
        book.add_assignment("problem1")
        book.add_student("ada")
        book.add_submission("problem1", "ada")

    assert run("adopt", "source/ps1/problem1.ipynb") == 2
    assert "under another name by --name" in capsys.readouterr().err
    assert not (course / "source" / "problem1.py").exists()
    assert run("adopt", "source/ps1/problem1.ipynb", "--name", "sums") == 0


def test_nothing_is_overwritten_and_what_build_will_write_is_said(course, capsys):
    shutil.move(course / "source/ps1/problem1.ipynb", course / "source/ps1/ps1.ipynb")
    kept = (course / "source/ps1/ps1.ipynb").read_bytes()
    assert run("adopt", "source/ps1/ps1.ipynb") == 0
    assert "overwrites source/ps1/ps1.ipynb: keep a copy" in capsys.readouterr().err

    written = (course / "source/ps1.py").read_text(encoding="utf-8") + "\n# mine\n"
    (course / "source/ps1.py").write_text(written, encoding="utf-8")
    assert run("adopt", "source/ps1/ps1.ipynb") == 2
    assert "an assignment ps1 already exists" in capsys.readouterr().err
    assert (course / "source/ps1.py").read_text(encoding="utf-8") == written
    assert (course / "source/ps1/ps1.ipynb").read_bytes() == kept


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda path: None, "has no function to ask: it stays nbgrader's"),
        (lambda path: path.write_text("{}", encoding="utf-8"), "can't be read as a notebook"),
        (lambda path: in_julia(path), "is a notebook in julia"),
    ],
)
def test_what_can_t_be_adopted_is_refused_with_the_reason(course, capsys, change, why):
    change(course / "source/ps1/problem2.ipynb")
    assert run("adopt", "source/ps1/problem2.ipynb") == 2
    assert why in capsys.readouterr().err
    assert not (course / "source/problem2.py").exists()


def in_julia(path):
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec.language = "julia"
    nbformat.write(notebook, path)


def test_what_ipython_alone_reads_and_tags_come_through(course):
    notebook = nbformat.read(PS1 / "problem1.ipynb", as_version=4)
    show = nbformat.v4.new_code_cell("%matplotlib inline\nx = 1  # %% no cell")
    show.metadata.tags = ["hide-input", "mine"]
    notebook.cells.insert(0, show)
    nbformat.write(notebook, course / "magic.ipynb")
    run("adopt", "magic.ipynb")
    first = percent.source_notebook(course / "source/magic.py").cells[0]
    assert (first.source, first.metadata.tags) == (show.source, ["hide-input"])
