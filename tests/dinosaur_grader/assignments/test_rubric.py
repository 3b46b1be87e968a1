"""A rubric in its files, with any functions: what it says, and the sentence for each
thing in it that is not as it should be."""

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.checks import judge, passes
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
    observer = rubric.observer(rubric.asked("label").public()[0].observe)
    assert observer(Outcome(value="4 points")) == {"first": "4", "second": "points"}
    assert rubric.table.title == "A toy"


def test_a_rubric_without_faults_is_whole(tmp_path):
    course = toy.make(tmp_path, faults={})
    assert checked(course) == []
    double = drawn(course)[1]
    assert judge(double, Outcome(value=1)).fault == "number:value"


def drawing_in(course, call):
    """Have a question to `double` read for its figure."""
    lesson = course / "source" / "toy.py"
    toy.change(lesson, f"{call}),", f"{call}, draws=True), see({{'it': 'figure'}}),")


def test_a_function_that_draws_may_give_back_what_it_likes(course):
    assert toy.load(course).rubric.returns("double") == ("number", "array")
    drawing_in(course, 'Call("double", (2,)')
    assert toy.load(course).rubric.returns("double") == ()


def test_a_right_answer_that_draws_nothing_is_refused_where_its_figure_is_asked_for(course):
    drawing_in(course, 'Call("double", (number,)')
    assert "nothing is seen of the right answer to double.hidden.drawn" in refused(course)


# What is refused, each with its sentence.


LESSON = "source/toy.py"
SOURCE, SEEN = "source/toy/toy.ipynb", '"twice a number", Call("double", (number,))'
OLD = "release/toy/utils/questions is older than "
TOGETHER = "have 3 points together, and the notebook has 2 in double_"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        # what is seen
        (LESSON, '"second": "words.1"', '"second": {"from": "printed", "fits": "nearly"}',
         f"{LESSON}: second fits 'nearly'; it may be close, "),
        (LESSON, '"second": "words.1"', '"second": {"from": "printed", "fit": "close"}',
         f"{LESSON}: what is seen can't be read: Object contains unknown field `fit`"),
        (LESSON, '"words.0"', '"letters.0"', f"{LESSON}: there is no observer "),
        # faults
        (LESSON, 'fault("2 * x", "x / 2"', 'fault("3 * x", "x"',
         f"{LESSON}: the fault halved swaps '3 * x', which stands 0 times in the right double: "),
        (LESSON, 'fault("2 * x", "x / 2"', 'fault({"3 * x": "x"}, "x"',
         f"{LESSON}: the fault halved swaps '3 * x', which the right double doesn't have."),
        (LESSON, '"halved"', '"squared"', f"{LESSON}: two faults have the name squared."),
        (LESSON, 'returns="a number"', 'gives_back="a number"', f"{LESSON}: words of double: Object contains unknown"),
        # questions: points, what they call, what is seen
        (LESSON, '2, "twice two"', '3, "twice two"', f"{LESSON}: the questions of public() {TOGETHER}expected."),
        (LESSON, "(number,)), gate=True", "(number,))", f"{LESSON}: the questions of hidden() are passed by "),
        (LESSON, '"double", (2,)', '"label", (2,)', f"{LESSON}: the question two calls label, and belongs to double."),
        (LESSON, '{"double": Lent()}', '{"halve": Lent()}', f"{LESSON}: the question one lends halve, which is not a "),
        (LESSON, '(1,), {}, LENT), WORDS, gate', '(1,), {}, LENT), WORDS, ("third",), gate',
         f"{LESSON}: the question one is about third, which {{"),
        # right answers
        (LESSON, SEEN, f'{SEEN}, see({{"none": "asked.x.y"}})',
         f"{LESSON}: nothing is seen of the right answer to double.hidden.drawn: "),
        (LESSON, "(number,)", "(None,)", f"{LESSON}: the right answer fails on double.hidden.drawn (TypeError: "),
        *((SOURCE, "y = 2 * x", f"y = 2 * x if x < 3 else {odd}",
           f"{LESSON}: the right answer to double.hidden.drawn holds in value what can't be compared as 'close': ")
          for odd in ("[1, object()]", "{2**9_000}", "{complex('nan'): 1}")),
        # modules that don't load
        (LESSON, "def double_public()", "def double_public(", f"{LESSON}, line 33: SyntaxError: "),
        (LESSON, "public(double_public)", "public(double_publik)", f"{LESSON}, line 42: NameError: "),
        (f"{RUBRIC}/observe.py", "def words", "import nowhere\n\n\ndef words", f"{RUBRIC}: its module observe "),
        # what was published and is older
        (LESSON, '"twice two"', '"two times two"', OLD),
        (LESSON, '"two", 2, "twice two"', '"a", 1, "twice two", Call("double", (2,))), Question("b", 1, "two"', OLD),
        (LESSON, '"two"', '"pair"', OLD),
        (LESSON, '"double", (2,)', '"double", (5,)', OLD),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_with_the_file(course, path, old, new, said):
    toy.change(course / path, old, new)
    assert refused(course).startswith(said)


@pytest.mark.parametrize(
    "value", ["float('nan')", "[float('inf'), float('nan')]", "{(1, 2): {3j}, float('nan'): 1}"]
)
def test_a_right_answer_may_hold_no_number_and_any_kind_of_value(course, value):
    toy.change(course / SOURCE, "y = 2 * x", f"y = 2 * x if x < 3 else {value}")
    hidden = next(probe for probe in drawn(course) if probe.id == "double.hidden.drawn")
    assert passes(hidden, Outcome(value=hidden.expected["value"]))
    assert not passes(hidden, Outcome(value=1.0))


def without(grade_id, cells):
    named = ((cell, cell["metadata"].get("nbgrader", {}).get("grade_id")) for cell in cells)
    return [cell for cell, name in named if name != grade_id]


def test_questions_to_a_cell_that_the_notebook_lacks(course):
    for room, clear in (("source", False), ("release", True)):
        toy.notebook(course, room, without("double_expected", toy.cells(clear, (2, 4, 2, 2))))
    toy.change(course / LESSON, '2, "twice a', '4, "twice a')
    assert refused(course) == (
        f"{LESSON}: the questions of public() have 2 points together, "
        "and the notebook has no cell double_expected."
    )


def test_what_questions_import_is_read_anew_and_moves_the_version(course):
    helper = course / RUBRIC / "more" / "helping.py"
    toy.write(helper, "LOW = 3\n")
    toy.change(
        course / LESSON, "LOW, HIGH = 3, 9", "from .more.helping import LOW\n\nHIGH = LOW + 1"
    )
    before = toy.load(course).version
    assert [drawn(course)[1].call.positional] == [(3,)]
    toy.write(helper, "LOW = 5\n")  # within the same second
    assert [drawn(course)[1].call.positional] == [(5,)]
    assert toy.load(course).version != before
    assert not list(course.rglob("__pycache__"))


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
    with pytest.raises(NoAssignment, match="`dinosaur-grader build --assignment toy` makes it"):
        toy.load(course)
    (course / "source/toy/toy.ipynb").unlink()
    with pytest.raises(NoAssignment, match="`dinosaur-grader build --assignment toy` makes it"):
        toy.load(course)


def test_questions_in_a_file_that_is_named_after_no_exercise_are_told_of(course):
    toy.write(
        course / RUBRIC / "dubble.py",
        toy.QUESTIONS["double"].replace('"double"', '"dubble"', 1),
    )
    assert refused(course).startswith(
        f"{RUBRIC}/dubble.py, line 1: there is no exercise 'dubble' for these questions;"
    )
