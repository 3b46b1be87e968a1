"""The probes of a rubric: right answers earn every point, known faults draw their hints."""

import numpy as np
import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.checks import Probe, judge, score
from dinosaur_grader.checks.calls import Call, Outcome
from dinosaur_grader.checks.in_notebook import ask
from dinosaur_grader.checks.observers import Observation, Observer
from tests.dinosaur_grader import toy

LESSON, SEED = "source/toy.py", b"a seed"


@pytest.fixture
def course(tmp_path):
    return toy.make(tmp_path)


def drawn(course):
    """All probes of the course as its files are now."""
    return drawing.probes.__wrapped__(toy.load(course).rubric, SEED)


def test_the_right_answers_get_every_point_and_faults_draw_their_hints(course):
    rubric, probes = toy.load(course).rubric, drawn(course)
    right = rubric.answers
    earned = score(probes, ask(probes, right.namespace, right.functions, {}))
    assert earned == dict.fromkeys(rubric.cells, 2)
    own = [probe for probe in probes if probe.function == "double" and not probe.public]
    for edit in rubric.edits("double"):
        (verdict,) = ask(own, edit.namespace(), right.functions, {})
        assert (verdict.passed, verdict.fault) == (False, edit.name)
        assert verdict.message == f"twice a number: {edit.hint}"


def probe(call, expected, **paths):
    seen = tuple(Observation(name, path) for name, path in paths.items())
    return Probe("f.q", "f", "f_hidden", 1, "q", call, Observer("seen", seen), expected)


ARRAY, UNTOUCHED = np.array([1.5, 2.5]), {"values": "arguments.0"}
DRAWN = Call("f", ([1.5],), draws=True)
IN_STEPS = Call("", (), {"a": 3}, steps=("t = f(a)", "t"))
GUESSED = {
    "nothing": (probe(Call("f", (3,)), {"value": None}, value="value"), True),
    "an empty list": (probe(Call("f", ("",)), {"value": []}, value="value"), True),
    "its input": (probe(Call("f", (ARRAY,)), {"value": ARRAY}, value="value"), True),
    "a keyword": (probe(Call("f", (), {"a": 3}), {"value": 3}, value="value"), True),
    "left alone": (probe(Call("f", (ARRAY,)), {"values": ARRAY}, **UNTOUCHED), True),
    "a number": (probe(Call("f", (ARRAY,)), {"value": 4.0}, value="value"), False),
    "moved": (probe(Call("f", (ARRAY,)), {"values": ARRAY - 2}, **UNTOUCHED), False),
    "named axes": (probe(DRAWN, {"x": "place"}, x="figure.0.xlabel"), False),
    "steps of nothing": (probe(IN_STEPS, {"step 2": 0}, **{"step 2": "value.1"}), True),
    "steps": (probe(IN_STEPS, {"step 2": 8}, **{"step 2": "value.1"}), False),
}


@pytest.mark.parametrize(("asked", "guessed"), GUESSED.values(), ids=GUESSED)
def test_a_question_that_is_passed_without_a_look_opens_no_points(asked, guessed):
    assert drawing.is_guessed(asked) is guessed


def test_what_no_fault_gives_is_said_by_the_rubric_s_words(course):
    double, _, label, _ = drawn(course)
    assert judge(double, Outcome(value=9)).message.endswith("Look at the factor.")
    assert "It should return a number" in judge(double, Outcome(value="4")).message
    verdict = judge(label, Outcome(value=2))
    assert (verdict.fault, verdict.message) == ("a_number", "a label: Say it in words.")


def test_a_better_hint_needs_no_new_release(course):
    path = course / LESSON
    toy.change(path, "It is half as large. Multiply instead.", "Too small. Multiply.")
    toy.change(path, "Look at the factor.", "Look at the number.")
    public = drawn(course)[0]
    assert public.public
    assert judge(public, Outcome(value=1)).message.endswith("Too small. Multiply.")
    assert judge(public, Outcome(value=9)).message.endswith("Look at the number.")


SOURCE, SEEN = "source/toy/toy.ipynb", '"twice a number", Call("double", (number,))'


def test_a_question_with_an_input_that_is_not_a_number_is_not_out_of_date(tmp_path):
    change = ('"double", (2,)', '"double", (2, float("nan"))')
    toy.change(toy.make(tmp_path) / LESSON, *change)
    toy.change(tmp_path / LESSON, "(number,)", "(number, 0.0)")
    toy.change(tmp_path / SOURCE, "def double(x):", "def double(x, y=0):")
    toy.publish_questions(tmp_path)
    assert drawing.published(toy.load(tmp_path).rubric)[0].id == "double.two"
