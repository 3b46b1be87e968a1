"""The page's own part: it reads the student's functions, opens cases, and judges."""

import json
import os
import shutil

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.dinosaurs import RUBRIC, namespace_of, source
from utils import initialize_parameters, vocabulary
from utils.cases import page
from utils.cases.keys import FIVE

MINE = dict(RUBRIC.answers.functions)
SOLVED = ROOT / "solutions/dinosaur_island/dinosaur_island.ipynb"
BLANK = ROOT / "release/dinosaur_island/dinosaur_island.ipynb"


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
    path = saved(tmp_path, ("sample", "def sample(:"), ("clip", "def clip(g, m): return g"))

    assert list(page.my_functions(path)) == ["clip"]
    assert "The cell with sample stops with SyntaxError" in said()


@pytest.mark.parametrize("number", range(1, 7))
def test_no_case_opens_with_the_blank_notebook(number, said):
    found = page.open_case(number, page.my_functions(BLANK))
    found.name("A")
    found.prove(1)

    text = said()
    assert f"Case {number} stays shut: your" in text and f"Case {number} isn't open yet" in text
    assert repr(found).endswith(": shut")
    assert found.function(1, 2) is None
    assert "isn't open yet: run the cell that opens it again." in said()


def test_an_open_case_shows_the_code_and_four_sentences_and_one_without_a_function_none(said):
    found = page.open_case(1, MINE)

    text = said()
    assert "np.where(abs(v) > maxValue, maxValue, v)" in text
    assert [line[:3] for line in text.splitlines()[-4:]] == ["A. ", "B. ", "C. ", "D. "]
    assert repr(found) == "Case 1, clip: open"
    page.open_case(3, {})
    assert said().startswith(
        "Case 3 opens with your sample. The cell that reads your functions"
    )


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
    for letter in ("E", "", "AB", 4):
        found.name(letter)
        assert said() == 'Choose one of "A", "B", "C", "D", in quotation marks.\n'
    found.name()
    assert said().startswith("Choose one of") and not found.named


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


BOTH_GIVE = {1: "dWaa: 3, 10).\n", 4: "the indices: "}


@pytest.mark.parametrize("number", range(1, 7))
def test_a_case_is_proven_where_both_differ_closed_with_its_name_and_stays_so(
    number, case, said
):
    found = case(number)

    found.prove(*NO_PROOF[number])
    start = f"No proof: both give the same ({BOTH_GIVE.get(number, '')}"
    assert said().startswith(start) and not found.proven

    found.prove(*PROOF[number])
    proof = said()
    for letter in "ABCD":
        found.name(letter)
    found.prove(*NO_PROOF[number])

    assert proof.startswith("Proven. ")
    assert said().count(f"Case {number} is closed. ") == 1
    assert found.closed and repr(found).endswith(": named and proven")


def test_an_answer_is_named_and_proven_in_one(case, said):
    found = case(1)

    found.judge(lambda: ("D", {"gradients": page.gradients([-12.0]), "maxValue": 10}))

    assert found.closed and said().startswith("Named: that is the fault.\nProven. ")


NOT_BOTH = "Return the letter, and the input as a dictionary of arguments by name.\n"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (("D", [3.0]), NOT_BOTH),
        (("D", {1: 2}), NOT_BOTH),
        (("D",), "Your answer stops with ValueError: not enough values to unpack"),
        (
            ("", {}),
            'Choose one of "A", "B", "C", "D", in quotation marks.\nNot a question yet.',
        ),
    ],
)
def test_an_answer_that_is_not_both_is_told_how_it_looks(value, sentence, case, said):
    found = case(1)

    found.judge(lambda: value)

    assert said().startswith(sentence) and not found.closed


