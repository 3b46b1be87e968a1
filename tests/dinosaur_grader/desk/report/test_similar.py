"""Copied work is named whatever the ring's size, and what is said of a group is true of
every two in it; what all were given, or half of the class has, is not a sign of
anything."""

import re

import pytest

from dinosaur_grader.desk.report.similar import (
    Comparison,
    Group,
    Similar,
    compared,
    rings,
)
from tests import effort
from tests.dinosaur_grader.desk.report.test_report import ORIGINAL, report, result

USUAL = "".join(
    f"def usual_{i}(x):\n    y = np.dot(x, {i}) + np.{name}(x)\n    return softmax(y * y) + y\n"
    for i, name in enumerate(("exp", "log", "tanh", "sin", "cos", "sqrt", "abs", "sign"))
)


def own_work(number, functions=12):
    """Code that shares nothing with another number's."""
    return "".join(
        f"def f{i}(x):\n    return np.name_{number}_{i}(x + 1, key_{number}=x) * x\n"
        for i in range(functions)
    )


def of_texts(codes):
    """Compare a class in which each has one cell."""
    return compared({student: [code] for student, code in codes.items()})


@pytest.mark.parametrize("ring", [2, 21, 60])
def test_equal_work_is_named_whatever_the_size_of_the_ring_and_shown_once(ring):
    codes = {f"s{i:03}": own_work(i) for i in range(40)}
    codes |= {f"ring{i:03}": ORIGINAL for i in range(ring)}
    (group,) = of_texts(codes).groups
    assert group.students == tuple(f"ring{i:03}" for i in range(ring))
    assert group.ratio == 1.0
    (shown,) = rings((group,), {student: [code] for student, code in codes.items()})
    assert [column.students for column in shown.columns] == [group.students]


def test_what_the_release_holds_is_no_sign_in_a_cell_with_a_syntax_error_either():
    broken = ORIGINAL + "\nx = = {}"
    assert compared({"a": [ORIGINAL], "b": [ORIGINAL]}, release=[ORIGINAL]).groups == ()
    codes = {name: [broken.format(name)] for name in ("a", "b")}
    assert compared(codes, release=[ORIGINAL]).groups == ()
    assert compared(codes).groups[0].students == ("a", "b")


def test_what_half_of_the_class_has_neither_counts_nor_weighs():
    codes = {f"s{i:03}": USUAL + own_work(i) for i in range(40)}
    assert of_texts(codes).groups == ()
    codes["copy"] = re.sub(r"\bx\b", "z", USUAL + own_work(7))
    codes["mixed"] = USUAL + own_work(8)[:200]
    (group,) = of_texts(codes).groups
    assert group.students == ("copy", "s007")


def test_the_work_grows_as_the_class_does():
    """Half of the class has some fingerprints in common, the most that count."""

    def steps(students):
        own = {f"s{i}": dict.fromkeys([i, f"{i} again", i % 2], "") for i in range(students)}
        return effort.steps(lambda: Comparison(own).pairs(), "dinosaur_grader.desk.report")

    assert steps(800) < 5 * steps(200)


def test_code_stays_text():
    texts = {"a": ["<script>alert(1)</script>"], "b": ["<img src=x>"]}
    shared = {"a": frozenset({"<script>alert(1)</script>"})}
    groups = (Group(("a", "b"), 0.9, shared),)
    page = report([result("a", 20)], "A class", Similar(groups), texts=texts)
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in page
    assert "<script" not in page and "<img" not in page
