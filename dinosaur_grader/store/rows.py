"""Rows that are about a student's work of an assignment: their whole is the JSON of the
struct."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, delete, insert, inspect, select

from dinosaur_grader.store.row import Row

R = TypeVar("R", bound=Row)


def read(
    connection: Connection,
    table: Table,
    kind: type[R],
    assignment: str = "",
    students: Sequence[str] = (),
) -> Iterator[R]:
    """Read the rows of an assignment, or all, or those about these few students: in the
    order in which they were added, or sorted by student; none of a table that is not there
    yet."""
    if not inspect(connection).has_table(table.name):
        return
    query = select(table.c.body).order_by(*table.primary_key.columns)
    if assignment:
        query = query.where(table.c.assignment == assignment)
    if students:
        query = query.where(table.c.student.in_(students))
    for (body,) in connection.execute(query):
        yield msgspec.json.decode(body, type=kind)


def add(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Add rows behind those that are there."""
    if values := list(map(_values, rows)):
        connection.execute(insert(table), values)


def put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put each row in the place of the one about the same, by the table's key."""
    key = [column.name for column in table.primary_key]
    upsert(connection, table, [_values(row, *key) for row in rows])


def upsert(
    connection: Connection, table: Table, values: Sequence[Mapping[str, object]]
) -> None:
    """Insert these values, each in the place of those with its key. Columns that are not
    named stay as they are."""
    if not values:
        return
    statement, key = insert_into(connection, table), [c.name for c in table.primary_key]
    new = {name: statement.excluded[name] for name in values[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=new), values)


def insert_into(connection: Connection, table: Table) -> Any:
    """Begin the dialect's own insert, which knows conflicts; the other one isn't
    loaded."""
    name = f"sqlalchemy.dialects.{connection.dialect.name}"
    return importlib.import_module(name).insert(table)


def drop(connection: Connection, table: Table, assignment: str) -> None:
    """Drop all rows of an assignment."""
    connection.execute(delete(table).where(table.c.assignment == assignment))


def _values(row: Row, *names: str) -> dict[str, str]:
    body = msgspec.json.encode(row).decode()
    return {name: getattr(row, name) for name in {"assignment", "student", *names}} | {
        "body": body
    }