A_B = {"\n": 0, "a": 1, "b": 2}
LEARNS = (STATE, weights(5, 4))
ARRAYS = page.gradients([3, -12])
W, LETTERS = weights(5, 3), (NAMES, TO_CHAR, TO_IX)
UNFAIR = [
    (1, (ARRAYS, -10), "maxValue has to be a number above 0."),
    (1, (ARRAYS, "10"), "maxValue has to be a number above 0."),
    (1, ([3, -12], 10), "gradients has to be a dictionary."),
    (1, ({"dWaa": np.ones((2, 2))}, 10), "There is no dWax in the dictionary."),
    (1, ({"dWaa": [[3.0]]}, 10), "dWaa has to be an array."),
    (1, ({"dWaa": np.array([-12])}, 10), "dWaa has to have two dimensions, as in the shape (3, 1)"),
    (1, ({"dWaa": np.array([[-12]])}, 10), "dWaa has to hold decimal numbers: write 3.0 for 3."),
    (1, (page.gradients([np.nan]), 10), "dWaa has an entry that is not a finite number."),
    (3, (W, {"\n": 0, "a": 1}, 0), "char_to_ix has 2 characters, and the parameters"),
    (3, (W, {"n": 0, "a": 1, "b": 2}, 0), 'char_to_ix has no newline, "\\n"'),
    (3, (W, {"\n": 0, "a": 1, "b": 1}, 0), "The indices in char_to_ix have to be 0"),
    (3, (W, {0: "\n", 1: "a", 2: "b"}, 0), "The keys of char_to_ix have to be single"),
    (3, (W, A_B, 2**32), "seed has to be a whole number from 0 to"),
    (4, (weights(5, 3, b=np.ones((5, 2))), A_B, 0), "b has the shape (5, 2); with 5 entries in b"),
    (3, (W | {"Wax": np.ones((3, 5))}, A_B, 0), "Wax has the shape (3, 5); with 5"),
    (5, ([None, 9], [1, 2], *LEARNS), "With these parameters the indices in X and Y go"),
    (5, ([None], [1, 2], *LEARNS), "X and Y have to be lists of the same length"),
    (5, ([1.0, 2.0], [1, 2], *LEARNS), "X has to be a list of indices; its first may be None."),
    (5, ([None], [1], STATE.T, weights(5, 4)), "a_prev has to have the shape of b."),
    (5, ([None], [1], [0.0], weights(5, 4)), "a_prev has to be an array of shape (n_a, 1)."),
    (6, (["rex", "rexo"], TO_CHAR, TO_IX, 1), "data has to be one text, a name a line."),
    (6, LETTERS, "num_iterations has to be a whole number from 1 to 5,000."),
    (6, (*LETTERS, 1, 5, -1), "dino_names has to be a whole number, 0 or more."),
    (6, (*LETTERS, 1), f"char_to_ix has {len(TO_IX)} characters, and vocab_size is"),
    (6, ("Rex\nTrex", TO_CHAR, {"\n": 0, "R": 1, "T": 2}, 1, 5, 0, 3), "model reads data in lower"),
    (6, ("rex", TO_CHAR, TO_IX, 1, 5, 0, len(TO_IX)), "data has to have two names"),
    (6, ("rex\n\nrexo", TO_CHAR, TO_IX, 1, 5, 0, len(TO_IX)), "data has to have a name on"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "arguments", "sentence"), UNFAIR)
def test_an_input_that_no_docstring_promises_an_answer_to_is_refused(
    number, arguments, sentence, case, said
):
    found = case(number)
    found.prove(*arguments)
    assert said().startswith(f"Not a fair question. {sentence}") and not found.proven


@pytest.mark.parametrize(
    ("arguments", "named", "sentence"),
    [
        ((ARRAYS,), {"maxvalue": 10}, "has no argument maxvalue. It takes gradients, maxValue."),
        ((ARRAYS,), {}, "takes gradients, maxValue: missing a required argument: 'maxValue'."),
    ],
)  # fmt: skip
def test_arguments_that_are_missing_or_misspelt_are_not_called_unfair(
    arguments, named, sentence, case, said
):
    case(1).prove(*arguments, **named)
    assert said().startswith(f"Not a question yet. clip {sentence}")


