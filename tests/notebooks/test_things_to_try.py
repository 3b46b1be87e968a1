"""Everything that the notebook invites a student to try works, tried as a student
would: a cell edited and run."""

import ast
import contextlib
import io
import json
import os
import re
import warnings

import pytest

from tests.conftest import ROOT
from utils.plots import Picture
from utils.svg import Drawing

UNFINISHED = "can't do this yet"
FIGURES = ("plots.show(", "drawings.", "comparisons.", "explore.", "lesson.draw_steps(")
SHORT = 2_001  # iterations that are enough to see that it learns


class Lesson:
    """The solved notebook in one namespace: cells are found by a piece of their text,
    edited and run."""

    def __init__(self, name: str):
        path = ROOT / "solutions" / name / f"{name}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        self.code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        self.shown: list = []
        self.names: dict = {"display": self.shown.append}

    def cell(self, piece: str) -> str:
        """The one cell with this piece in it."""
        [found] = [code for code in self.code if piece in code]
        return found

    def run(self, code: str, *edits: tuple[str, str]) -> str:
        """Run the cell after the edits; what it printed. An edit that changes nothing
        is an error."""
        for old, new in edits:
            assert old in code, f"{old!r} is not in the cell any more"
            code = code.replace(old, new)
        printed = io.StringIO()
        head, _, last = code.rpartition("\n")
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("error")
            if last.startswith(FIGURES):
                exec(head, self.names)
                self.shown.append(eval(last, self.names))  # noqa: S307  our own notebook's line
            else:
                exec(code, self.names)
        return printed.getvalue()

    def picture(self, piece: str, *edits: tuple[str, str]) -> Picture | Drawing:
        """The picture that this cell shows after the edits."""
        self.shown.clear()
        printed = self.run(self.cell(piece), *edits)
        assert UNFINISHED not in printed, printed
        [picture] = self.shown
        return picture


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The lesson up to its conclusion, after a shorter long run, in the folder that a
    student has."""
    folder = tmp_path_factory.mktemp("lesson")
    (folder / "data").symlink_to(ROOT / "release" / "dinosaur_island" / "data")
    before = os.getcwd()
    os.chdir(folder)
    opened = Lesson("dinosaur_island")
    first = opened.code.index(opened.cell("import random"))
    last = opened.code.index(opened.cell("explore.endings("))
    for code in opened.code[first : last + 1]:
        if not code.startswith(("check(", "# Your ")):
            long = {
                "num_iterations=12_001": f"num_iterations={SHORT}",
                "better = recipes.train(optimize, kept, char_to_ix": "better = recipes.train("
                f"optimize, kept, char_to_ix, {SHORT}",
            }
            printed = opened.run(code, *(edit for edit in long.items() if edit[0] in code))
            assert UNFINISHED not in printed, printed
    yield opened
    os.chdir(before)


def test_other_names_are_drawn_and_searched_for(lesson):
    printed = lesson.run(
        lesson.cell("random.sample(data"), ("seed(3)", "seed(4)"), ('"), 5)', '"), 9)')
    )

    assert printed.splitlines()[-1].count("'") == 18
    assert "skeleton" not in lesson.names["data"].split("\n")


def test_other_weights_in_the_mini(lesson):
    other = '{**mini, "by": np.array([[3.0], [0.5], [0.0]])}'
    printed = lesson.run(lesson.cell("mini = {"))
    picture = lesson.picture("drawn = [1, 2, 0]", ("drawn, mini,", f"drawn, {other},"))

    assert printed.startswith("input         [0. 1. 0.]\n")
    assert "step 3 reads b and draws" in picture.text


@pytest.mark.parametrize(("rate", "rises"), [("0.1", False), ("50", True)])
def test_a_larger_rate_in_the_mini_lets_the_loss_rise(lesson, rate, rises):
    lesson.run(lesson.cell("mini = {"))
    printed = lesson.run(
        lesson.cell("later, cache ="), ("mini_gradients, 0.1", f"mini_gradients, {rate}")
    )

    words = " before", " after"
    before, after = (float(printed.split(word)[0].split()[-1]) for word in words)
    assert (after > before) is rises


def test_another_seed_and_another_unit_for_the_name_that_is_looked_at(lesson):
    picture = lesson.picture("seed=3)", ("seed=3", "seed=123"))
    assert "step 1 reads zeros and draws" in picture.text

    picture = lesson.picture("explore.unit(", ("number=11", "unit=38, number=11"))
    assert "Hidden unit 38 after each letter of some names. mangosaurus: m " in picture.text


def test_a_low_temperature_is_careful_and_a_high_one_is_bold(lesson):
    printed = lesson.run(
        lesson.cell("for tau in"),
        ("(0.3, 1.0, 1.5)", "(0.05, 3.0)"),
        ("(10, 20, 30)", "range(30)"),
    )

    careful, bold = (ast.literal_eval(line.split(" ", 1)[1]) for line in printed.splitlines())
    assert len(set(careful)) < len(set(bold))
    assert len(careful) == len(bold) == 30


@pytest.mark.parametrize("words", ["São Paulo\nŁódź", "a1\nb 2\n", "Ann\r\nBob", "x\n\ny"])
def test_a_list_of_ones_own_and_more_hidden_units(lesson, words):
    more_units = "num_iterations=2_001", "num_iterations=2_001, n_a=100"
    printed = lesson.run(in_place_of_own(lesson, repr(words)), more_units)

    assert UNFINISHED not in printed, printed
    assert "Iteration: 2000, Loss: " in printed
    assert lesson.names["mine"]["Waa"].shape == (100, 100)


def in_place_of_own(lesson, own: str) -> str:
    """The cell of one's own list with another value of `own`."""
    _, _, rest = lesson.cell('own = """').split('"""')
    return f"own = {own}{rest}"


@pytest.mark.parametrize(("file", "count"), [("elements", 118), ("cities", 315)])
def test_the_longer_lists_are_learned_from(lesson, file, count):
    printed = lesson.run(in_place_of_own(lesson, f'load_names("data/{file}.txt")'))

    assert f"{count} names" in printed
    losses = [float(loss) for loss in re.findall(r"Loss: ([\d.]+)", printed)]
    assert len(losses) == 2 and losses[-1] < 25 and UNFINISHED not in printed


def test_the_other_recipes_are_tried(lesson):
    picture = lesson.picture(
        "explore.standing(",
        ("kept, char_to_ix)", f"kept, char_to_ix, {SHORT}, carried=True, falling=False)"),
    )

    assert "your network: " in picture.text


def test_the_first_names_take_another_temperature(lesson):
    printed = lesson.run(lesson.cell("temperature = 1.0"), ("= 1.0", "= 0.3"))

    assert printed.count(", ") == 9


def test_a_wrong_table_of_pairs_is_told_and_the_lesson_goes_on(lesson):
    said = lesson.run(lesson.cell("pairs = np.zeros"), ("+= 1", "+= 2"))

    assert "your table says" in said
