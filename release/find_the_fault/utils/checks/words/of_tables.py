"""Words for a table that is off: where, by the labels of a column and a row, and never
more of it than a cell or a row."""

from __future__ import annotations

from collections.abc import Callable

from ..comparisons import unmatched
from ..frames import DataFrame, Frame
from ..tables import first_off
from ..values import NOTHING


def of_a_table(name: str, probe, got: Frame, show: Callable[[object], str]) -> str:
    """Say where the table `got`, the observation `name` of a public probe, differs from
    the right one. `show` words a value."""
    wanted, how = probe.expected[name], probe.observe.compares(name)
    if type(wanted) is not type(got):
        return f"{name} should be {show(wanted)} and is {show(got)}."
    within, any_order = probe.observe.within(name), how in ("set", "unordered")
    off = first_off(wanted, got, within, how == "frame" or any_order)
    if off is not None and off.what == "columns":
        return _of_columns(name, off.wanted, off.got, show)
    if any_order:
        return _of_rows(name, *unmatched(wanted, got, within))
    if off is None:
        return f"The values of {name} are right. {_of_labels(wanted, got)}"
    if off.what == "rows":
        return f"{name} should have {off.wanted} rows and has {off.got}."
    place = f"row {show(off.row)} of {name}"
    if off.what == "index":
        place = f"the label of {place}"
    elif off.column is not None:
        place = f"{show(off.column)} in {place}"
    return f"{place} should be {show(off.wanted)} and is {show(off.got)}."


def _of_labels(wanted, got):
    """Say which dtype or which name differs of two tables with the same values."""
    for label, due, came in zip(wanted.columns, wanted.dtypes, got.dtypes, strict=True):
        if due != came:
            of = f" of {label!r}" if isinstance(wanted, DataFrame) else ""
            return f"The dtype{of} should be {due} and is {came}."
    if wanted.columns != got.columns:  # of a Series, its name
        return f"Its name should be {wanted.columns[0]!r} and is {got.columns[0]!r}."
    return f"The names of its index or columns should be {wanted.names} and are {got.names}."


def _of_columns(name, wanted, got, show):
    lacking = [label for label in wanted if label not in got]
    foreign = [label for label in got if label not in wanted]
    if lacking:
        return f"{name} lacks the column {show(lacking[0])}."
    if foreign:
        return f"{name} has the column {show(foreign[0])}, which doesn't belong there."
    return f"{name} has its columns in another order, or one of them twice."


def _of_rows(name, lacking, foreign):
    if lacking is not NOTHING:
        return f"{name} lacks the row {_row(lacking)}."
    if foreign is not NOTHING:
        return f"{name} has the row {_row(foreign)}, which doesn't belong there."
    return f"Each row of {name} is right, and not as often as it should be."


def _row(cells):
    return ", ".join(f"{c:.8g}" if isinstance(c, float) else repr(c) for c in cells)[:100]