def test_entries_are_taken_as_a_list_or_one_by_one_and_a_proof_leaves_them_as_they_are(case):
    arrays = page.gradients(3, -12)
    case(1).prove(arrays, 10)
    assert arrays["db"].tolist() == page.gradients([3, -12])["db"].tolist() == [[3.0], [-12.0]]


def test_an_error_of_the_student_s_own_function_proves_nothing(case, said):
    def picky(gradients, maxValue):
        if maxValue == 3:
            raise OverflowError("not three")
        return MINE["clip"](gradients, maxValue)

    found = case(1, MINE | {"clip": picky})
    found.prove(page.gradients([-12]), 3)

    assert said() == "Your own clip stops there with OverflowError: not three.\n"
    assert not found.proven


def test_the_count_says_which_cases_are_left(case, said):
    done, left = case(1), case(2)
    done.named = done.proven = True

    page.closed(done, left, done)

    assert said() == "Closed: 1 of 2.\nCase 2, clip: open\n"


@pytest.mark.parametrize("wrong", [0, 7, "2"])
def test_a_case_that_does_not_exist_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="open_case takes a number from 1 to 6"):
        page.open_case(wrong, MINE)


def test_a_wrong_clip_is_named_where_optimize_is_not_right_because_of_it(said):
    unclipped = "def clip(gradients, maxValue):\n    return gradients"
    own = namespace_of(source("optimize"), unclipped)["optimize"]

    page.open_case(5, MINE | {"optimize": own})

    assert said() == (
        "Case 5 stays shut: your optimize isn't right yet. It calls your clip, which has to be "
        "right as well. Try its check first.\n"
    )


def saved(tmp_path, *cells, name="dinosaur_island.ipynb"):
    """A notebook with these code cells, the graded ones by their grade id."""
    found = tmp_path / name
    written = [
        {"cell_type": "code", "source": text, "metadata": {"nbgrader": {"grade_id": grade}}}
        for grade, text in cells
    ]
    found.write_text(json.dumps({"cells": written}), encoding="utf-8")
    return found


USES_A_HELPER = """%time
def clip(gradients, maxValue):
    return {name: cut(gradients[name], maxValue) for name in NAMES}
"""


def test_what_a_function_uses_from_other_cells_is_read_and_nothing_else_is_run(tmp_path, said):
    path = saved(
        tmp_path,
        ("", f"import numpy\nNAMES = {FIVE}\nopen('no such file')"),
        ("", "def cut(array, most):\n    return numpy.clip(array, -most, most)"),
        ("", "this is not Python"),
        ("clip", USES_A_HELPER),
    )

    found = page.open_case(1, page.my_functions(path))

    assert repr(found) == "Case 1, clip: open" and "stops with" not in said()


def test_of_several_copies_the_one_saved_last_is_read(tmp_path, monkeypatch, said):
    monkeypatch.chdir(tmp_path)
    old = saved(tmp_path, ("clip", "def clip(g, m): return 'old'"))
    saved(tmp_path, ("clip", "def clip(g, m): return 'new'"), name="dinosaur_island (1).ipynb")
    os.utime(old, (1, 1))

    assert page.my_functions()["clip"](1, 2) == "new"
    assert said() == "Read from dinosaur_island (1).ipynb: clip.\n"


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}'])
def test_a_notebook_that_is_half_saved_is_named(tmp_path, text, said):
    path = tmp_path / "half.ipynb"
    path.write_text(text, encoding="utf-8")

    assert page.my_functions(path) == {}
    assert "half.ipynb can't be read as a notebook. Save it again" in said()


def test_a_loop_of_ones_own_that_does_not_end_is_stopped(tmp_path, monkeypatch, said):
    monkeypatch.setattr(page, "PATIENCE", 0.2)
    path = saved(tmp_path, ("clip", "def clip(g, m):\n    while True:\n        m = 1"))

    found = page.open_case(1, page.my_functions(path))

    assert "Your clip stops with TimeoutError: a loop of it does not end." in said()
    assert repr(found) == "Case 1, clip: shut"
