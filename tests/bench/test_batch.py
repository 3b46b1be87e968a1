"""The batch bench: what it measures is what was spent, and what it compares is the same
question."""

import sys

import msgspec
import pytest

from bench import batch, classroom, counted
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


def test_contenders_take_turns_and_the_median_counts():
    said, costs = [], iter((1.0, 10.0, 9.0, 12.0, 2.0, 11.0))

    def turn(name):
        said.append(name)
        return a_row(name, {}, next(costs))

    one, other = batch.in_turns([lambda: turn("one"), lambda: turn("other")], 3)
    assert said == ["one", "other"] * 3
    assert (one.cpus, one.cpu, one.wall) == ([1.0, 9.0, 2.0], 2.0, 2.0)
    assert other.cpu == 11.0


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


def test_ratios_are_to_the_first_and_none_is_told_of_classes_too_small():
    rows = [a_row("first", {}, 2.0), a_row("ten times", {}, 0.2), a_row("noise", {}, -0.1)]
    shown = batch.table(rows)
    assert [line.split()[-1] for line in shown.splitlines()[2:]] == ["1.0", "10.0", "-"]


def test_all_classes_take_the_same_turns_and_their_medians_come_with_the_load(monkeypatch):
    said = []

    def contend(name, kind, sizes, level, wrong):
        said.append((kind.__name__, wrong.__name__))
        return a_row(name, {}, {"none": 0.05, "half": 0.06, "beginners": 0.125}[wrong.__name__])

    monkeypatch.setattr(batch, "contend", contend)
    classes = batch.by_class(msgspec.structs.replace(batch.QUICK, rounds=5), "none")
    told = batch.in_words(classes, 5, (0.25, 1.5))

    kinds = [
        (kind, of) for of in ("none", "half", "beginners") for kind in ("Nbgrader", "Ours")
    ]
    assert said == kinds * 5
    assert "half by beginners costs 2.5 times one all right" in told
    assert "Medians of 5 turns. Load average 0.2 before and 1.5 after" in told


def test_no_two_hand_ins_of_the_class_are_alike(tmp_path):
    classroom.write(tmp_path, load("dinosaur_island"), 7)
    assert len({path.read_bytes() for path in tmp_path.rglob("*.ipynb")}) == 7


def test_what_is_made_to_cost_is_run_and_not_left_out_for_its_length():
    texts = [classroom.costly(number)["clip"] for number in range(len(classroom.COSTLY))]
    assert 0.9 < max(map(len, texts)) / Budget().code_characters < 1
    assert all(compile(text, "clip", "exec") for text in texts)
