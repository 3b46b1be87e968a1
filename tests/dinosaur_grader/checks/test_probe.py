"""The judge and the points."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.dinosaurs import namespace_of
from utils.checks import Fault, Probe, Verdict, agree, judge, public_probes, score, shows
from utils.checks.calls import Call, Outcome
from utils.checks.comparisons import close
from utils.checks.in_notebook import ask
from utils.checks.observers import Observation, Observer
from utils.checks.probe import what_opens
from utils.checks.published import PROBES, QUESTIONS
from utils.checks.values import Opaque

RIGHT = {"dWaa": np.array([[1.0, 2.0]]), "dWax": np.ones((1, 3))}
GRADIENTS = Observer("gradients", tuple(Observation(name, f"value.{name}") for name in RIGHT))
CLIP = Probe("clip.x", "clip", "clip_expected", 3, "a question", Call("clip"), GRADIENTS, RIGHT)
HIDDEN = replace(CLIP, public=False)


def _own(function):
    return [probe for probe in public_probes() if probe.function == function]


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1.0, 1),
        (1.0, np.float32(1.0)),
        (2.0, np.array([[2.0]])),
        (np.array([[1.0], [2.0]]), np.array([1.0, 2.0], dtype=np.float32)),
        (np.array([10.0]), 10.0),
        ([1, 2, 0], (1, 2.0, 0)),
        ([None, 1], [None, 1]),
    ],
)
def test_what_right_answers_differ_in_is_close(wanted, got):
    assert close(wanted, got)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1.0, 1.001),
        (1.0, float("nan")),
        (1.0, "1.0"),
        (1.0, None),
        (1.0, Opaque("Liar")),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros((3, 1)), np.zeros((1, 3))),
        (np.zeros(2), [Opaque("x"), 0.0]),
        (np.zeros(2), [[1.0], [1.0, 2.0]]),
        ([1, 2], [1, 2, 0]),
        ([None, 1], [0, 1]),
        ("a", 1),
        ([1.0], np.array(1.0)),
        ([1.0], np.zeros((2, 0))),
        ([1.0], {}),
    ],
)
def test_what_is_wrong_is_not_close(wanted, got):
    assert not close(wanted, got)


def test_the_judge_passes_what_is_expected_and_ignores_other_parts():
    verdict = judge(CLIP, Outcome(value=RIGHT | {"extra": Opaque("x")}))

    assert (verdict.passed, verdict.points, verdict.max_points) == (True, 3, 3)


def test_the_judge_shows_numbers_of_public_probes_only():
    outcome = Outcome(value=RIGHT | {"dWaa": np.array([[1.0, 7.125]])})

    assert "dWaa[0][1] should be 2 and is 7.125" in judge(CLIP, outcome).message
    assert not any(character.isdigit() for character in judge(HIDDEN, outcome).message)


GATE, FIVE = replace(CLIP, id="a", gate=True), replace(CLIP, id="b", points=5)
HIDDEN_GATE = replace(HIDDEN, id="h", gate=True, cell="clip_hidden")


@pytest.mark.parametrize(
    ("probes", "passed", "marks"),
    [
        ([GATE, FIVE], [True, False], {"clip_expected": 3}),
        ([GATE, FIVE], [False, True], {"clip_expected": 0}),  # a closed gate takes all
        ([replace(GATE, gate=False), FIVE], [True, False], {"clip_expected": 3}),  # no gate
        # a public gate does not open where hidden ones are asked
        ([GATE, HIDDEN_GATE], [True, False], {"clip_expected": 0, "clip_hidden": 0}),
        # a hidden one opens both cells: that answer is no constant
        (
            [GATE, FIVE, HIDDEN_GATE],
            [False, True, True],
            {"clip_expected": 5, "clip_hidden": 3},
        ),
    ],
)
def test_points_add_up_over_passed_probes_of_a_function_behind_its_gates(probes, passed, marks):
    verdicts = [
        Verdict(probe.id, right, probe.points * right, probe.points, "")
        for probe, right in zip(probes, passed, strict=True)
    ]

    assert score(probes, verdicts) == marks


@pytest.mark.parametrize(
    ("points", "gates", "said"),
    [
        (4, ["steep"], "The 4 points for 'one', 'two' count once 'steep' is right, too."),
        (
            1,
            ["steep", "flat"],
            "The 1 point for 'one', 'two' counts once 'steep' or 'flat' is right, too.",
        ),
        (
            2,
            ["steep", "flat", "wide"],
            "The 2 points for 'one', 'two' count once 'steep' or one of 2 others is right, too.",
        ),
        (4, [], "The 4 points for 'one', 'two' count once another question is right, too."),
    ],
)
def test_it_is_said_which_question_lets_those_that_were_passed_count(points, gates, said):
    assert what_opens(points, ["one", "two"], gates) == said


def test_the_file_of_public_probes_holds_no_code():
    text = (QUESTIONS / PROBES).read_text(encoding="utf-8")

    assert json.loads(text)["probes"]
    for word in ("def ", "lambda", "np.clip", "np.tanh", "import "):
        assert word not in text


def test_verdicts_agree_on_the_one_fault_that_explains_them_all_and_on_the_same_marks():
    namespace = namespace_of(
        "def clip(g, m):\n    return {k: np.clip(v, -10, 10) for k, v in g.items()}\n"
    )
    own = _own("clip")

    before = ask(own, namespace, {}, {})
    verdicts = agree(before, own)

    marks = [[(v.probe, v.passed, v.points) for v in each] for each in (before, verdicts)]
    assert marks[0] == marks[1]
    assert {verdict.fault for verdict in verdicts if not verdict.passed} == {"fixed_10"}


TWO = 2.0178
"""A number that has to be worked out, so that a mistake which gives it is a sure one."""


@pytest.mark.parametrize(
    ("gave", "told"),
    [
        ((1, 2, 2, 0), ["early", "early", "early", ""]),  # it gives all that failed
        ((1, 2, 2, 9), ["number:x"] * 4),  # not all, and three whole numbers are soon the same
        # but no such one by chance, where the last question doesn't tell this mistake
        ((1, 2, TWO, 9), ["early", "early", "early", "number:x"]),
        ((1, 2, TWO, 9, 9), ["number:x"] * 5),  # one that does gave something else
        ((1, 2, TWO, 0, 0), ["number:x"] * 3 + ["", ""]),  # the last one would have failed
    ],
)
def test_a_known_fault_is_named_where_it_gives_all_that_failed_or_is_sure(gave, told):
    swapped, stopped = (
        Fault("swapped", "Swap them.", {"x": 1}),
        Fault("early", "Go on.", {"x": 2}),
    )
    base = replace(
        CLIP, observe=Observer("own", (Observation("x", "value"),)), expected={"x": 0}
    )
    early_too, computed = (
        replace(stopped, observations={"x": 1}),
        replace(stopped, observations={"x": TWO}),
    )
    third = computed if TWO in gave else stopped
    known = [(swapped, early_too), (stopped,), (third,), (), (stopped,)]
    asked = [replace(base, id=f"f.{n}", faults=faults) for n, faults in enumerate(known)]
    asked = asked[: len(gave)]

    verdicts = agree(
        [judge(p, Outcome(value=v)) for p, v in zip(asked, gave, strict=True)], asked
    )

    assert [verdict.fault for verdict in verdicts] == told
    assert ("Go on." in verdicts[0].message) == (told[0] == "early")
    assert "Swap them." not in verdicts[0].message


def test_a_tuple_for_a_list_is_a_known_fault_of_a_question_that_compares_exactly():
    observer = Observer("own", (Observation("it", "value", "equal"),))
    fault = Fault("a_tuple", "Return a list.", {"it": (1, 2)})
    probe = replace(CLIP, observe=observer, expected={"it": [1, 2]}, faults=(fault,))
    verdict = judge(probe, Outcome(value=(1, 2)))
    assert (verdict.passed, verdict.fault) == (False, "a_tuple")
    assert shows(fault, probe)
    assert judge(probe, Outcome(value=[1, 2])).passed
