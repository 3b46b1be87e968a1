"""The page's own part: it reads the student's functions, opens cases, and judges."""

import json
import shutil

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.dinosaurs import RUBRIC
from utils import initialize_parameters, vocabulary
from utils.cases import page

MINE = dict(RUBRIC.answers.functions)
SOLVED = ROOT / "solutions/dinosaur_island/dinosaur_island.ipynb"
BLANK = ROOT / "release/dinosaur_island/dinosaur_island.ipynb"
FIVE = ("dWaa", "dWax", "dWya", "db", "dby")


@pytest.fixture
def said(capsys):
    """What was printed since it was asked last."""
    return lambda: capsys.readouterr().out


@pytest.fixture
def case(said):
    """A function: an open case, its page read and put aside."""

    def opened(number, mine=MINE):
        found = page.open_case(number, mine)
        said()
        return found

    return opened


def test_it_reads_the_four_functions_of_a_saved_notebook(tmp_path, monkeypatch, said):
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(SOLVED, tmp_path / "dinosaur_island.ipynb")

    mine = page.my_functions()

    assert list(mine) == ["clip", "sample", "optimize", "model"]
    assert said() == "Read from dinosaur_island.ipynb: clip, sample, optimize, model.\n"


def test_without_a_notebook_it_says_where_to_put_it(tmp_path, monkeypatch, said):
    monkeypatch.chdir(tmp_path)
    assert page.my_functions() == {}
    assert said().startswith("Your dinosaur_island.ipynb was not found. Put it beside this")


