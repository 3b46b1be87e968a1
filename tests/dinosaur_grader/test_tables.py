"""Questions with pandas' tables, in the notebook, in plain nbgrader and in the engine."""

import json
import shutil
from pathlib import Path

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.batch import single
from dinosaur_grader.plain import marks
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import gallery

pytest.importorskip("pandas")
LESSON = Path(__file__).parents[1] / "gallery" / "kinds" / "source" / "tables.py"
pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    home = tmp_path_factory.mktemp("course")
    home.chmod(0o755)  # the sandbox's user has to read it
    (home / "source").mkdir()
    shutil.copyfile(LESSON, home / "source" / "tables.py")
    making.build("tables", home, lambda said: None)
    return home


@pytest.fixture(scope="module")
def work(course):
    return assignments.load("tables", course)


@pytest.fixture
def graded(work, course, tmp_path, strict):
    """What the engine gives at strict: points by cell, and what is said by cell."""

    def of(**changed):
        blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
        cells = work.rubric.answers.texts | changed
        notebook = tmp_path / "tables.ipynb"
        notebook.write_text(json.dumps(filled(blank, cells)), encoding="utf-8")
        asked = single.SingleRequest(notebook, "tables", course)
        marked = single.grade(asked).result.marks
        return {m.cell: m.score for m in marked}, {m.cell: m.message for m in marked}

    return of


def test_right_answers_get_every_point_everywhere(work, course, graded, monkeypatch):
    full = {test.id: test.points for test in work.tests}
    assert graded()[0] == full
    folder = course / "autograded" / "bo" / "tables"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    names = work.rubric.answers.namespace
    assert {test.id: marks(test.id, names) for test in work.tests} == full


def test_the_gallery_is_as_it_is_labelled(work):
    judged = gallery.grade_all(work.rubric)
    assert [(one.answer.name, one.problems) for one in judged if one.problems] == []


def test_right_answers_of_other_styles_get_every_point_at_strict(work, graded):
    full = {test.id: test.points for test in work.tests}
    for number in range(3):
        own = {
            name: right[number % len(right)].text
            for name in work.rubric.functions
            if (right := [one for one in work.rubric.gallery(name) if one.right])
        }
        assert graded(**own)[0] == full, own


def test_a_wrong_cell_is_named_by_its_row_and_column(graded):
    text = "def dear(sales, least=50):\n    found = sales[sales['price'] >= least].copy()\n"
    points, said = graded(dear=text + "    found['sold'] += 1\n    return found")
    assert (points["dear_expected"], points["dear_hidden"]) == (0, 0)
    assert points["totals_hidden"] == 3  # the right one was lent
    assert "'sold' in row 'sale " in said["dear_expected"]
    assert "row" not in said["dear_hidden"].replace("arrow", "")
    assert said["dear_hidden"].count("sold") == 1  # in the student's own line


LIARS = """
class Liar(pd.DataFrame):
    def __eq__(self, other): return True
    def __len__(self): return 4
    @property
    def columns(self): 1 / 0
    @property
    def index(self): 1 / 0
    @property
    def shape(self): raise SystemExit
    def items(self): return iter([])
    def __getattr__(self, name): raise KeyError
def dear(sales, least=50):
    liar = sales.copy()
    liar.__class__ = Liar
    return liar
"""
WIDE = """
import numpy as np
def dear(sales, least=50): return pd.DataFrame(np.zeros((1, 1_000_000)))
"""
FAKE = """
import sys, types
def dear(sales, least=50):
    sys.modules["pandas"] = types.SimpleNamespace(DataFrame=object, NA=3)
    sales = list(sales)
    return sales
"""
PARTS = """
from utils.checks.frames import DataFrame
class Any(list):
    def __eq__(self, other): return True
def dear(sales, least=50): return DataFrame(Any(), Any(), Any(), Any(), Any())
"""


@pytest.mark.parametrize(
    "text", [LIARS, WIDE, FAKE, PARTS], ids=["liar", "wide", "fake", "own"]
)
def test_a_table_that_lies_or_is_too_large_gets_nothing_and_harms_no_other(graded, text):
    points, _ = graded(dear=text)
    assert (points["dear_expected"], points["dear_hidden"]) == (0, 0)
    assert points["totals_hidden"] == 3
