"""pandas' tables as plain data: what is in them, whatever their classes say, and back."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from dinosaur_grader.checks.calls import thaw
from dinosaur_grader.checks.frames import MAX_COLUMNS, DataFrame, made, of_pandas
from dinosaur_grader.checks.observers import entry
from dinosaur_grader.checks.published import freeze, melt
from dinosaur_grader.checks.values import NAN, Opaque, plain_data, same_bits
from dinosaur_grader.inside.nodes import from_node, to_node

pd = pytest.importorskip("pandas")


def table():
    days = pd.to_datetime(["2020-01-01", None, "2021-05-06"])
    return pd.DataFrame(
        {
            "whole": [1, 2, 3],
            "real": [0.5, np.nan, 2],
            "text": ["a", "b", "c"],
            "kind": pd.Categorical(["u", "v", "u"]),
            "day": days,
            "here": days.tz_localize("Europe/Berlin"),
            "count": pd.array([1, None, 3], dtype="Int64"),
            "truth": pd.array([True, None, False], dtype="boolean"),
            "span": pd.to_timedelta([1, 2, None], unit="D"),
            "month": pd.period_range("2020-01", periods=3, freq="M"),
            7: [1, "a", None],
        },
        index=pd.Index(["r", "s", "t"], name="row"),
    )


def test_every_kind_of_column_crosses_the_wire_and_is_pandas_own_again():
    plain = plain_data(table())
    back = from_node(to_node(plain))
    assert same_bits(back, plain)
    assert same_bits(melt(freeze(plain)), plain)
    pd.testing.assert_frame_equal(thaw(back), table())


def test_what_is_missing_is_none_or_nan():
    plain = plain_data(table())
    assert entry(plain, "data", "count") == [1, None, 3]
    assert entry(plain, "data", "truth") == [True, None, False]
    assert entry(plain, "data", "day")[1] is None
    assert entry(plain, "data", "real").tolist()[2] == 2
    assert plain_data([pd.NA, pd.NaT, np.float64("nan")]) == [None, None, NAN]


def test_its_parts_are_found_by_a_path():
    plain = plain_data(table())
    assert entry(plain, "columns", 10) == 7
    assert entry(plain, "index") == ["r", "s", "t"]
    assert entry(plain, "dtypes", "count") == "Int64"
    assert entry(plain, "names") == [["row"], [None]]
    series = plain_data(table()["whole"])
    assert entry(series, "columns") == ["whole"] and entry(series, "dtypes") == "int64"
    assert entry(series, "data").tolist() == [1, 2, 3]
    twice = plain_data(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    assert [each.tolist() for each in entry(twice, "data")] == [[1], [2]]


@pytest.mark.parametrize(
    "own",
    [
        pd.DataFrame({"a": []}),
        pd.DataFrame({("a", "b"): [1.5], ("a", "c"): [2.5]}),
        pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])),
        pd.DataFrame({"a": [1, 2]}, index=pd.to_datetime(["2020-01-01", "2020-01-02"])),
        pd.DataFrame({"a": [1]}).iloc[:0],
        pd.Series([1.5, 2], name="a", index=[4, 2]),
        pd.Series(["a", None]),
    ],
)
def test_an_odd_table_comes_back(own):
    same = pd.testing.assert_series_equal if own.ndim == 1 else pd.testing.assert_frame_equal
    same(thaw(from_node(to_node(plain_data(own)))), own, check_freq=False)


def test_labels_and_columns_alone_are_lists_and_arrays_and_intervals_texts():
    own = table()
    assert plain_data(own.columns)[:2] == ["whole", "real"]
    assert plain_data(own["text"].unique()) == ["a", "b", "c"]
    assert plain_data(pd.RangeIndex(3)).tolist() == [0, 1, 2]
    cut = plain_data(pd.Series(pd.cut([1, 3], [0, 2, 4])))
    assert cut.data == [["(0, 2]", "(2, 4]"]]
    assert plain_data(pd.Interval(0, 1)) == "(0, 1]"


class Liar(pd.DataFrame):
    def lie(self, *_):
        raise SystemExit

    columns = index = shape = items = __len__ = __iter__ = dtypes = axes = property(lie)
    __eq__ = __getitem__ = __array__ = copy = lie


def test_a_class_that_lies_is_copied_as_what_it_holds():
    own = pd.DataFrame({"a": [1]})
    own.__class__ = Liar
    assert same_bits(plain_data(own), plain_data(pd.DataFrame({"a": [1]})))


def test_one_that_raises_or_is_no_pandas_at_all_is_opaque(monkeypatch):
    class Raises(pd.Series):
        index = property(lambda self: 1 / 0)

    own = pd.Series([1])
    own.__class__ = Raises
    assert plain_data(own) == Opaque("Raises")
    honest = table()
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(NA=1, DataFrame=object))
    assert plain_data(honest) == Opaque("DataFrame")
    monkeypatch.delitem(sys.modules, "pandas")
    assert of_pandas(honest, type(honest), plain_data, "other") == "other"


@pytest.mark.parametrize("shape", [(1, MAX_COLUMNS + 1), (0, 1_000_000), (2_001, 100)])
def test_a_table_that_is_too_large_is_opaque(shape):
    assert plain_data(pd.DataFrame(np.zeros(shape))) == Opaque("DataFrame")
    if shape[0] > 1:
        assert plain_data(pd.Series(np.zeros(200_001))) == Opaque("Series")
        assert plain_data(pd.RangeIndex(10**12)) == Opaque("RangeIndex")


def test_a_table_holds_its_own_copies():
    own = pd.DataFrame({"a": [1.0, 2]})
    plain = plain_data(own)
    other = thaw(plain)
    other.loc[0, "a"] = 9
    own.loc[0, "a"] = 7
    assert plain.data[0].tolist() == [1, 2] and len(plain) == 2


GOOD = [["a"], [np.ones(2)], ["float64"], [1, 2], [[None], [None]]]


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (0, ["a", "b"]),
        (0, [["a"]]),
        (0, "a"),
        (1, [np.ones((2, 1))]),
        (1, [(1, 2)]),
        (1, [[1]]),
        (1, [3]),
        (2, [None]),
        (3, {1: 1, 2: 2}),
        (3, None),
        (4, []),
        (4, [1, 2]),
        (4, [[None]]),
    ],
)
def test_parts_that_do_not_fit_together_make_no_table(place, part):
    assert isinstance(made("DataFrame", GOOD), DataFrame)
    with pytest.raises((TypeError, ValueError)):
        made("DataFrame", [*GOOD[:place], part, *GOOD[place + 1 :]])
    with pytest.raises(ValueError):
        made("Series", [["a", "b"], [[], []], ["", ""], [], [[None]]])
