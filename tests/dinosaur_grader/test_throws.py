"""Properties as questions, by the homework of `examples/` that has them: alike in the
notebook, in plain nbgrader and in the engine."""

import json

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.batch import single
from dinosaur_grader.plain import marks
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import gallery
from tests.conftest import ROOT

LESSON = ROOT / "examples" / "source" / "throws.py"
pytestmark = [pytest.mark.slow]

ONE_BY_ONE = "def throws(n, rng): return [int(rng.integers(1, 7)) for _ in range(n)]"
FIVE_FACES = "def throws(n, rng): return rng.integers(1, 6, n).tolist()"
IN_TURN = "def throws(n, rng): return [1 + i % 6 for i in range(n)]"
YES = (
    "class Yes(list):\n    def __eq__(self, other): return True\n"
    "    def __len__(self): return 30\n    def __hash__(self): return 0\n"
    "def throws(n, rng): return Yes()"
)
AS_IT_WAS = "def arrange(numbers): return numbers"
LOST = "def arrange(numbers): return sorted(set(numbers))"
ZEROS = "def arrange(numbers): return [0 for _ in numbers]"
BLANK = "def throws(n, rng): raise NotImplementedError()"


def write_course(folder, text):
    folder.chmod(0o755)  # the sandbox's user has to read it
    (folder / "source").mkdir()
    (folder / "source" / "throws.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    home = write_course(tmp_path_factory.mktemp("course"), LESSON.read_text(encoding="utf-8"))
    making.build("throws", home, lambda said: None)
    return home


@pytest.fixture(scope="module")
def work(course):
    return assignments.load("throws", course)


def grade_answers(course, folder, changed):
    """Grade right answers but for those that are `changed`: points by cell, and what is
    said by cell."""
    work = assignments.load("throws", course)
    blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
    notebook = folder / "throws.ipynb"
    cells = work.rubric.answers.texts | changed
    notebook.write_text(json.dumps(filled(blank, cells)), encoding="utf-8")
    marked = single.grade(single.SingleRequest(notebook, "throws", course)).result.marks
    return {m.cell: m.score for m in marked}, {m.cell: m.message for m in marked}


@pytest.fixture
def grade(course, tmp_path, strict):
    """What the engine gives at strict: points by cell, and what is said by cell."""
    return lambda **changed: grade_answers(course, tmp_path, changed)


@pytest.fixture
def plain(work, course, monkeypatch):
    """What plain nbgrader gives a notebook with these answers in the place of right ones."""
    folder = course / "autograded" / "bo" / "throws"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)

    def of(**changed):
        right = work.rubric.answers
        names = right.namespace_of(*(right.texts | changed).values())
        return {test.id: marks(test.id, names) for test in work.tests}

    return of


FULL = {"throws_expected": 2, "throws_hidden": 8, "arrange_expected": 4, "arrange_hidden": 6}
ANSWERS = {
    "right": ({}, FULL),
    "right, otherwise": ({"throws": ONE_BY_ONE}, FULL),
    "no six": ({"throws": FIVE_FACES}, FULL | {"throws_hidden": 4}),
    "no dice": ({"throws": IN_TURN}, FULL | {"throws_hidden": 4}),
    "says yes": ({"throws": YES}, FULL | {"throws_expected": 0, "throws_hidden": 0}),
    "blank": ({"throws": BLANK}, FULL | {"throws_expected": 0, "throws_hidden": 0}),
    "not sorted": ({"arrange": AS_IT_WAS}, FULL | {"arrange_expected": 0, "arrange_hidden": 0}),
    "lost": ({"arrange": LOST}, FULL | {"arrange_expected": 0, "arrange_hidden": 0}),
}
CASES = pytest.mark.parametrize(("changed", "points"), ANSWERS.values(), ids=ANSWERS)


@CASES
def test_the_engine_gives_the_points_of_what_holds(grade, changed, points):
    assert grade(**changed)[0] == points


@CASES
def test_plain_nbgrader_gives_the_same_points(plain, changed, points):
    assert plain(**changed) == points


def test_the_gallery_is_as_it_is_labelled(work):
    judged = gallery.grade_all(work.rubric)
    assert [(one.answer.name, one.problems) for one in judged if one.problems] == []


def test_the_student_reads_which_property_does_not_hold_and_of_what(grade):
    said = grade(arrange=AS_IT_WAS)[1]
    assert "After `b = arrange(a)` with a = [" in said["arrange_expected"]
    assert "`all(x <= y for x, y in zip(b, b[1:]))` does not hold." in said["arrange_expected"]


def test_of_a_hidden_question_the_student_reads_no_property_and_no_value(grade):
    said = grade(arrange=ZEROS, throws=FIVE_FACES)[1]
    assert "sorted(a)" not in said["arrange_hidden"]
    assert "b is [" not in said["arrange_hidden"]
    assert "range(1, 7)" not in said["throws_hidden"]


def test_the_author_may_show_hidden_properties(tmp_path, strict):
    settings = 'title = "Throwing dice"\nshow_hidden_messages = True'
    text = LESSON.read_text(encoding="utf-8").replace('title = "Throwing dice"', settings)
    home = write_course(tmp_path, text)
    making.build("throws", home, lambda said: None)
    said = grade_answers(home, tmp_path, {"arrange": ZEROS})[1]["arrange_hidden"]
    assert "Not all of these hold: `all(x <= y for x, y in zip(b, b[1:]))`, `sorted(a)" in said
    assert "b is [" not in said


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"len(t) == n"', '"t.count(6) > 0"', "a property can't have `t.count(6)`"),
        ('"len(t) == n"', '"len(t) == "', "holds('len(t) == ')"),
        ('"len(t) == n"', '"len(t) < n"', "`len(t) < n` is not true of the right answer"),
        ('"t = throws(n, rng)", n=30', '"throws(n, rng)", n=30', "has to give a value a name"),
    ],
)
def test_a_property_that_can_not_be_asked_stops_the_build(tmp_path, old, new, problem):
    text = LESSON.read_text(encoding="utf-8").replace(old, new)
    home = write_course(tmp_path, text)
    with pytest.raises(RubricError) as raised:
        making.build("throws", home, lambda said: None)
    assert problem in str(raised.value)