def test_a_cell_that_cannot_run_is_named_and_the_others_are_read(tmp_path, said):
    notebook = json.loads(SOLVED.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sample":
            cell["source"] = "def sample(:"
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")

    mine = page.my_functions(path)

    assert list(mine) == ["clip", "optimize", "model"]
    assert "The cell with sample stops with SyntaxError" in said()


@pytest.mark.parametrize("number", range(1, 7))
def test_no_case_opens_with_the_blank_notebook(number, said):
    mine = page.my_functions(BLANK)

    found = page.open_case(number, mine)
    found.name("A")
    found.prove(1)

    assert "stays shut" in said() or "stops with" in said()
    assert repr(found).endswith(": shut")
    assert found.function is None


def test_a_function_that_is_not_there_is_named(said):
    page.open_case(3, {})
    assert said() == "Case 3 opens with your sample, which isn't written yet.\n"


def test_an_open_case_shows_the_code_and_four_sentences(said):
    found = page.open_case(1, MINE)

    text = said()
    assert "np.where(abs(v) > maxValue, maxValue, v)" in text
    assert [line[:3] for line in text.splitlines()[-4:]] == ["A. ", "B. ", "C. ", "D. "]
    assert repr(found) == "Case 1, clip: open"


def test_one_letter_is_right_and_each_other_one_gets_a_sentence_of_its_own(case, said):
    for number in range(1, 7):
        answers = []
        for letter in "ABCD":
            found = case(number)
            found.name(letter)
            answers.append((found.named, said()))
        assert sorted(named for named, _ in answers) == [False, False, False, True]
        assert len({text for _, text in answers}) == 4


def test_a_letter_that_is_none_of_them_changes_nothing(case, said):
    found = case(1)
    found.name("E")
    assert said() == "Choose one of A, B, C, D.\n" and not found.named


def weights(n_a, n_x, **larger):
    """A new network's weights, some of them larger."""
    new = initialize_parameters(n_a, n_x, n_x)
    return new | {name: new[name] + value for name, value in larger.items()}


STATE = np.zeros((5, 1))
NAMES = "rex\nrexo\nraptor"
TO_IX, TO_CHAR = vocabulary(NAMES)
NO_PROOF = {
    1: (page.gradients([3, 12]), 10),
    2: (page.gradients([3, 12, -11]), 10),
    3: (weights(5, 3), {"\n": 0, "a": 1, "b": 2}, 0),
    4: (weights(5, 3, b=1.0), {"\n": 0, "a": 1, "b": 2}, 0),
    5: ([None, 1, 2], [1, 2, 3], STATE, weights(5, 4), 0.1),
    6: (NAMES, TO_CHAR, TO_IX, 1, 5, 0, len(TO_IX)),
}
PROOF = {
    1: (page.gradients([3, -12]), 10),
    2: (page.gradients([3, 7]), 5),
    3: (weights(5, 3, b=2.0, Wya=np.diag([9.0, -9, 0])[:, [0, 1, 2, 0, 1]]),
        {"\n": 0, "a": 1, "b": 2}, 0),
    4: (weights(5, 3), {"-": 0, "\n": 1, "a": 2}, 0),
    5: ([None] + [1] * 9, [1] * 10, STATE, weights(5, 4), 0.1),
    6: (NAMES, TO_CHAR, TO_IX, 3, 5, 0, len(TO_IX)),
}  # fmt: skip


@pytest.mark.parametrize("number", range(1, 7))
def test_where_both_agree_there_is_no_proof(number, case, said):
    found = case(number)

    found.prove(*NO_PROOF[number])

    assert said() == "No proof: both give the same here.\n" and not found.proven


@pytest.mark.parametrize("number", range(1, 7))
def test_where_they_differ_the_case_is_proven_and_with_its_name_closed(number, case, said):
    found = case(number)

    found.prove(*PROOF[number])
    proof = said()
    for letter in "ABCD":
        if not found.named:
            found.name(letter)

    assert proof.startswith("Proven. ")
    assert f"Case {number} is closed. " in said()


def test_a_proof_leaves_what_it_was_given_as_it_is(case):
    arrays = page.gradients([3, -12])
    case(1).prove(arrays, 10)
    assert arrays["dWaa"][1, 0] == -12


UNFAIR = [
    (1, (page.gradients([3, -12]), -10), "maxValue has to be positive."),
    (1, ({"dWaa": np.ones((2, 2))}, 10), "There is no dWax in the dictionary."),
    (1, (page.gradients([np.nan]), 10), "dWaa has an entry that is no finite number."),
    (1, (page.gradients([3]), 10, 5), "The arguments don't fit clip:"),
    (3, (weights(5, 3), {"\n": 0, "a": 1}, 0), "char_to_ix has to give a newline and 2 more"),
    (3, (weights(5, 3), {"\n": 0, "a": 1, "b": 2}, -1), "The seed has to be a whole number"),
    (4, (weights(5, 3, b=np.ones((5, 2))), {"\n": 0, "a": 1, "b": 2}, 0), "b has the shape"),
    (5, ([None, 9], [1, 2], STATE, weights(5, 4)), "X and Y hold indices from 0 to 3"),
    (5, ([None], [1, 2], STATE, weights(5, 4)), "X and Y have to be lists of the same length"),
    (5, ([None], [1], STATE.T, weights(5, 4)), "a_prev has to have the shape of b."),
    (5, (7, [1], STATE, weights(5, 4)), "optimize can't be asked that: TypeError"),
    (6, ("rex\nREX", {}, {"\n": 0}), "Give num_iterations a number"),
    (6, ("rex", TO_CHAR, TO_IX, 1, 5, 0, len(TO_IX)), "data has to have two names"),
    (6, ("rex\n\nrexo", TO_CHAR, TO_IX, 1, 5, 0, len(TO_IX)), "data has to have a name on"),
]


@pytest.mark.parametrize(("number", "arguments", "sentence"), UNFAIR)
def test_an_input_that_no_docstring_promises_an_answer_to_is_refused(
    number, arguments, sentence, case, said
):
    found = case(number)
    found.prove(*arguments)
    assert said().startswith(f"Not a fair question. {sentence}") and not found.proven


def test_an_error_of_the_student_s_own_function_proves_nothing(case, said):
    def picky(gradients, maxValue):
        if maxValue == 3:
            raise OverflowError("not three")
        return MINE["clip"](gradients, maxValue)

    found = case(1, MINE | {"clip": picky})
    found.prove(page.gradients([-12]), 3)

    assert said() == "Your own clip stops there with OverflowError: not three\n"
    assert not found.proven


def test_the_count_says_which_cases_are_left(case, said):
    done, left = case(1), case(2)
    done.named = done.proven = True

    page.closed(done, left)

    assert said() == "1 of 2 cases are closed.\nCase 2, clip: open\n"
