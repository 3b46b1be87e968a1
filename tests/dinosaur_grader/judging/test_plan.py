"""Which cells of a submission run, and how long each may."""

import contextlib

import pytest

from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging.plan import Budget, Plan, without_asides
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import Cell
from dinosaur_grader.sandbox.sandbox import ChildLost
from tests.dinosaur_grader import small
from tests.dinosaurs import ASSIGNMENT

NOBODY = frozenset()
ASIDE = Cell("code", "mini = 3\nshow(mini)", aside=True)


def kept(*cells: Cell, asked=NOBODY) -> list[str]:
    return [cell.source for cell in without_asides(cells, asked, Texts())]


@pytest.mark.parametrize(
    "reader",
    [
        "mini + 1",
        "def f(x):\n    return x + mini",
        "f = lambda x, y=mini: x",
        "[x for x in range(3) if x < mini]",
        "class A:\n    size = mini",
        "mini += 1",
        "def f():\n    global mini\n    mini += 1",
        "def f():\n    def g():\n        return mini\n    return g",
        # and all stay where reading cannot be followed
        "globals()['mi' + 'ni']",
        "eval('mini')",
        "%run other.py",
        "_ + 1",
        "Out[3]",
        "import __main__",
        "if (",
    ],
)
def test_an_aside_stays_where_its_names_are_read(reader):
    assert kept(ASIDE, Cell("code", reader)) == [ASIDE.source, reader]


@pytest.mark.parametrize("name", ["mini", "x"])
def test_an_aside_that_nobody_reads_is_left_out_and_a_functions_own_names_are_no_reading(name):
    source = f"def f({name}):\n    y = {name}\n    return y"
    assert kept(ASIDE, Cell("code", source)) == [source]


def test_what_a_kept_aside_reads_is_kept_too():
    sources = ["start = 2", "mini = start + 1", "print(mini)"]
    first, second, reader = (Cell("code", source, aside="=" in source) for source in sources)
    assert kept(first, second, reader) == sources


def test_a_test_cell_that_questions_replace_reads_nothing():
    test = Cell("test", "marks('f', globals())", "f_hidden", 3)
    assert kept(ASIDE, test, asked=frozenset(["f_hidden"])) == [test.source]
    assert kept(ASIDE, test) == [ASIDE.source, test.source]


def test_the_release_has_asides_and_each_is_left_out_for_the_reference():
    work = ASSIGNMENT
    run = [cell for cell in work.solved if cell.kind == "code" and not cell.demonstration]
    marked = [Cell("code", c.source, c.grade_id, aside=c.source in work.asides) for c in run]
    assert len(work.asides) >= 9
    assert [cell.source for cell in without_asides(marked, NOBODY, Texts()) if cell.aside] == []


def test_a_changed_aside_runs(tmp_path):
    blank = ASSIGNMENT.blank_path.read_text(encoding="utf-8")
    changed = blank.replace("g = np.array([-14.0", "g = np.array([-15.0").encode()
    staged = intake.read_submission(small.hand_in(tmp_path, "ada", changed), ASSIGNMENT)
    asides = {cell.source.split("\n")[0][:20]: cell.aside for cell in staged.cells}
    assert (asides["g = np.array([-15.0,"], asides["np.random.seed(0)"]) == (False, True)


class Scripted:
    """A sandbox whose cells say how they end: `died` and `timeout` lose their child. It
    notes the seconds that each cell was given."""

    def __init__(self):
        self.given = []

    @contextlib.contextmanager
    def child(self):
        yield self

    def run_cell(self, source, seconds, keep):
        self.given.append((source, seconds))
        if source in ("died", "timeout"):
            raise ChildLost(source, "as the script says")
        return CellReport(0, True)


@pytest.mark.parametrize(("end", "later"), [("died", 10.0), ("timeout", 2.0)])
def test_only_behind_a_cell_that_hung_is_time_short(end, later):
    sandbox = Scripted()
    cells = [Cell("code", source) for source in ("before", end, "behind")]
    with contextlib.ExitStack() as held:
        Plan(cells, {}, Budget()).run(sandbox, held)
    assert sandbox.given == [("before", 10.0), (end, 10.0), ("before", 10.0), ("behind", later)]


def test_code_beyond_all_bounds_is_not_run_and_its_cell_is_named():
    sandbox, most = Scripted(), Budget().code_characters
    long, test = "a;" * (most // 2), Cell("test", "marks()" * most, "f_hidden", 3)
    cells = [Cell("code", "short"), Cell("code", long, index=4), Cell("code", "behind"), test]

    with contextlib.ExitStack() as held:
        plan = Plan(cells, {}, Budget())
        plan.run(sandbox, held)

    # the text of a test cell is the release's own
    assert [source for source, _ in sandbox.given] == ["short", "behind", test.source]
    (note,) = plan.notes
    assert note.startswith(
        "cell number 5 was not run: the notebook's code would be longer than"
    )
    assert plan.cut_short and plan.state == "graded"


def test_cells_are_counted_together_and_the_longest_are_left_out():
    sandbox, most = Scripted(), Budget().code_characters
    long = [Cell("code", "a;" * (most // 6 + number)) for number in range(5)]
    with contextlib.ExitStack() as held:
        Plan([*long, Cell("code", "answer")], {}, Budget()).run(sandbox, held)
    assert [source for source, _ in sandbox.given] == [*(c.source for c in long[:2]), "answer"]


def test_the_right_notebook_is_far_below_the_bound():
    run = [cell for cell in ASSIGNMENT.solved if cell.kind == "code"]
    assert 20 * sum(len(cell.source) for cell in run) < Budget().code_characters
