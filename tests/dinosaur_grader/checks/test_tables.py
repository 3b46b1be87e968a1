"""How two tables compare: close, equal, in any order, as the same table."""

import pytest

from dinosaur_grader.checks.comparisons import FITS, USUAL
from dinosaur_grader.checks.tables import aligned, filled, first_off, numbers_rows, rows
from dinosaur_grader.checks.values import NAN, plain_data

pd = pytest.importorskip("pandas")
WANTED = pd.DataFrame({"shop": ["a", "b", "c"], "sum": [1.5, None, 3]})


def fits(how, got, wanted=WANTED):
    return FITS[how](plain_data(wanted), plain_data(got), USUAL)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (WANTED.copy(), "close equal set unordered frame"),
        (WANTED.astype({"shop": "string"}), "close set unordered frame"),
        (WANTED.astype({"shop": "category", "sum": "float32"}), "close set unordered frame"),
        (WANTED.assign(sum=[1.5 + 1e-9, None, 3]), "close set unordered frame"),
        (WANTED.assign(sum=[1.5, None, 3.1]), ""),
        (WANTED.assign(sum=[1.5, 0, 3]), ""),
        (WANTED[["sum", "shop"]], "set unordered frame"),
        (WANTED.set_index([[5, 6, 7]]), "set unordered frame"),
        (WANTED.sort_values("sum", ascending=False), "set unordered"),
        (WANTED.iloc[[0, 1, 2, 2]], "set"),
        (WANTED.iloc[:2], ""),
        (WANTED.rename(columns={"sum": "Sum"}), ""),
        (WANTED.assign(more=1), ""),
        (WANTED.set_index("shop"), ""),
        (WANTED["sum"], ""),
        (WANTED.values.tolist(), ""),
        ([], ""),
    ],
)
def test_a_table_may_stand_for_another_one(got, right):
    ways = ("close", "equal", "set", "unordered", "frame")
    assert " ".join(how for how in ways if fits(how, got)) == right


def test_an_index_with_a_name_or_other_labels_than_numbers_belongs_to_the_rows():
    sums = pd.Series([1.0, 2.0], index=pd.Index(["a", "b"], name="shop"), name="sum")
    others = sums.set_axis(["a", "c"])
    for how in ("close", "set", "unordered", "frame"):
        assert fits(how, sums.rename("x").rename_axis(None), sums), how
        assert not fits(how, others, sums), how
    assert fits("unordered", sums[::-1], sums) and not fits("frame", sums[::-1], sums)
    assert not fits("equal", sums.rename("x"), sums)
    assert fits("equal", pd.Series([1]), pd.Series([1]))
    assert not fits("equal", pd.Series([1.0]), pd.Series([1]))


def test_what_is_missing_may_be_missing_in_any_way():
    wanted = pd.DataFrame({"n": pd.array([1, None], dtype="Int64")})
    assert fits("close", pd.DataFrame({"n": [1.0, None]}), wanted)
    assert fits("unordered", pd.DataFrame({"n": [None, 1.0]}), wanted)
    assert not fits("equal", pd.DataFrame({"n": [1.0, None]}), wanted)
    assert filled([1, None]) == [1, NAN]


def test_the_first_place_that_is_off_is_named_by_its_labels():
    wanted = plain_data(WANTED.set_index("shop"))
    got = plain_data(WANTED.assign(sum=[1.5, None, 4]).set_index("shop"))
    assert first_off(wanted, got, USUAL) == ("cell", 3, 4, "c", "sum")
    got = plain_data(WANTED.assign(shop=["a", "x", "c"]).set_index("shop"))
    assert first_off(wanted, got, USUAL) == ("index", "b", "x", 1, None)
    assert first_off(wanted, plain_data(WANTED), USUAL).what == "columns"
    assert first_off(wanted, plain_data(WANTED[:1].set_index("shop")), USUAL)[:3] == (
        "rows",
        3,
        1,
    )
    assert first_off(wanted, wanted, USUAL) is None


def test_rows_are_laid_out_in_the_order_of_the_right_columns():
    wanted, got = plain_data(WANTED), plain_data(WANTED[["sum", "shop"]])
    assert numbers_rows(wanted) and aligned(wanted, got).columns == ["shop", "sum"]
    assert rows(wanted, got)[1][0] == ("a", 1.5)
    assert rows(wanted, plain_data(WANTED.assign(sum=1, x=2))) == (None, None)
    assert rows(plain_data(WANTED["sum"]), plain_data(WANTED["sum"]))[0][0] == (1.5,)


def test_tables_in_lists_are_compared_and_told_apart():
    assert fits("close", [WANTED, 1], [WANTED, 1])
    assert fits("unordered", [WANTED.assign(sum=1), WANTED], [WANTED, WANTED.assign(sum=1)])
    assert not fits("close", [WANTED.assign(sum=1)], [WANTED])
