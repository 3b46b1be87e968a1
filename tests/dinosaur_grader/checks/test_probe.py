"""The judge, the points and the check in the notebook."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.dinosaurs import FUNCTIONS, as_typed, namespace_of, source
from utils.checks import Fault, Probe, Verdict, agree, check, judge, public_probes, score
from utils.checks.calls import Call, Failure, Opaque, Outcome
from utils.checks.in_notebook import ask
from utils.checks.observing import Observation, Observer, close
from utils.checks.published import PROBES, QUESTIONS
from utils.checks.words import Words

VISIBLE = {"clip": 8, "sample": 10, "optimize": 10, "model": 10}  # points of the visible cells
RIGHT = {"dWaa": np.array([[1.0, 2.0]]), "dWax": np.ones((1, 3))}
GRADIENTS = Observer("gradients", tuple(Observation(name, f"value.{name}") for name in RIGHT))
CLIP = Probe("clip.x", "clip", "clip_expected", 3, "a question", Call("clip"), GRADIENTS, RIGHT)
HIDDEN = replace(CLIP, public=False)
UNCLIPPED = "def clip(gradients, maxValue):\n    return gradients\n"


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


@pytest.mark.parametrize(
    "kind", ["timeout", "memory", "died", "violation", "skipped", "missing"]
)
def test_every_failure_has_words_and_none_passes_even_where_the_observations_fit(kind):
    verdict = judge(CLIP, Outcome(value=RIGHT, failure=Failure(kind)))

    assert not verdict.passed
    assert verdict.fault == kind
    assert verdict.message.endswith(".")


def test_an_exception_shows_the_students_own_line_of_a_public_probe_and_nothing_of_a_hidden():
    failure = Failure("exception", "Leak_0_123", "secret 0.123", "raise Leak(secret 0.456)")

    shown, kept = (judge(probe, Outcome(failure=failure)).message for probe in (CLIP, HIDDEN))

    assert "raise Leak(secret 0.456)" in shown
    assert "0" not in kept
    assert "secret" not in kept


def test_an_unfinished_function_is_met_kindly():
    failure = Failure("exception", "NotImplementedError")

    assert judge(CLIP, Outcome(failure=failure)).fault == "unfinished"
    assert judge(CLIP, Outcome(value=None)).fault == "nothing"


GATE, FIVE = replace(CLIP, id="a", gate=True), replace(CLIP, id="b", points=5)
HIDDEN_GATE = replace(HIDDEN, id="h", gate=True, cell="clip_hidden")


@pytest.mark.parametrize(
    ("probes", "passed", "marks"),
    [
        ([GATE, FIVE], [True, False], {"clip_expected": 3}),
        ([GATE, FIVE], [False, True], {"clip_expected": 0}),  # a closed gate takes all
        # a public gate does not open where hidden ones are asked
        ([GATE, HIDDEN_GATE], [True, False], {"clip_expected": 0, "clip_hidden": 0}),
    ],
)
def test_points_add_up_over_passed_probes_of_a_cell_behind_its_gates(probes, passed, marks):
    verdicts = [
        Verdict(probe.id, right, probe.points * right, probe.points, "")
        for probe, right in zip(probes, passed, strict=True)
    ]

    assert score(probes, verdicts) == marks


def test_the_file_of_public_probes_holds_no_code():
    text = (QUESTIONS / PROBES).read_text(encoding="utf-8")

    assert json.loads(text)["probes"]
    for word in ("def ", "lambda", "np.clip", "np.tanh", "import "):
        assert word not in text


@pytest.mark.parametrize("function", VISIBLE)
def test_check_gives_a_right_answer_all_points_of_the_visible_cell(function, capsys):
    namespace = namespace_of(*(source(f) for f in FUNCTIONS))

    assert check(namespace[function]) == VISIBLE[function]
    assert "✗" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "said"),
    [("clip", "came back as they went in"), ("optimize", "Fix clip first")],
)
def test_check_prints_a_hint_and_raises_nothing(function, said, capsys):
    namespace = namespace_of(source("optimize"), UNCLIPPED)

    assert check(namespace[function]) == 0
    assert said in capsys.readouterr().out


def test_check_takes_a_callable_that_is_no_function(capsys):
    text = "class Clipper:\n    def __call__(self, g, m):\n        return {k: np.clip(g[k], -m, m) for k in g}\n"
    namespace = namespace_of(text, "clip = Clipper()\npoints = check(clip)\n")

    assert namespace["points"] == 8


@pytest.mark.parametrize("odd", [None, 3, "clip", print])
def test_check_is_kind_to_what_is_no_answer(odd, capsys):
    assert check(odd) == 0
    assert "check works on clip" in capsys.readouterr().out


def test_check_leaves_random_state_folder_and_namespace_as_they_were(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dinos.txt").write_text("mine")
    namespace = namespace_of(*(source(f) for f in FUNCTIONS))
    before = dict(namespace)
    np.random.seed(5)
    expected = np.random.RandomState(5).random_sample()

    check(namespace["model"])

    assert np.random.random_sample() == expected
    assert (tmp_path / "dinos.txt").read_text() == "mine"
    assert namespace == before


def test_verdicts_agree_on_the_one_fault_that_explains_them_all_and_on_the_same_marks():
    namespace = namespace_of(
        "def clip(g, m):\n    return {k: np.clip(v, -10, 10) for k, v in g.items()}\n"
    )
    own = _own("clip")

    before = ask(own, namespace, {})
    verdicts = agree(before, own)

    marks = [[(v.probe, v.passed, v.points) for v in each] for each in (before, verdicts)]
    assert marks[0] == marks[1]
    assert {verdict.fault for verdict in verdicts if not verdict.passed} == {"fixed_10"}


def test_where_no_fault_explains_all_a_verdict_speaks_of_what_most_others_fit():
    swapped, stopped = (
        Fault("swapped", "Swap them.", {"x": 1}),
        Fault("early", "Go on.", {"x": 2}),
    )
    base = replace(
        CLIP, observe=Observer("own", (Observation("x", "value"),)), expected={"x": 0}
    )
    early_too = replace(stopped, observations={"x": 1})
    known = [(swapped, early_too), (stopped,), (stopped,), (stopped,)]
    asked = [replace(base, id=f"f.{n}", faults=faults) for n, faults in enumerate(known)]
    gave = [Outcome(value=value) for value in (1, 2, 2, 9)]

    verdicts = agree(list(map(judge, asked, gave)), asked)

    assert [verdict.fault for verdict in verdicts] == ["early", "early", "early", "number:x"]
    assert "Go on." in verdicts[0].message
    assert "Swap them." not in verdicts[0].message


def test_a_function_that_rightly_gives_nothing_back_is_told_what_it_changed():
    observer = Observer("own", (Observation("numbers", "arguments.0"),))
    words = Words(kinds=("none",), advice={"numbers": "Add once."})
    probe = Probe(
        "f.x", "f", "f_expected", 1, "a list", Call("f"), observer, {"numbers": [1, 2]}
    )

    verdict = judge(replace(probe, words=words), Outcome(arguments=([1, 3],)))

    assert verdict.fault == "number:numbers"
    assert verdict.message == "a list: numbers[1] should be 2 and is 3. Add once."


BROKEN = "def clip(gradients, maxValue)\n    return gradients\n"


def test_a_cell_that_could_not_be_read_is_said_before_the_version_that_is_asked(capsys):
    namespace = as_typed(source("clip"))
    namespace["In"] = ["", source("clip"), BROKEN, "check(clip)"]
    assert check(namespace["clip"]) == 8
    said = capsys.readouterr().out
    assert said.startswith("Python can't read the cell of clip: line 1,")
    assert "What follows is about the clip from before that cell." in said


def test_where_nothing_was_written_before_it_is_all_that_is_said(capsys):
    stub = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", source("clip"), flags=re.DOTALL)
    namespace = as_typed(stub)
    namespace["In"] = ["", stub, BROKEN, "check(clip)"]
    assert check(namespace["clip"]) == 0
    said = capsys.readouterr().out
    assert "A colon is missing" in said
    assert "not written yet" not in said
