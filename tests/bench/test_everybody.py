"""One hand-in by everybody: marks are compared with those that are due, and what a peer
spends after its answer counts."""

import contextlib
import sys

import pytest

from bench import counted, everybody
from bench.contenders import running
from bench.everybody import Measured, Turn
from dinosaur_grader.assignments.assignment import load

WORK = load("dinosaur_island")
RIGHT = {test.id: test.points for test in WORK.tests}


def given(student, **other):
    return {(student, cell): points for cell, points in (RIGHT | other).items()}


def one(name, column, marks, seconds=1.0, whole=False):
    students = tuple({student for student, _ in marks})
    return Measured(name, column, whole, [Turn(seconds, students, marks)])


DUE = one(*everybody.DUE, given("ada", clip_hidden=3.0))
LOST = {key: points for key, points in given("ada").items() if key[1] != "clip_hidden"}


@pytest.mark.parametrize(
    ("others", "rows", "differ"),
    [
        ([], 0, []),  # what is due is not compared with itself
        (
            [one("b", "cold", given("ada"))],
            len(RIGHT),
            ["ada clip_hidden: 3.0 by nbgrader, batch command, 12.0 by b, cold, turn 1"],
        ),
        ([one("b", "cold", LOST)], None, ["ada clip_hidden: no mark by b, cold, turn 1"]),
        ([one("whole", "warm", given("ada", clip_hidden=0.0), whole=True)], len(RIGHT), []),
    ],
)
def test_a_mark_that_differs_or_is_lost_is_named(others, rows, differ):
    count, named = everybody.compared([DUE, *others], WORK)
    assert named == differ
    assert rows is None or count == rows


def test_a_hand_in_without_any_marks_differs_in_all():
    lost = Measured("b", "batch", False, [Turn(1.0, ("ada",), {})])
    assert len(everybody.compared([DUE, lost], WORK)[1]) == len(RIGHT)


def test_ratios_are_to_ours_in_the_same_column():
    found = [one("ours", "cold", {}, 0.5), one("ours", "warm", {}, 0.1), one("b", "cold", {}, 2.0)]  # fmt: skip
    found += [one("b", "again", {}, 4.0), one("nbgrader, a process each", "cold", {}, 1.0)]
    found[2].turns += [Turn(3.0, (), {}), Turn(9.0, (), {})]
    shown = everybody.table(found).splitlines()
    assert shown[2:] == [
        "| ours | 0.500, x 1.0 | 0.100, x 1.0 | - | - |",
        "| b | 3.000 (2.000 to 9.000), x 6.0 | - | 4.000 | - |",
        "| nbgrader, a process each | 1.000, x 2.0 | - | - | as cold |",
    ]


def test_one_more_of_a_batch_is_a_difference_of_medians():
    turns = [(5.0, 1.0), (6.0, 1.5), (40.0, 30.0)]
    found = Measured("b", "batch", False, [Turn(a, (), {}, b, 2) for a, b in turns])
    assert found.middle == (6.0 - 1.5) / 2
    assert "2.250 (2.000 to 5.000)" in everybody.table([found])


def test_fewer_than_three_turns_are_refused(capsys):
    with pytest.raises(SystemExit):
        everybody.main(["--turns", "2"])
    assert "a median takes 3 turns" in capsys.readouterr().err


def test_what_a_peer_does_after_its_answer_is_counted(tmp_path, monkeypatch):
    @contextlib.contextmanager
    def made():
        yield tmp_path

    (tmp_path / "cpu.stat").write_text("usage_usec 0\n")
    monkeypatch.setattr(counted, "group", made)
    seconds = iter((0.0, 3.0, 7.0, 7.0))
    monkeypatch.setattr(counted, "used", lambda _: next(seconds))
    monkeypatch.setattr(counted, "REST_SECONDS", 0.0)
    answers = "for _ in open(0): print('{\"clip_hidden\": 2.0}', flush=True)"
    with running.asked([sys.executable, "-c", answers], tmp_path, {}) as ask:
        cost, marks = ask("ada")
    assert cost.cpu == 7.0
    assert marks == {("ada", "clip_hidden"): 2.0}
