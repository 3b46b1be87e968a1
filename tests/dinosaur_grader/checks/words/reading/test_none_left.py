"""Names that still hold None where they are used."""

import pytest

from dinosaur_grader.checks.words.reading.reader import Reading
from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("z = None\nreturn z + 1", "unfinished", "`z` still holds None, where `return z + 1`"),
        ("z = None\nz = z + g(1)", "unfinished", "`z = z + g(1)` uses it. Give it its value"),
        ("z = None\nz += 1", "unfinished", "where `z += 1` uses it. Give it its value"),
        (
            "for x in X:\n    b = a + x\n    a = None",
            "unfinished",
            "None in the loop's next round",
        ),
    ],
)
def test_a_name_that_is_still_none_is_found_where_it_is_used(body, fault, said):
    assert said in found(body)[fault]


def test_loops_in_loops_are_read_in_time_that_grows_with_the_text():
    loops = "".join("    " * depth + "for i in X:\n" for depth in range(1, 60))
    text = f"def f(X):\n    a = None\n{loops}{'    ' * 60}b = 1\n    return a\n"
    assert [slip.fault for slip in Reading(text, "f").slips] == ["unfinished"]


def test_filling_in_a_list_of_nones_uses_none_of_them():
    assert "unfinished" not in found("a = [None] * 3\na[X] = Y\nreturn a")
    assert "unfinished" in found("a = None\na[X] = Y\nreturn a")
    assert "unfinished" in found("a = [None] * 3\nreturn a + Y")


@pytest.mark.parametrize(
    ("test", "told"),
    [("a is None", False), ("a == None", False), ("not X", True), ("a is not None", True)],
)
def test_a_branch_for_what_is_none_leaves_the_other_one_with_a_value(test, told):
    body = f"a = None\nif {test}:\n    a = X\nelse:\n    a = a + Y\nreturn a"
    assert ("unfinished" in found(body)) is told
    assert "unfinished" not in found("a = None\nif a:\n    a = a + Y\nreturn X")
