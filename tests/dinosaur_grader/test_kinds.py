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


QUEUE = """
class Stack:
    def __init__(self): self.items = []
    def push(self, item): self.items.append(item)
    def pop(self): return self.items.pop(0)
    def __len__(self): return len(self.items)
"""
NONE_LEFT = QUEUE.replace("pop(0)", "pop() if self.items else None")
ELSEWHERE = QUEUE.replace("self.items.pop(0)", "self.things.pop()")


def test_a_wrong_step_is_named_with_what_it_gave_where_it_is_published(graded):
    points, said = graded(Stack=QUEUE)
    assert (points["Stack_expected"], points["Stack_hidden"]) == (1, 3)
    assert "After `s.push(b)`, `s.pop()` gave " in said["Stack_expected"]
    assert "Which end is the top?" in said["Stack_expected"]
    _, said = graded(Stack=NONE_LEFT)
    due = "After `s = Stack()`, `s.pop()` gave None, and should raise an IndexError."
    assert due in said["Stack_expected"]
    _, said = graded(Stack=ELSEWHERE)
    error = "raised AttributeError: 'Stack' object has no attribute 'things', in your line `def"
    assert error in said["Stack_expected"]


def test_of_a_hidden_question_no_step_is_said(graded):
    for text in (QUEUE, NONE_LEFT, ELSEWHERE):
        _, said = graded(
            Stack=text.replace("push(self, item): ", "push(self, item): item += 1; ")
        )
        assert said["Stack_hidden"] and "`" not in said["Stack_hidden"]
        assert "s." not in said["Stack_hidden"] and "step 4" not in said["Stack_hidden"]


LIAR = """
class Meta(type):
    def __getattr__(cls, name): raise SystemExit
    def __instancecheck__(cls, other): return True
class Any(int):
    __class__ = int
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __len__(self): return 1
    def __index__(self): raise KeyError
    __hash__ = int.__hash__
class Stack(metaclass=Meta):
    __class__ = list
    __globals__ = property(lambda self: 1 / 0)
    def push(self, item): pass
    def pop(self): return Any(4)
    def __len__(self): return Any(1)
    def __getattribute__(self, name): return object.__getattribute__(self, name)
"""


def test_a_class_whose_values_are_equal_to_all_others_gets_what_they_are_worth(graded, plain):
    points, _ = graded(Stack=LIAR)
    assert (points["Stack_expected"], points["Stack_hidden"]) == (0, 0)
    assert points["spread_hidden"] == 3
    assert plain(Stack=LIAR)["Stack_hidden"] == 0


def test_check_runs_the_steps_in_the_notebook(notebook, capsys):
    names = notebook("from utils.checks import check", QUEUE, "points = check(Stack)")
    assert names["points"] == 1
    said = capsys.readouterr().out
    assert "After `s.push(b)`, `s.pop()` gave" in said and "Which end is the top?" in said
    names = notebook(QUEUE.replace("pop(0)", "pop()"), "points = check(Stack)")
    assert names["points"] == 4 and "s" not in names


def test_a_class_is_not_lent(work):
    assert work.rubric.lendable == ("largest", "spread")


PROPERTIES = """
class Odd(str):
    __class__ = property(lambda self: 1 / 0)
    __globals__ = property(lambda self: 1 / 0)
    __name__ = property(lambda self: 1 / 0)
    def __eq__(self, other): return True
    __hash__ = str.__hash__
    def __getattribute__(self, name): raise SystemExit
class Any:
    def __getattribute__(self, name): raise SystemExit
    def __eq__(self, other): return True
longest = Odd("may")
weeks = Any()
"""


def test_the_value_of_a_variable_is_compared(graded, plain, work):
    assert plain(longest="longest = 'may'")["longest_hidden"] == 0
    points, said = graded(longest="longest = 'may'", weeks="weeks = 10")
    assert (points["longest_hidden"], points["weeks_expected"]) == (0, 0)
    # no public question asks for it: the fault of its author is named
    assert "This one has the fewest weeks." in said["longest_hidden"]
    assert "weeks should be 9 and is 10." in said["weeks_expected"]
    assert said["weeks_hidden"].endswith("weeks is not what it should be.")
    assert points["Stack_hidden"] == full(work)["Stack_hidden"]


def test_a_variable_that_is_missing_is_said_to_be(graded):
    points, said = graded(longest="month = 'june'", weeks="1 / 0")
    assert (points["longest_hidden"], points["weeks_hidden"]) == (0, 0)
    assert "longest is not there." in said["longest_hidden"]
    assert "There is no weeks. Its cell has to be there" in said["weeks_expected"]


def test_an_object_that_equals_everything_and_runs_code_is_not_the_value(graded, plain):
    points, _ = graded(longest=PROPERTIES, weeks="")
    assert (points["longest_hidden"], points["weeks_hidden"]) == (0, 0)
    assert plain(longest=PROPERTIES, weeks="")["longest_hidden"] == 0


def test_a_published_question_to_a_variable_is_said_to_draw_nothing(built):
    assert 'weeks: "all weeks" draws nothing' in "\n".join(built[1])


def test_check_takes_a_variable_by_its_name(notebook, capsys):
    names = notebook("from utils.checks import check", "points = check('weeks')")
    assert names["points"] == 0 and "weeks" not in names
    assert "There is no weeks. Its cell has to be there" in capsys.readouterr().out
    names = notebook("weeks = 3", "points = check('weeks')")
    assert names["points"] == 0
    assert "weeks should be 9 and is 3." in capsys.readouterr().out
    names = notebook("weeks = None", "points = check('weeks')")
    assert names["points"] == 0 and names["weeks"] is None
    names = notebook(PROPERTIES, "points = check('weeks')")
    assert names["points"] == 0
    assert notebook("weeks = 9.0", "points = check('weeks')")["points"] == 1


def test_the_release_asks_a_variable_by_name_and_the_rest_as_they_are(work):
    shown = {test.id: test.visible.splitlines()[0] for test in work.tests}
    assert shown["weeks_expected"] == 'check("weeks")'
    assert shown["Stack_expected"] == "check(Stack)"
