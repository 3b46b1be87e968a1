"""Kinds of answers that are no value of a function: the errors that it raises, in the
notebook, in plain nbgrader and in the engine."""

import importlib
import json
import linecache
import shutil
import sys
from pathlib import Path

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.batch import single
from dinosaur_grader.plain import marks
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import gallery

LESSON = Path(__file__).parents[1] / "gallery" / "kinds" / "source" / "kinds.py"
pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course with the lesson, built, and what was said of it."""
    home, said = tmp_path_factory.mktemp("course"), []
    home.chmod(0o755)  # the sandbox's user has to read it
    (home / "source").mkdir()
    shutil.copyfile(LESSON, home / "source" / "kinds.py")
    making.build("kinds", home, said.append)
    return home, said


@pytest.fixture(scope="module")
def work(built):
    return assignments.load("kinds", built[0])


@pytest.fixture
def plain(work, built, monkeypatch):
    """What plain nbgrader gives a notebook with these answers in the place of right ones."""
    folder = built[0] / "autograded" / "bo" / "kinds"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)

    def of(**changed):
        right = work.rubric.answers
        return {
            test.id: marks(test.id, right.namespace_of(*(right.texts | changed).values()))
            for test in work.tests
        }

    return of


@pytest.fixture
def graded(work, built, tmp_path, strict):
    """What the engine gives at strict: points by cell, and what is said by cell."""

    def of(**changed):
        blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
        cells = work.rubric.answers.texts | changed
        notebook = tmp_path / "kinds.ipynb"
        notebook.write_text(json.dumps(filled(blank, cells)), encoding="utf-8")
        asked = single.SingleRequest(notebook, "kinds", built[0])
        marked = single.grade(asked).result.marks
        return {m.cell: m.score for m in marked}, {m.cell: m.message for m in marked}

    return of


@pytest.fixture
def notebook(built, monkeypatch):
    """What `check` says in the student's notebook, after these cells."""
    release = built[0] / "release" / "kinds"
    kept = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "utils"}
    for name in kept:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(release))
    importlib.invalidate_caches()
    names = {"__name__": "__main__"}

    def run(*texts):
        for text in texts:
            place = f"<cell {len(text)}>"
            linecache.cache[place] = len(text), None, text.splitlines(keepends=True), place
            exec(compile(text, place, "exec"), names)
        return names

    yield run
    for name in [n for n in sys.modules if n.split(".")[0] == "utils"]:
        del sys.modules[name]
    sys.modules.update(kept)


def full(work, *functions):
    return {t.id: t.points for t in work.tests if not functions or t.function in functions}


def test_right_answers_get_every_point_everywhere(work, plain, graded):
    assert plain() == full(work)
    assert graded()[0] == full(work)


def test_the_gallery_is_as_it_is_labelled(work):
    judged = gallery.grade_all(work.rubric)
    assert [(one.answer.name, one.problems) for one in judged if one.problems] == []


SILENT = "def largest(values): return max(values, default=3)"
OTHER = "def largest(values): return max(values) if values else {}['none']"


def test_who_returns_a_value_is_told_which_error_is_due(graded, plain):
    points, said = graded(largest=SILENT)
    assert (points["largest_expected"], points["largest_hidden"]) == (2, 2)
    assert "It should raise a ValueError here, and it returned 3." in said["largest_expected"]
    assert (
        "It should raise a ValueError here, and it returned a value." in said["largest_hidden"]
    )
    assert plain(largest=SILENT)["largest_hidden"] == 2


def test_who_raises_another_error_is_told_both(graded):
    points, said = graded(largest=OTHER)
    assert (points["largest_expected"], points["largest_hidden"]) == (2, 2)
    assert (
        "It should raise a ValueError here, and it raised KeyError." in said["largest_expected"]
    )
    assert "it raised no such error" in said["largest_hidden"]


def test_who_always_raises_gets_nothing(graded, work):
    points, _ = graded(largest="def largest(values): raise ValueError")
    assert (points["largest_expected"], points["largest_hidden"]) == (0, 0)
    assert points["spread_hidden"] == full(work)["spread_hidden"]


LIARS = """
class Meta(type):
    @property
    def __name__(cls): return "ValueError"
    @property
    def __mro__(cls): return (cls, ValueError)
class Liar(Exception, metaclass=Meta):
    __class__ = ValueError
    def __str__(self): raise ValueError("ValueError")
def largest(values):
    if not values: raise {0}
    return max(values)
"""


@pytest.mark.parametrize("raised", ["Liar()", "type('', (Exception,), {})()"])
def test_an_error_whose_class_lies_about_its_name_is_not_the_one_asked_for(
    graded, plain, raised
):
    text = LIARS.replace("{0}", raised)
    points, _ = graded(largest=text)
    assert (points["largest_expected"], points["largest_hidden"]) == (2, 2)
    assert plain(largest=text)["largest_hidden"] == 2


def test_check_asks_for_errors_in_the_notebook(notebook, capsys):
    given = "from utils.checks import check\nclass TooFew(ValueError): pass"
    right = "def largest(values):\n    if not values: raise ValueError\n    return max(values)"
    names = notebook(given, right, "points = check(largest)")
    assert names["points"] == 3
    names = notebook(SILENT, "points = check(largest)")
    assert names["points"] == 2
    assert "It should raise a ValueError here, and it returned 3." in capsys.readouterr().out
