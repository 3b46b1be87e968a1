"""`check` in a notebook: what it gives, prints and leaves as it was."""

import numpy as np
import pytest

from tests.dinosaurs import FUNCTIONS, as_typed, namespace_of, source
from utils.checks import check

VISIBLE = {"clip": 8, "sample": 10, "optimize": 10, "model": 10}  # points of the visible cells
UNCLIPPED = "def clip(gradients, maxValue):\n    return dict(gradients)\n"


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
