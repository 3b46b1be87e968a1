"""The optional assignment `step_backwards`: its gallery is marked and told as labelled, a
blank page earns nothing, and what its prose says of numbers is so."""

import copy
import json

import numpy as np
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.workshop import gallery
from tests.conftest import ROOT
from tests.dinosaurs import in_turn
from utils import rnn_forward, rnn_step_backward, rnn_step_forward

NAME = "step_backwards"
WORK = assignments.load(NAME)
RUBRIC = WORK.rubric
RIGHT = RUBRIC.answers.functions["step_backward"]
ANSWERS = gallery.answers(RUBRIC)
SOLVED = json.loads((ROOT / f"solutions/{NAME}/{NAME}.ipynb").read_text(encoding="utf-8"))
TEXT = " ".join("".join("".join(cell["source"]) + "\n" for cell in SOLVED["cells"]).split())
MINI = {
    "Wax": np.array([[0.0, 1.0, -1.0], [0.0, 0.5, 0.5]]),
    "Waa": np.array([[0.5, 0.0], [0.0, 1.0]]),
    "Wya": np.array([[0.0, 2.0], [-1.0, 0.0], [1.0, 0.0]]),
    "b": np.zeros((2, 1)),
    "by": np.array([[-1.0], [0.5], [0.0]]),
}
ZEROS = np.zeros((2, 1))


def namespace(step_backward=RIGHT):
    """The names of the page's own cells, with another `step_backward`."""
    names = {"np": np, "rnn_forward": rnn_forward, "step_backward": step_backward}
    cells = ["".join(cell["source"]) for cell in SOLVED["cells"]]
    exec(next(cell for cell in cells if cell.startswith("def backward(")), names)
    return names


def nudged(name, h):
    up, down = copy.deepcopy(MINI), copy.deepcopy(MINI)
    up[name][1, 1] += h
    down[name][1, 1] -= h
    losses = [rnn_forward([None, 1, 2], [1, 2, 0], ZEROS, each)[0] for each in (up, down)]
    return (losses[0] - losses[1]) / (2 * h)


@pytest.mark.parametrize("answer", in_turn(ANSWERS))
def test_the_answer_is_marked_as_labelled(answer):
    asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
    assert gallery.judge_answer(RUBRIC, answer, asked, known).problems == ()


def test_who_writes_into_an_argument_loses_the_one_point_that_asks_for_it():
    [answer] = [each for each in ANSWERS if each.name == "writes_into_y_hat"]
    asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
    verdicts = gallery.judge_answer(RUBRIC, answer, asked, known).verdicts

    lost = [(each.title, each.max_points) for each in verdicts if not each.passed]
    assert lost == [("its arguments as they were", 1)]


def test_it_has_ten_points_of_its_own_and_is_meant_only_where_it_is_named():
    assert {test.id: test.points for test in WORK.tests} == {
        "step_backward_expected": 4,
        "step_backward_hidden": 6,
    }
    assert NAME in locations.names(None) and locations.chosen("", None) != NAME
    assert locations.chosen(NAME, None) == NAME


def test_each_known_fault_is_seen_by_a_question_and_hints_are_short():
    detected = {f.name for q in drawing.probes(RUBRIC, PRACTICE_SEED) for f in q.faults}
    edits = RUBRIC.edits("step_backward")

    assert {edit.name for edit in edits} == detected
    assert all(len(edit.hint) <= 140 for edit in edits)


def test_the_right_step_is_the_one_of_the_kit():
    rng = np.random.default_rng(0)
    y_hat, y, x, a, a_prev, da_next, parameters = RUBRIC.written("step_backward").a_step(
        rng, 4, 3, 5
    )
    kits = {"d" + name: np.zeros_like(value) for name, value in parameters.items()}
    kits["da_next"] = da_next
    rnn_step_backward(y_hat - y, kits, parameters, x, a, a_prev)

    own = RIGHT(y_hat, y, x, a, a_prev, da_next, parameters)

    kits["da_prev"] = kits.pop("da_next")
    assert own.keys() == kits.keys()
    for name in own:
        np.testing.assert_allclose(own[name], kits[name], atol=1e-12)


def test_the_worked_numbers_are_those_of_the_small_network():
    _, y_hat = rnn_step_forward(MINI, ZEROS, np.array([[0.0], [1.0], [0.0]]))

    assert "`b` got 0.558. Its slope is $0.558 - 1 = -0.442$" in TEXT
    assert y_hat[2] == pytest.approx(0.558, abs=5e-4)
    assert "$0.201 - 1 = -0.799$" in TEXT
    assert y_hat[1] - 1 == pytest.approx(-0.799, abs=6e-4)


def test_a_large_and_a_tiny_nudge_give_what_the_page_says():
    assert "At 0.1 `Wax` gives -0.0998 in place of -0.0942" in TEXT
    assert nudged("Wax", 0.1) == pytest.approx(-0.0998, abs=5e-5)
    assert nudged("Wax", 1e-5) == pytest.approx(-0.0942, abs=5e-5)
    assert "At 1e-14 it gives -0.111" in TEXT
    assert nudged("Wax", 1e-14) != pytest.approx(-0.0942, abs=0.01)


def test_a_cut_after_every_step_changes_what_the_page_says():
    names = namespace()
    whole = names["backward"]([None, 1, 2], [1, 2, 0], MINI)
    names["step_backward"] = lambda *given: RIGHT(*given) | {"da_prev": ZEROS}
    cut = names["backward"]([None, 1, 2], [1, 2, 0], MINI)

    assert "`dWax[1, 1]` goes from -0.094 to 0.380: even its sign is wrong now." in TEXT
    assert whole["dWax"][1, 1] == pytest.approx(-0.094, abs=5e-4)
    assert cut["dWax"][1, 1] == pytest.approx(0.380, abs=5e-4)
    changed = {name for name in whole if not np.allclose(whole[name], cut[name])}
    assert changed == {"dWax", "db"}


def test_one_minus_a_is_noticed_by_two_of_the_three_nudges():
    text = next(answer.text for answer in ANSWERS if answer.name == "one_minus_a")
    names = {"np": np}
    exec(text, names)
    found = namespace(names["step_backward"])["backward"]([None, 1, 2], [1, 2, 0], MINI)

    seen = {
        name: found["d" + name][1, 1] == pytest.approx(nudged(name, 1e-5), abs=1e-6)
        for name in ("Wax", "Waa", "Wya")
    }
    assert seen == {"Wax": False, "Waa": False, "Wya": True}
