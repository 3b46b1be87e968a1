"""Copied work is named whatever the ring's size, and what is said of a group is true of
every two in it; what all were given, or half of the class has, is not a sign of
anything."""

import itertools
import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.report.similar import (
    MAX_COLUMN,
    MAX_GROUPS,
    MAX_PAGE,
    Comparison,
    Group,
    Similar,
    compared,
    complete,
    rings,
)
from dinosaur_grader.desk.report.similar import codes as read_codes
from tests import effort
from tests.dinosaur_grader.desk.report import disguises
from tests.dinosaur_grader.desk.report.test_report import ORIGINAL, report, result

USUAL = "".join(
    f"def usual_{i}(x):\n    y = np.dot(x, {i}) + np.{name}(x)\n    return softmax(y * y) + y\n"
    for i, name in enumerate(("exp", "log", "tanh", "sin", "cos", "sqrt", "abs", "sign"))
)


PAIRS = list(itertools.combinations("abcdefgh", 2))


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


@pytest.mark.parametrize("ring", [2, 21])
def test_so_is_a_ring_in_which_each_has_a_disguise_of_their_own(ring):
    rng = random.Random(3)
    codes = {f"s{i:03}": [own_work(i)] for i in range(2 * ring)}
    codes |= {f"ring{i:03}": disguises.several([ORIGINAL], rng) for i in range(ring)}
    (group,) = compared(codes).groups
    assert len(group.students) == ring


def test_who_is_alike_with_two_that_are_not_stands_with_each_of_them_largest_share_first():
    parts = [own_work(i) for i in range(40)]
    codes = {f"s{i:03}": parts[i] for i in range(10, 40)}
    codes |= {"ann": parts[0], "bob": parts[0] + parts[1], "cy": parts[1] + own_work(2, 4)}
    first, second = of_texts(codes).groups
    assert (first.students, first.ratio) == (("ann", "bob"), 1.0)
    assert second.students == ("bob", "cy")
    assert 0.6 <= second.ratio < 1


@given(st.dictionaries(st.sampled_from(PAIRS), st.floats(0.6, 1)))
def test_every_two_of_a_group_share_what_is_said_and_no_pair_is_left_out(shares):
    groups = complete(shares)
    inside = {who: list(itertools.combinations(who, 2)) for who in groups}
    said = {who: min(shares.get(pair, 0.0) for pair in own) for who, own in inside.items()}
    assert said == groups
    assert set(itertools.chain(*inside.values())) == set(shares)


def test_what_many_have_weighs_less_than_what_two_have():
    """Each has one of three usual ways to write it, and a little of their own."""
    usual = [own_work(100 + i) for i in range(3)]
    codes = {f"s{i:03}": usual[i % 3] + own_work(i, 4) for i in range(60)}
    assert of_texts(codes).groups == ()
    codes["copy"] = re.sub(r"\bx\b", "z", codes["s007"])
    (group,) = of_texts(codes).groups
    assert group.students == ("copy", "s007")


def test_what_the_release_holds_is_no_sign_in_a_cell_with_a_syntax_error_either():
    broken = ORIGINAL + "\nx = = {}"
    assert compared({"a": [ORIGINAL], "b": [ORIGINAL]}, release=[ORIGINAL]).groups == ()
    codes = {name: [broken.format(name)] for name in ("a", "b")}
    assert compared(codes, release=[ORIGINAL]).groups == ()
    assert compared(codes).groups[0].students == ("a", "b")


def test_copied_code_counts_in_whichever_cell_it_stands(tmp_path):
    place = tmp_path / "autograded" / "ann" / "dinosaur_island"
    place.mkdir(parents=True)
    cells = [
        dict(cell_type="markdown", metadata={}, source=["text"]),
        dict(cell_type="code", metadata={}, source=["def helper():\n", "    return 1"]),
        dict(cell_type="code", metadata={"nbgrader": {"solution": True}}, source="x = 1"),
        dict(cell_type="code", metadata={"nbgrader": {"grade": True}}, source="check(x)"),
    ]
    (place / "dinosaur_island.ipynb").write_text(json.dumps({"cells": cells}))
    found = read_codes(tmp_path, assignments.load("dinosaur_island"))
    assert found == {"ann": ["x = 1", "def helper():\n    return 1"]}


