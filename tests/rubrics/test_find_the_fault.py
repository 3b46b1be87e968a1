"""The assignment `find_the_fault`: what a student names and the input that proves it are
judged outside of the student's process, and nothing else that comes out of it counts."""

import shutil

import numpy as np
import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks import passes
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.values import plain_data
from dinosaur_grader.workshop import gallery
from tests.conftest import ROOT
from tests.dinosaurs import in_turn
from tests.utils.cases.test_page import MINE, NO_PROOF, PROOF, UNFAIR
from utils.cases import page

NAME = "find_the_fault"
WORK = assignments.load(NAME)
RUBRIC = WORK.rubric
ANSWERS = gallery.answers(RUBRIC)
NUMBERS = range(1, 7)
NAMED, SAME = "Named: that is the fault.", "No proof: both give the same"
ARGUMENTS = {
    "clip": "gradients maxValue",
    "sample": "parameters char_to_ix seed",
    "optimize": "X Y a_prev parameters learning_rate",
    "model": "data ix_to_char char_to_ix num_iterations n_a dino_names vocab_size",
}
EXERCISES = ("clip", "clip", "sample", "sample", "optimize", "model")


def named(number, values):
    """The arguments of a case by their names, as far as there are any."""
    names = ARGUMENTS[EXERCISES[number - 1]].split()
    return dict(zip(names, values, strict=False))


def judged(number, value):
    """Which questions a value passes that came out of a student's process."""
    own = [p for p in drawing.probes(RUBRIC, PRACTICE_SEED) if p.function == f"case_{number}"]
    outcome = Outcome(value=plain_data(value))
    return {next(iter(probe.expected)): passes(probe, outcome) for probe in own}


def letter(number):
    return RUBRIC.answers.functions[f"case_{number}"]()[0]


@pytest.mark.parametrize("answer", in_turn(ANSWERS))
def test_the_answer_is_marked_as_labelled(answer):
    asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
    assert gallery.judge_answer(RUBRIC, answer, asked, known).problems == ()


def test_each_case_has_five_points_of_its_own_and_none_is_asked_before_it_is_graded():
    assert {test.id: test.points for test in WORK.tests} == {
        f"case_{number}_hidden": 5 for number in NUMBERS
    }
    assert drawing.published(RUBRIC) == ()
    assert NAME in locations.names(None) and locations.chosen("", None) != NAME


@pytest.mark.parametrize("number", NUMBERS)
def test_an_input_proves_a_case_where_both_functions_differ(number):
    proof, none = named(number, PROOF[number]), named(number, NO_PROOF[number])

    assert judged(number, (letter(number), proof)) == {"letter": True, "proof": True}
    assert judged(number, (letter(number), none)) == {"letter": True, "proof": False}
    assert judged(number, ("B", proof)) == {"letter": False, "proof": True}


@pytest.mark.parametrize(("number", "values", "sentence"), UNFAIR)
def test_an_input_that_no_docstring_promises_an_answer_to_proves_nothing(
    number, values, sentence
):
    assert judged(number, ("A", named(number, values)))["proof"] is False


def verdicts(number, name):
    """What the page of an answer of the gallery says of a case, by the question."""
    [answer] = [a for a in ANSWERS if (a.function, a.name) == (f"case_{number}", name)]
    asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
    judged = gallery.judge_answer(RUBRIC, answer, asked, known)
    return {each.title: each for each in judged.verdicts}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_says_of_a_fault_that_was_only_named_what_the_notebook_says(number, capsys):
    case = page.open_case(number, MINE)
    capsys.readouterr()
    case.judge(lambda: (letter(number), named(number, NO_PROOF[number])))
    notebook = capsys.readouterr().out

    said = verdicts(number, "no_proof")
    assert said["the fault is named"].passed
    assert said["the input proves it"].hint == f"{NAMED} {SAME}."
    assert NAMED in notebook and SAME in notebook


def test_the_page_says_that_both_give_the_same_where_the_letter_is_another_one():
    assert verdicts(1, "neither")["the input proves it"].hint == f"{SAME}."


LARGE = {"a": 10**400, "b": 1}
STRANGE = [
    (1, None),
    (1, "D"),
    (1, ("D", True)),
    (1, ("D", {"proof": True, "points": 5})),
    (1, ("D", {1: page.gradients([-12.0]), "maxValue": 10})),
    (1, ("D", {"gradients": object(), "maxValue": 10})),
    (1, ("D", {"gradients": page.gradients([-12.0]), "maxValue": 10**400})),
    (1, ("D", {"gradients": page.gradients([-12.0]), "maxValue": complex(1, 1)})),
    (3, ("A", named(3, PROOF[3]) | {"char_to_ix": LARGE})),
    (3, ("A", named(3, PROOF[3]) | {"seed": -(10**400)})),
    (5, ("D", named(5, PROOF[5]) | {"a_prev": np.full((5, 1), np.nan)})),
    (5, ("D", named(5, PROOF[5]) | {"learning_rate": float("inf")})),
    (6, ("C", named(6, PROOF[6]) | {"num_iterations": 10**9})),
]


@pytest.mark.parametrize(("number", "value"), STRANGE)
def test_whatever_else_comes_out_of_a_process_is_no_proof(number, value):
    assert judged(number, value)["proof"] is False


def test_a_right_letter_without_a_proof_pays_nothing():
    asked = [p for p in drawing.probes(RUBRIC, PRACTICE_SEED) if p.function == "case_1"]

    assert {next(iter(p.expected)): (p.points, p.gate) for p in asked} == {
        "letter": (2, False),
        "proof": (3, True),
    }


def test_the_release_has_neither_the_judge_nor_a_question():
    folder = ROOT / "release" / NAME
    texts = [
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".json", ".ipynb")
    ]

    assert not (folder / "utils/questions/observe.py").exists()
    assert [text for text in texts if "proof_1" in text or "the input proves it" in text] == []


def test_a_change_of_the_cases_makes_marks_stale(tmp_path, monkeypatch):
    def version():
        parts = (assignments.read(path) for path in (WORK.solved_path, WORK.blank_path))
        return assignments.build(NAME, *parts, RUBRIC, WORK.beside).version

    monkeypatch.setattr(assignments, "KIT", tmp_path)
    shutil.copytree(ROOT / "utils/cases", tmp_path / "utils/cases")
    before = version()
    (tmp_path / "utils/cases/fair.py").write_text("", encoding="utf-8")

    assert version() != before


@pytest.mark.isolation
@pytest.mark.parametrize("name", [NAME, "step_backwards"])
def test_in_a_sandbox_the_solved_page_has_all_points_and_the_blank_one_none(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--assignment", name])

    assert ended.value.code == 0
    assert (
        "the right answers get every point, the blank release none" in capsys.readouterr().out
    )
