"""How tables are compared, and where one differs from another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .comparisons import Tolerance, close
from .frames import DataFrame, Frame
from .values import NAN


class Off(NamedTuple):
    """Where a table is not as it should be: its `columns`, the number of its `rows`, the
    `index` or a `cell` in a row and a column, by their labels; what should be there, and
    what is."""

    what: str
    wanted: object
    got: object
    row: object = None
    column: object = None


def first_off(wanted: Frame, got: Frame, within: Tolerance, anyhow: bool = False) -> Off | None:
    """Find the first place at which two tables differ, and None where they don't. Columns
    have the same labels in the same order, unless that is `anyhow`: then neither their
    order counts nor an index that only numbers the rows. Names don't count, nor do
    dtypes, and what is missing may be missing in any way."""
    if anyhow:
        got = aligned(wanted, got)
    if isinstance(wanted, DataFrame) and not close(wanted.columns, got.columns):
        return Off("columns", wanted.columns, got.columns)
    if len(wanted) != len(got):
        return Off("rows", len(wanted), len(got))
    if (row := _off_row(wanted.index, got.index, within)) is not None:
        return Off("index", wanted.index[row], got.index[row], row)
    for column, due, found in zip(wanted.columns, wanted.data, got.data, strict=True):
        if (row := _off_row(due, found, within)) is not None:
            return Off("cell", due[row], found[row], wanted.index[row], column)
    return None


def _off_row(wanted, got, within):
    wanted, got = filled(wanted), filled(got)
    if close(wanted, got, within):
        return None
    cells = enumerate(zip(wanted, got, strict=True))
    return next((row for row, (w, g) in cells if not close(w, g, within)), 0)


def filled(column: object) -> object:
    """Return a column with NaN for each None."""
    return [NAN if v is None else v for v in column] if isinstance(column, list) else column


def numbers_rows(frame: Frame) -> bool:
    """Check whether the index only numbers the rows: whole numbers without a name."""
    whole = isinstance(frame.index, np.ndarray) and frame.index.dtype.kind in "iu"
    return whole and frame.names[0] == [None]


def aligned(wanted: Frame, got: Frame) -> Frame:
    """Return `got` with its columns in the order of `wanted`, where they are the same,
    and with its index, where that only numbers the rows."""
    at = {label: i for i, label in enumerate(got.columns)}
    order = [at[label] for label in wanted.columns if label in at]
    same = isinstance(wanted, DataFrame) and len(order) == len(at) == len(got.columns)
    order = order if same and len(order) == len(wanted.columns) else range(len(got.columns))
    columns, data, dtypes = (
        [part[i] for i in order] for part in (got.columns, got.data, got.dtypes)
    )
    counted = numbers_rows(wanted) and len(wanted) == len(got)
    return type(got)(columns, data, dtypes, wanted.index if counted else got.index, got.names)


def rows(wanted: Frame, got: Frame) -> tuple[list, list] | tuple[None, None]:
    """List the rows of both, each with its label unless `wanted` only numbers them; None
    where their columns differ."""
    got = aligned(wanted, got)
    if isinstance(wanted, DataFrame) and not close(wanted.columns, got.columns):
        return None, None
    return _rows(wanted, numbers_rows(wanted)), _rows(got, numbers_rows(wanted))


def _rows(frame, unlabelled):
    columns = frame.data if unlabelled else [frame.index, *frame.data]
    lists = [c.tolist() if isinstance(c, np.ndarray) else filled(c) for c in columns]
    return list(zip(*lists, strict=True))
