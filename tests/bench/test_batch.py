"""The batch bench: what it measures is what was spent, and what it compares is the same
question."""

import subprocess
import sys
from unittest import mock

import msgspec
import pytest

from bench import batch, classroom
from bench.batch import Row, compared
from bench.costs import counted, plainly, stages
from bench.costs.inside import Inside
from bench.costs.measure import Cost, run
from bench.costs.stages import Clock
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.judging.plan import Budget
from tests.waiting import until

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
    noise, started = a_row("noise", {}, -0.1), a_row("one class", {}, 0.2, started=True)
    shown = batch.table([a_row("first", {}, 2.0), a_row("ten times", {}, 0.2), noise, started])
    assert [line.split()[-1] for line in shown.splitlines()[2:]] == ["1.0", "10.0", "-", "-"]


def test_a_process_is_seen_from_outside_and_the_rest_is_added_when_it_has_ended():
    inside = Inside()
    # it goes on until it was seen, however long that takes
    words = python(TREE.format(BUSY.format(0.2) + "input()"))
    with subprocess.Popen(words, stdin=subprocess.PIPE, text=True) as process:
        until(lambda: inside.seconds(process.pid) >= 0.2)
        child = max(inside.alive)
        process.communicate("\n")
    seen = sum(inside.seen.values())
    inside.ended(5.0)
    assert child != process.pid
    assert seen >= 0.2
    left = seen - inside.seen[child] + 5.0
    assert sum(inside.seen.values()) + inside.unseen == pytest.approx(left)


def test_a_stage_within_a_stage_counts_once_and_the_time_inside_the_sandbox_too(monkeypatch):
    spent, read = [0.0], iter((1.0, 3.5))
    monkeypatch.setattr(stages.time, "thread_time", lambda: spent[0])
    clock = Clock(lambda: next(read))
    with clock.of("outer"):
        spent[0] += 2.0
        with clock.of("inner"):
            spent[0] += 7.0
    with clock.of("ask", inside=True):
        pass
    assert clock.seconds == {"inner": 7.0, "outer": 2.0, "ask": 2.5}


def test_what_is_spent_on_edits_is_told_apart_and_is_no_computing_of_the_student_s():
    steps = []
    clock = Clock(lambda: 0.0)
    child = stages.TimedChild(mock.Mock(), clock, steps)
    tried = clock.around("edits: list them", child.run_cell, "edits: ")

    child.run_cell("the student's", 1.0)
    tried("an edit", 1.0)

    assert list(clock.seconds) == [
        "run the cells",
        "edits: run the cells",
        "edits: list them",
    ]
    assert steps == [plainly.Ran("the student's")]


def test_what_three_classes_cost_stands_side_by_side_stage_by_stage():
    right = stages.Measured({"judge": 0.001}, {}, 1.0)
    beginners = stages.Measured({"judge": 0.002, "edits: judge": 0.003}, {}, 1.0)

    shown = stages.beside({"right": (right, 0.010), "beginners": (beginners, 0.025)})

    assert [line.split()[-2:] for line in shown.splitlines()] == [
        ["right", "beginners"],
        ["-" * 81],
        ["1.00", "2.00"],
        ["0.00", "3.00"],
        ["9.00", "20.00"],
        ["10.00", "25.00"],
    ]


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


def test_a_cell_that_a_second_child_runs_again_is_the_student_s_own_once(tmp_path, monkeypatch):
    spent = [0.0]
    monkeypatch.setattr(plainly.time, "process_time", lambda: spent[0])
    monkeypatch.setattr(plainly.time, "spend", lambda s: spent.append(spent.pop() + s), False)
    cell = plainly.Ran("import time\ntime.spend(7.0)\n")
    begin = plainly.Ran("import time\ndef clip(): time.spend(2.0)\n")
    asked = plainly.Asked(Call("clip", ()))
    seconds = plainly.computing([[begin, cell, asked, begin, cell, asked]], tmp_path, {})
    assert seconds == {plainly.CELLS: 7.0, "ask about clip": 4.0}


def test_no_two_hand_ins_of_the_class_are_alike(tmp_path):
    classroom.write(tmp_path, load("dinosaur_island"), 7, False)
    assert len({path.read_bytes() for path in tmp_path.rglob("*.ipynb")}) == 7


def test_what_is_made_to_cost_is_run_and_not_left_out_for_its_length():
    texts = [classroom.costly(number)["clip"] for number in range(len(classroom.COSTLY))]
    assert 0.9 < max(map(len, texts)) / Budget().code_characters < 1
    assert all(compile(text, "clip", "exec") for text in texts)