def test_what_half_of_the_class_has_neither_counts_nor_weighs():
    codes = {f"s{i:03}": USUAL + own_work(i) for i in range(40)}
    assert of_texts(codes).groups == ()
    codes["copy"] = re.sub(r"\bx\b", "z", USUAL + own_work(7))
    codes["mixed"] = USUAL + own_work(8)[:200]
    (group,) = of_texts(codes).groups
    assert group.students == ("copy", "s007")


def test_who_has_almost_nothing_of_their_own_is_listed():
    codes = {f"s{i:03}": USUAL + own_work(i) for i in range(20)}
    codes |= {"blank": "", "usual": USUAL, "line": "x = np.clip(np.exp(y), 1, 2)"}
    found = of_texts(codes)
    assert found.groups == ()
    assert found.thin == ("blank", "line", "usual")


def test_who_hides_in_very_much_code_is_listed():
    junk = "".join(f"np.junk_{i}(x + {i}, y, z)\n" for i in range(6_500))
    found = compared({"a": [ORIGINAL], "b": [ORIGINAL, junk]})
    assert found.long == ("b",)
    assert found.groups[0].students == ("a", "b")


def test_the_work_grows_as_the_class_does():
    """Half of the class has some fingerprints in common, the most that count."""

    def steps(students):
        own = {f"s{i}": dict.fromkeys([i, f"{i} again", i % 2], "") for i in range(students)}
        return effort.steps(lambda: Comparison(own).pairs(), "dinosaur_grader.desk.report")

    assert steps(800) < 5 * steps(200)


def test_two_who_share_stand_side_by_side_with_what_they_share_marked():
    copied = ORIGINAL.replace("indices", "found") + "\nmine = 1"
    texts = {"a": [ORIGINAL], "b": [copied], "c": [own_work(1)]}
    (ring,) = rings(compared(texts).groups, texts)
    assert [column.students for column in ring.columns] == [("a",), ("b",)]
    marked = dict(ring.columns[1].lines)
    assert marked["        a = np.tanh(Wax @ x + Waa @ a_prev + b)"] is True
    assert marked["mine = 1"] is False
    assert marked[""] is False


def test_more_than_a_page_can_hold_is_named():
    count = MAX_PAGE // MAX_COLUMN + 2
    texts = {f"s{i:03}": [f"# {i}\n" + "x = 1\n" * MAX_COLUMN] for i in range(count)}
    (ring,) = rings([Group(tuple(texts), 1.0)], texts)
    assert len(ring.columns) == count - 2
    assert ring.left_out == (f"s{count - 2:03}", f"s{count - 1:03}")
    assert all(column.cut for column in ring.columns)


def test_code_stays_text():
    texts = {"a": ["<script>alert(1)</script>"], "b": ["<img src=x>"]}
    shared = {"a": frozenset({"<script>alert(1)</script>"})}
    groups = (Group(("a", "b"), 0.9, shared),)
    page = report([result("a", 20)], "A class", Similar(groups), texts=texts)
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in page
    assert "<script" not in page and "<img" not in page


def test_the_page_says_of_a_pair_what_it_shares_and_of_more_what_every_two_share():
    groups = [Group(("a", "b"), 1.0), Group(("c", "d"), 0.876), Group(("e", "f", "g"), 0.614)]
    page = report([result("a", 20)], "A class", Similar(tuple(groups)))
    assert "3 groups, the largest share first" in page
    summaries = re.findall(r"<summary>(\d students.*share.*)</summary>", page)
    assert summaries == [
        "2 students share all",
        "2 students share 87 %",
        "3 students, every two share at least 61 %",
    ]


def test_more_groups_than_a_page_can_hold_are_counted():
    groups = tuple(Group((f"s{i}", f"t{i}"), 0.9) for i in range(MAX_GROUPS + 2))
    page = report([result("a", 20)], "A class", Similar(groups))
    assert page.count("2 students share 90 %") == MAX_GROUPS
    assert "2 more with smaller shares are left out" in page
