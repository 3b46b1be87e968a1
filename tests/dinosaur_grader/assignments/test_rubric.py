"""A rubric in its folder, with any functions: what it says, and the sentence for each
thing in it that is not as it should be."""

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.toml_tables import RubricError
from dinosaur_grader.checks import judge
from dinosaur_grader.checks.calls import Outcome
from tests.dinosaur_grader import toy

RUBRIC, SEED = "rubrics/toy", b"a seed"


@pytest.fixture
def course(tmp_path):
    return toy.make(tmp_path)


def drawn(course):
    """All probes of the course as its files are now."""
    return drawing.probes.__wrapped__(toy.load(course).rubric, SEED)


def checked(course):
    """What `check` does before anything is asked."""
    rubric = toy.load(course).rubric
    drawing.probes.__wrapped__(rubric, SEED)
    return [edit.source for function in rubric.functions for edit in rubric.edits(function)]


def refused(course):
    with pytest.raises(RubricError) as error:
        checked(course)
    said = str(error.value)
    assert said.endswith(".") and "\n" not in said and said.startswith(str(course))
    return said.removeprefix(f"{course}/")


def test_a_rubric_knows_functions_cells_and_observers(course):
    rubric = toy.load(course).rubric
    assert rubric.functions == ("double", "label")
    kinds = ("expected", "hidden")
    assert rubric.cells == {f"{f}_{kind}": f for f in rubric.functions for kind in kinds}
    assert list(rubric.observers) == ["value", "words"]
    seen = rubric.observers["words"](Outcome(value="4 points"))
    assert seen == {"first": "4", "second": "points"}


def test_a_rubric_without_faults_and_observers_of_its_own_is_whole(course):
    for path in ("faults/double.toml", "faults/label.toml"):
        (course / RUBRIC / path).unlink()
    toy.publish_questions(course)
    assert checked(course) == []
    double = drawn(course)[1]
    assert judge(double, Outcome(value=1)).fault == "number:value"


# What is refused, each with its sentence.


PROBES, FAULTS = f"{RUBRIC}/probes", f"{RUBRIC}/faults/double.toml"
TABLE, DOUBLE, LABEL = f"{RUBRIC}/assignment.toml", f"{PROBES}/double.py", f"{PROBES}/label.py"
SOURCE, SEEN = "source/toy/toy.ipynb", '"twice a number", Call("double", (number,))'
OLD = "release/toy/utils/questions is older than "
UNLOADED = f"{RUBRIC}: its module probes.double can't be loaded"
TOGETHER = "have 3 points together, and the notebook has 2 in double_"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        # the table
        (TABLE, '"label"', '"labels"', f"{TABLE}: the notebook has no solution cell labels; it has double, label."),
        (TABLE, 'second = "words.1"', 'second = { from = "printed", fits = "rounded" }',
         f"{TABLE}: words.second fits 'rounded', which compares lists, and printed is one text: "),
        (TABLE, '"words.0"', '"letters.0"', f"{TABLE}: the observer words begins with what neither we nor"),
        # faults
        (FAULTS, '"2 * x" = "x / 2"', '"3 * x" = "x"',
         f"{FAULTS}: the fault halved swaps '3 * x', which the right double doesn't have."),
        (FAULTS, '"halved"', '"squared"', f"{FAULTS}: two faults have the name squared."),
        # questions: points, what they call, what is seen
        (DOUBLE, '2, "twice two"', '3, "twice two"', f"{DOUBLE}: the questions of public() {TOGETHER}expected."),
        (DOUBLE, "def public(", "def something(", f"{DOUBLE}: it has no public()."),
        (DOUBLE, "def hidden(", "def something(", f"{DOUBLE}: it has no hidden(rng)."),
        (DOUBLE, "(number,)), gate=True", "(number,))", f"{DOUBLE}: the questions of hidden() have no gate=True "),
        (DOUBLE, '"double", (2,)', '"label", (2,)', f"{DOUBLE}: the question two calls label, and belongs to double."),
        (LABEL, '{"double": Lent()}', '{"halve": Lent()}', f"{LABEL}: the question one lends halve, which is not a "),
        (LABEL, '"words"', '"letters"', f"{LABEL}: the question one has the observer 'letters'; there "),
        (LABEL, '"words", gate', '"words", ("third",), gate',
         f"{LABEL}: the question one is about third, which words doesn't see."),
        # right answers
        (DOUBLE, SEEN, f'{SEEN}, "words"', f"{RUBRIC}: nothing is seen of the right answer to double.hidden.drawn."),
        (DOUBLE, "(number,)", "(None,)", f"{RUBRIC}/probes/double.py: the right answer fails on double.hidden.drawn (TypeError: "),
        *((SOURCE, "y = 2 * x", f"y = 2 * x if x < 3 else {odd}",
           f"{RUBRIC}: the right answer to double.hidden.drawn is not finite in value, so nothing can be compared ")
          for odd in ("float('inf')", "[1, float('nan')]")),
        # modules that don't load
        (DOUBLE, "def public()", "def public(", f"{UNLOADED} (SyntaxError: "),
        (f"{RUBRIC}/observe.py", "def words", "import nowhere\n\n\ndef words", f"{RUBRIC}: its module observe "),
        # what was published and is older
        (DOUBLE, '"twice two"', '"two times two"', OLD),
        (DOUBLE, '"two", 2, "twice two"', '"a", 1, "twice two", Call("double", (2,))), Question("b", 1, "two"', OLD),
        (DOUBLE, '"two"', '"pair"', OLD),
        (DOUBLE, '"double", (2,)', '"double", (5,)', OLD),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_with_the_file(course, path, old, new, said):
    toy.change(course / path, old, new)
    assert refused(course).startswith(said)


