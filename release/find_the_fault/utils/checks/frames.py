"""Tables as plain data: pandas' DataFrame and Series by their columns, and back.

pandas is looked up among what is loaded already: whoever made a DataFrame has it, and
who judges needs none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

MAX_COLUMNS, MAX_CELLS = 1_000, 200_000


@dataclass(frozen=True, eq=False)
class Frame:
    """A table: the labels of its columns, what is in each (an array of numbers, or a
    list), their dtypes as pandas names them, the labels of its rows, and the names that
    rows' and columns' labels have."""

    columns: list
    data: list
    dtypes: list[str]
    index: Any
    names: list

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.index)

    @property
    def parts(self) -> list:
        """All of it, in the order in which `made` takes it."""
        return [self.columns, self.data, self.dtypes, self.index, self.names]

    @property
    def fields(self) -> dict:
        """What a path finds in it: `value.index`, `value.data.price`."""
        once = len(set(self.columns)) == len(self.columns)
        data, dtypes = self.data, self.dtypes
        return {
            "columns": self.columns,
            "data": dict(zip(self.columns, data, strict=True)) if once else data,
            "dtypes": dict(zip(self.columns, dtypes, strict=True)) if once else dtypes,
            "index": self.index,
            "names": self.names,
        }

    def to_pandas(self) -> Any:
        """Make pandas' own object of it, which shares nothing with it."""
        import pandas

        index = _labels(pandas, self.index, self.names[0])
        made = [
            # of intervals there are texts
            pandas.Series(column.copy(), index, None if dtype[:8] == "interval" else dtype)
            for column, dtype in zip(self.data, self.dtypes, strict=True)
        ]
        if isinstance(self, Series):
            return made[0].rename(self.columns[0])
        table = pandas.DataFrame(dict(enumerate(made)), index)
        table.columns = _labels(pandas, self.columns, self.names[1])
        return table


class DataFrame(Frame):
    """pandas' DataFrame. `names` are those of its index and of its columns."""


class Series(Frame):
    """pandas' Series: one column, whose label is its name. `names` are its index's."""

    @property
    def fields(self) -> dict:
        """What a path finds in it: `value.data` is its one column."""
        return super().fields | {"data": self.data[0], "dtypes": self.dtypes[0]}


KINDS = {"DataFrame": DataFrame, "Series": Series}


def made(kind: str, parts: list) -> Frame:
    """Make a `Frame` of its parts, which may have come over the wire. Raises ValueError
    where they don't fit together."""
    columns, data, dtypes, index, names = parts
    sizes = {len(each) for each in (columns, data, dtypes)}
    if not all(type(part) is list for part in (columns, data, dtypes, names, *names)):
        raise ValueError("a table's parts are lists")
    if len(sizes) > 1 or len(columns) > MAX_COLUMNS or len(names) != 1 + (kind != "Series"):
        raise ValueError("a table has too many columns, or parts of other lengths")
    if len(columns) * len(index) > MAX_CELLS:
        raise ValueError("a table has too many values")
    if kind == "Series" and len(columns) != 1:
        raise ValueError("a Series has one column")
    arrays = [each for each in (index, *data) if type(each) is not list]
    if not all(isinstance(each, np.ndarray) and each.ndim == 1 for each in arrays):
        raise ValueError("a column is a list or an array of one axis")
    if any(len(column) != len(index) for column in data):
        raise ValueError("a column has not as many values as there are rows")
    if not all(type(dtype) is str for dtype in dtypes):
        raise ValueError("a dtype is a text")
    hash(tuple(columns))
    return KINDS[kind](columns, data, dtypes, index, names)


def of_pandas(value: Any, kind: type, cell: Callable[[object], object], other: object) -> Any:
    """Copy a value of pandas' classes, its cells by `cell`; `other` where it is none, or
    one that is too large or lies.

    A subclass is a student's own and says what it likes: pandas' class is made of it
    first, which shares its cells, and that one is asked.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return other
    try:
        return _copied(pandas, value, kind, cell, other)
    except Exception:  # noqa: BLE001  a student's class, or module of this name, may raise anything
        return other


def _copied(pandas, value, kind, cell, other):
    if kind is type(pandas.NA):
        return None
    if kind is pandas.Interval or kind is pandas.Period:
        return kind.__str__(value)
    if issubclass(kind, pandas.DataFrame):
        own = pandas.DataFrame(value)
        rows, columns = own.shape
        if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            return other
        return _frame("DataFrame", own, [own.iloc[:, i] for i in range(columns)], cell)
    if issubclass(kind, pandas.Series):
        own = pandas.Series(value)
        return _frame("Series", own, [own], cell) if len(own) <= MAX_CELLS else other
    if issubclass(kind, pandas.Index | pandas.api.extensions.ExtensionArray):
        return _column(value, len(value), cell) if len(value) <= MAX_CELLS else other
    return other


def _frame(kind, own, columns, cell):
    axes = own.axes
    labels = [own.name] if kind == "Series" else own.columns
    return made(
        kind,
        [
            [cell(label) for label in labels],
            [_column(column, len(own), cell) for column in columns],
            [str(column.dtype) for column in columns],
            _column(axes[0], len(own), cell),
            [[cell(name) for name in axis.names] for axis in axes],
        ],
    )


def _column(values, length, cell):
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "biufc":
        return cell(np.asarray(values))
    if getattr(dtype, "tz", None) is not None:  # a zone of another class can't be sent
        values = sys.modules["pandas"].Index(values).tz_convert("UTC")
    return [cell(value) for value in islice(values, length)]


def _labels(pandas, labels, names):
    """Make an index, which counts the rows where the labels do."""
    if isinstance(labels, np.ndarray) and np.array_equal(labels, np.arange(len(labels))):
        return pandas.RangeIndex(len(labels), name=names[0])
    if len(names) > 1:
        levels = list(zip(*labels, strict=True)) or [[]] * len(names)
        return pandas.MultiIndex.from_arrays(levels, names=names)
    return pandas.Index(labels, name=names[0], tupleize_cols=False)
