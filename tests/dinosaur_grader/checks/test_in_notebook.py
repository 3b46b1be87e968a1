"""`check` in a notebook: what it gives, prints and leaves as it was."""

import re

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from tests.dinosaurs import FUNCTIONS, as_typed, namespace_of, source
from utils import load_names, vocabulary
from utils.checks import check

VISIBLE = {"clip": 8, "sample": 10, "optimize": 10, "model": 10}  # points of the visible cells
UNCLIPPED = "def clip(gradients, maxValue):\n    return dict(gradients)\n"


def stop():
    raise KeyboardInterrupt


@pytest.mark.parametrize("function", VISIBLE)
def test_check_gives_a_right_answer_all_points_of_the_visible_cell(function, capsys):
    namespace = namespace_of(*(source(f) for f in FUNCTIONS))

    assert check(namespace[function]) == VISIBLE[function]
    assert "✗" not in capsys.readouterr().out


def test_only_the_first_check_says_how_many_points_are_asked_later(capsys):
    namespace = namespace_of(*(source(f) for f in FUNCTIONS))
    for function in FUNCTIONS:
        check(namespace[function])

    said = capsys.readouterr().out
    assert said.count("62 of the 100 points are for questions") == 1
    assert said.index("62 of the 100") < said.index("sample: 10 of 10")


def test_points_are_a_sentence_in_a_terminal_and_no_second_output_in_a_notebook(monkeypatch):
    namespace = namespace_of(source("clip"))
    points = check(namespace["clip"])
    # a float of our own kind is printed as words, which nbgrader can't read
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")

    assert repr(points) == str(points) == "8 of 8 points."
    assert type(check(namespace["clip"])) is float
    assert DisplayFormatter().format(points) == ({}, {})


def test_a_check_that_somebody_stops_says_which_loop_ran_in_which_line(capsys):
    text = "def clip(gradients, maxValue):\n    for key in gradients:\n        stop()\n"
    namespace = as_typed(text)
    namespace["stop"] = stop

    assert check(namespace["clip"]) == 0
    assert capsys.readouterr().out == (
        "✗ You stopped the check of clip in your line `stop()`, in the loop "
        "`for key in gradients:`. No points were given.\n"
    )


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


@pytest.mark.parametrize("odd", [None, 3, "clop", print])
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


def stub():
    return re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", source("clip"), flags=re.DOTALL)


BROKEN = "def clip(gradients, maxValue)\n    return gradients\n"


def test_where_the_newest_cell_can_not_be_read_nothing_counts_and_that_is_said_first(capsys):
    namespace = as_typed(source("clip"))
    namespace["In"] = ["", source("clip"), BROKEN, "check(clip)"]
    assert check(namespace["clip"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The newest version of clip can't be read, so nothing counts yet.")
    assert "A colon is missing" in said
    assert said.endswith("clip: 0 of 8 points here.\n")


@pytest.mark.parametrize("newest", [source("clip"), "clip = lambda gradients, maxValue: {}"])
def test_a_cell_that_can_not_be_read_is_forgotten_when_a_newer_one_ran(newest, capsys):
    namespace = as_typed(source("clip"))
    namespace["In"] = ["", BROKEN, newest, "clip == None"]
    assert check(namespace["clip"]) == 8
    assert "can't be read" not in capsys.readouterr().out


def test_of_a_function_as_it_was_given_out_no_wrong_value_is_shown(capsys):
    assert check(as_typed(stub())["clip"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "clip is not written yet. Fill in its numbered step.\n○ Not written yet\n"
    )
    assert "should be" not in said and "✗" not in said


def test_what_python_warns_of_in_an_edit_is_not_shown(recwarn):
    # without its call it is a number with square brackets
    text = (
        "def clip(gradients, maxValue):\n    low = np.array(0.5)[()]\n"
        "    for g in gradients.values():\n        np.clip(g, low - maxValue, maxValue, out=g)\n"
        "    return gradients\n"
    )

    check(as_typed(text)["clip"])

    assert not recwarn.list


def test_a_mistake_that_one_edit_takes_away_is_told_by_its_line(capsys):
    text = source("clip").replace("-maxValue, maxValue", "-maxValue, maxValue**2")
    namespace = as_typed(text)
    before = dict(namespace)

    check(namespace["clip"])

    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert ", and every check here passes." in said
    assert namespace == before


def test_an_edit_that_never_ends_is_given_up(capsys):
    # without its last line the loop goes on for ever
    text = (
        "def clip(gradients, maxValue):\n    n = 0\n    while n < 3:\n"
        "        n += 1\n    return gradients\n"
    )
    namespace = as_typed(text)

    assert check(namespace["clip"]) == 0
    assert "0 of 3 right" in capsys.readouterr().out


def test_an_edit_of_a_default_that_can_not_be_defined_is_no_error(capsys):
    # a default is worked out with the definition, where no argument has a value yet
    text = source("clip").replace("maxValue)", "maxValue=5)").replace("np.clip", "max")

    assert check(as_typed(text)["clip"]) == 0
    assert "0 of 3 right" in capsys.readouterr().out


def test_there_are_as_many_ticks_as_right_questions_though_the_log_is_right_too(capsys):
    namespace = namespace_of(*(source(f) for f in FUNCTIONS))
    namespace["data"] = load_names(quiet=True)
    namespace["char_to_ix"], namespace["ix_to_char"] = vocabulary(namespace["data"])

    check(namespace["model"])

    said = capsys.readouterr().out
    assert "with your own functions: as it" in said
    assert said.count("✓") == 1 + int(re.search(r"(\d+) of \1 right", said)[1])
