"""The batch bench: what it measures is what was spent, and what it compares is the same
question."""

import sys

import pytest

from bench import classroom, counted
from bench.batch import Row, compared
from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.judging.plan import Budget

MUCH = 5.0  # processor seconds that these small commands never need
BUSY = "import time\nwhile time.process_time() < {0}: pass\n"
TREE = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', {0!r}])\n"


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def a_row(name, marks, cost=0.0, **more):
    return Row(name, (0, 1), ((Cost(), Cost(cpu=cost, wall=cost)),), marks, **more)


@pytest.fixture(params=["by a control group, where one can be made", "by looking"])
def counting(request, monkeypatch):
    def none():
        raise counted.NoGroup("none here")

    if request.param == "by looking":
        monkeypatch.setattr(counted, "group", none)


@pytest.mark.slow
@pytest.mark.usefixtures("counting")
def test_a_process_in_a_namespace_of_its_own_is_counted(tmp_path):
    apart = ["unshare", "--user", "--map-root-user", "--pid", "--fork"]
    # so that it is looked at once more, on a busy machine too
    cost = run([*apart, *python(BUSY.format(0.4) + "time.sleep(2)\n")], tmp_path, {})
    assert 0.35 <= cost.cpu < MUCH


@pytest.mark.slow
def test_what_children_spend_is_counted_and_told_apart_from_the_driver_s(tmp_path):
    hungry = 'held = b"x" * (200 * 2**20)\n' + BUSY.format(0.4) + "time.sleep(2)\n"
    cost = run(python(TREE.format(hungry)), tmp_path, {})
    assert 0.4 <= cost.cpu < MUCH
    assert cost.driver_cpu <= cost.cpu - 0.35
    assert cost.peak > 200 > 100 > cost.driver > 1


@pytest.mark.parametrize(
    ("other", "whole", "differ"),
    [
        ({"clip_hidden": 4.0}, False, ["ada clip_hidden: 3.0 by a, 4.0 by b"]),
        # who knows only all or nothing is held to that
        ({"clip_hidden": 0.0}, True, []),
        ({"clip_expected": 0.0}, True, ["ada clip_expected: 8.0 by a, 0.0 by b"]),
    ],
)
def test_each_mark_that_differs_is_named(other, whole, differ):
    marks = {("ada", "clip_expected"): 8.0, ("ada", "clip_hidden"): 3.0}
    theirs = {("ada", cell): points for cell, points in other.items()}
    assert compared([a_row("a", marks), a_row("b", theirs, whole=whole)])[1] == differ


def test_no_two_hand_ins_of_the_class_are_alike(tmp_path):
    classroom.write(tmp_path, load("dinosaur_island"), 7)
    assert len({path.read_bytes() for path in tmp_path.rglob("*.ipynb")}) == 7


def test_what_is_made_to_cost_is_run_and_not_left_out_for_its_length():
    texts = [classroom.costly(number)["clip"] for number in range(len(classroom.COSTLY))]
    assert 0.9 < max(map(len, texts)) / Budget().code_characters < 1
    assert all(compile(text, "clip", "exec") for text in texts)
