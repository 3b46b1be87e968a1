"""What is said of a wrong table: where it is off, and never the whole of it."""

from types import SimpleNamespace

import pytest

from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.values import plain_data
from dinosaur_grader.checks.words.differences import show
from dinosaur_grader.checks.words.of_tables import of_a_table

pd = pytest.importorskip("pandas")
WANTED = pd.DataFrame({"shop": ["a", "b"], "sum": [1.5, 3]})


def said(got, wanted=WANTED, compares="close"):
    observe = Observer("", (Observation("table", "value", compares),))
    probe = SimpleNamespace(expected={"table": plain_data(wanted)}, observe=observe)
    return of_a_table("table", probe, plain_data(got), show)


@pytest.mark.parametrize(
    ("got", "text"),
    [
        (WANTED.assign(sum=[1.5, 4]), "'sum' in row 1 of table should be 3 and is 4."),
        (WANTED[["shop"]], "table lacks the column 'sum'."),
        (WANTED.assign(x=1), "table has the column 'x', which doesn't belong there."),
        (
            WANTED[["sum", "shop"]],
            "table has its columns in another order, or one of them twice.",
        ),
        (WANTED[:1], "table should have 2 rows and has 1."),
        (WANTED.set_index([[0, 5]]), "the label of row 1 of table should be 1 and is 5."),
        (WANTED["sum"], "table should be a DataFrame of 2 rows and is a Series of 2 rows."),
    ],
)
def test_the_first_place_that_is_off_is_said(got, text):
    assert said(got) == text


def test_a_row_that_lacks_or_does_not_belong_is_said_where_any_order_is_right():
    got = WANTED.assign(sum=[1.5, 4])[::-1]
    assert said(got, compares="unordered") == "table lacks the row 'b', 3."
    more = pd.concat([WANTED, got])
    text = "table has the row 'b', 4, which doesn't belong there."
    assert said(more, compares="set") == text
    twice = "Each row of table is right, and not as often as it should be."
    assert said(pd.concat([WANTED, WANTED]), compares="unordered") == twice
    assert said(WANTED[["shop"]], compares="set") == "table lacks the column 'sum'."


def test_where_only_types_or_names_differ_that_is_said():
    right = "The values of table are right."
    text = f"{right} The dtype of 'shop' should be str and is object."
    assert said(WANTED.astype({"shop": object}), compares="equal") == text
    sums = WANTED["sum"]
    text = f"{right} Its name should be 'sum' and is 'total'."
    assert said(sums.rename("total"), sums, compares="equal") == text
    text = f"{right} The names of its index or columns should be [[None], [None]] and are [['n'], [None]]."
    assert said(WANTED.rename_axis("n"), compares="equal") == text


def test_a_series_is_off_in_a_row():
    sums = WANTED.set_index("shop")["sum"]
    off = sums.add([0, 1])
    assert said(off, sums) == "'sum' in row 'b' of table should be 3 and is 4."
    nameless = "row 'b' of table should be 3 and is 4."
    assert said(off.rename(None), sums.rename(None)) == nameless