def without(grade_id, cells):
    named = ((cell, cell["metadata"].get("nbgrader", {}).get("grade_id")) for cell in cells)
    return [cell for cell, name in named if name != grade_id]


def test_functions_without_questions_and_faults_without_a_function(course):
    toy.write(course / RUBRIC / "faults/lable.toml", "")
    assert (
        refused(course) == f"{RUBRIC}/faults/lable.toml: assignment.toml has no function lable."
    )
    (course / LABEL).unlink()
    assert refused(course) == f"{PROBES}: there are no questions to label (label.py)."


def test_points_that_are_not_those_of_the_notebook(course):
    toy.notebook(course, "source", toy.cells(points=(2, 3, 2, 2)))
    assert refused(course) == (
        f"{TABLE}: double has 4 points, and its test cells in {course / SOURCE} have 5."
    )


def test_questions_to_a_cell_that_the_notebook_lacks(course):
    for room, clear in (("source", False), ("release", True)):
        toy.notebook(course, room, without("double_expected", toy.cells(clear, (2, 4, 2, 2))))
    toy.change(course / DOUBLE, '2, "twice a', '4, "twice a')
    assert refused(course) == (
        f"{DOUBLE}: the questions of public() have 2 points together, "
        "and the notebook has no cell double_expected."
    )


def test_a_module_that_no_hash_covers(course):
    toy.write(course / RUBRIC / "helping.py", "LOW = 3\n")
    path = course / RUBRIC / "probes/double.py"
    toy.change(path, "LOW, HIGH = 3, 9", "from ..helping import LOW\n\nHIGH = 9")
    for _ in range(2):
        assert refused(course) == (
            "rubrics/toy: its module probes.double imports helping, which no hash covers: "
            "move that into probes/ or observe.py."
        )
    (course / RUBRIC / "helping.py").rename(course / RUBRIC / "probes/helping.py")
    toy.change(path, "..helping", ".helping")
    assert len(drawn(course)) == 4


def test_a_release_that_is_older_than_the_source(course):
    toy.notebook(course, "release", without("label_hidden", toy.cells(clear=True)))
    assert refused(course) == (
        f"release/toy/toy.ipynb is older than {course / SOURCE}: it has no cell "
        "label_hidden. `nbgrader generate_assignment toy --force` makes it again."
    )


def test_questions_that_were_never_published(course):
    published = course / "release/toy/utils/questions/probes.json"
    published.unlink()
    with pytest.raises(RubricError) as error:
        checked(course)
    assert str(error.value) == (
        f"there is no {published}: `dinosaur-grader build --assignment toy` makes it."
    )
    toy.publish_questions(course)
    assert len(checked(course)) == 2


def test_what_is_not_there_at_all_is_no_assignment(course):
    with pytest.raises(NoAssignment, match=r"^there is no rubric of 'kite' in .*\.$"):
        assignments.load("kite", course)
    with pytest.raises(NoAssignment, match=r"^there is no rubric of 'kite' here\.$"):
        assignments.load("kite")
    (course / "release/toy/toy.ipynb").unlink()
    with pytest.raises(NoAssignment, match="`nbgrader generate_assignment toy` makes it"):
        toy.load(course)
    (course / "source/toy/toy.ipynb").unlink()
    with pytest.raises(NoAssignment, match="`dinosaur-grader build` makes it from the twin"):
        toy.load(course)
