"""Similar work side by side: each different text once, shared lines marked, whatever the
ring's size."""

import pytest

from dinosaur_grader.desk.report.clusters import MOST_COLUMN, MOST_RING, rings
from dinosaur_grader.desk.report.page import report
from dinosaur_grader.desk.report.similar import Group, compared
from tests.dinosaur_grader.desk.report.test_report import ORIGINAL, OTHER, result


def test_two_who_share_stand_side_by_side_with_what_they_share_marked():
    copied = ORIGINAL.replace("indices", "found") + "\nmine = 1"
    texts = {"a": [ORIGINAL], "b": [copied], "c": [OTHER]}
    (ring,) = rings(compared(texts).groups, texts)
    assert [column.students for column in ring.columns] == [("a",), ("b",)]
    marked = dict(ring.columns[1].lines)
    assert marked["        a = np.tanh(Wax @ x + Waa @ a_prev + b)"] is True
    assert marked["mine = 1"] is False
    assert marked[""] is False


@pytest.mark.parametrize("size", [2, 25, 300])
def test_one_text_is_shown_once_however_many_handed_it_in(size):
    texts = {f"s{i:03}": [ORIGINAL] for i in range(size)}
    (ring,) = rings(compared(texts).groups, texts)
    (column,) = ring.columns
    assert column.students == ring.students and len(ring.students) == size


def test_in_a_ring_of_many_texts_all_are_shown():
    texts = {f"s{i:03}": [f"{ORIGINAL}\n# {i}"] for i in range(60)}
    (ring,) = rings(compared(texts).groups, texts)
    assert (len(ring.columns), ring.left_out) == (60, ())


def test_more_than_a_page_can_hold_is_named():
    count = MOST_RING // MOST_COLUMN + 2
    texts = {f"s{i:03}": [f"# {i}\n" + "x = 1\n" * MOST_COLUMN] for i in range(count)}
    (ring,) = rings([Group(tuple(texts), 1.0, ())], texts)
    assert len(ring.columns) == count - 2
    assert ring.left_out == (f"s{count - 2:03}", f"s{count - 1:03}")
    assert all(column.cut for column in ring.columns)


def test_without_anybody_s_code_what_all_share_is_shown():
    page = report([result("a", 20)], [Group(("a", "b"), 0.9, ("x = 1",))], "A class")
    assert "What group 1 shares" in page and ">x = 1</pre>" in page


def test_code_stays_text():
    texts = {"a": ["<script>alert(1)</script>"], "b": ["<img src=x>"]}
    groups = [Group(("a", "b"), 0.9, (), {"a": frozenset({"<script>alert(1)</script>"})})]
    page = report([result("a", 20)], groups, "A class", texts=texts)
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in page
    assert "<script" not in page and "<img" not in page
