"""Copied work is named whatever the ring's size; what all were given, or half of the
class has, is not a sign of anything."""

import random
import re
import time

import pytest

from bench.copies import disguises
from dinosaur_grader.desk.report.similar import compared, groups
from tests.dinosaur_grader.desk.report.test_report import ORIGINAL, OTHER

USUAL = "".join(
    f"def usual_{i}(x):\n    y = np.dot(x, {i}) + np.{name}(x)\n    return softmax(y * y) + y\n"
    for i, name in enumerate(("exp", "log", "tanh", "sin", "cos", "sqrt", "abs", "sign"))
)


def own_work(number):
    """Code that shares nothing with another number's."""
    return "".join(
        f"def f{i}(x):\n    return np.name_{number}_{i}(x + 1, key_{number}=x) * x\n"
        for i in range(12)
    )


@pytest.mark.parametrize("ring", [2, 20, 21, 60, 300])
def test_equal_work_is_named_whatever_the_size_of_the_ring(ring):
    codes = {f"s{i:03}": own_work(i) for i in range(40)}
    codes |= {f"ring{i:03}": ORIGINAL for i in range(ring)}
    (group,) = groups(codes)
    assert group.students == tuple(f"ring{i:03}" for i in range(ring))
    assert group.ratio == 1.0
    assert any("np.tanh" in line for line in group.lines)


@pytest.mark.parametrize("ring", [2, 21, 60])
def test_so_is_a_ring_in_which_each_has_a_disguise_of_their_own(ring):
    rng = random.Random(3)
    codes = {f"s{i:03}": own_work(i) for i in range(2 * ring)}
    codes |= {f"ring{i:03}": disguises.several([ORIGINAL], rng) for i in range(ring)}
    (group,) = groups(codes)
    assert len(group.students) == ring


def test_what_half_of_the_class_has_neither_counts_nor_weighs():
    codes = {f"s{i:03}": USUAL + own_work(i) for i in range(40)}
    assert groups(codes) == []
    codes["copy"] = re.sub(r"\bx\b", "z", USUAL + own_work(7))
    codes["mixed"] = USUAL + own_work(8)[:200]
    (group,) = groups(codes)
    assert group.students == ("copy", "s007")


def test_who_has_almost_nothing_of_their_own_is_listed():
    codes = {f"s{i:03}": USUAL + own_work(i) for i in range(20)}
    codes |= {"blank": "", "usual": USUAL, "line": "x = np.clip(np.exp(y), 1, 2)"}
    found = compared(codes)
    assert found.groups == ()
    assert found.thin == ("blank", "line", "usual")


def test_who_hides_in_very_much_code_is_listed():
    junk = "".join(f"np.junk_{i}(x + {i}, y, z)\n" for i in range(8_000))
    found = compared({"a": [ORIGINAL], "b": [ORIGINAL, junk], "c": [junk, ORIGINAL]})
    assert found.long == ("b", "c")
    assert {"a", "b"} <= set(found.groups[0].students)


def test_the_order_of_students_changes_nothing():
    codes = {"c": OTHER, "a": ORIGINAL, "b": ORIGINAL, "d": OTHER, "e": own_work(1)}
    assert groups(codes) == groups(dict(reversed(codes.items())))
    assert [group.students for group in groups(codes)] == [("a", "b"), ("c", "d")]


@pytest.mark.slow
def test_the_time_grows_as_the_class_does():
    def seconds(students):
        codes = {f"s{i}": USUAL + own_work(i % (students // 3)) for i in range(students)}
        started = time.process_time()
        assert len(groups(codes)) >= students // 4
        return time.process_time() - started

    seconds(50)
    assert seconds(2000) < 8 * seconds(500)
