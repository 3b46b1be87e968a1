"""`dinosaur-grader database move`: a course's tables, nbgrader's and ours, taken from one
database into another, on SQLite or PostgreSQL."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer
from sqlalchemy import Connection, insert, inspect, select, text, update

from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import url_of
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.records import gradebook, nbgrader_tables, rendered
from dinosaur_grader.store import database as store
from dinosaur_grader.store import lock, schema

# those that others refer to come first
TABLES = (*nbgrader_tables.metadata.sorted_tables, *schema.metadata.sorted_tables)
AT_ONCE = 1_000  # rows in memory
NEXT_ID = (
    "SELECT setval(pg_get_serial_sequence('{0}', 'id'), max(id)) FROM {0} HAVING count(*) > 0"
)


def move(
    to: Annotated[str, typer.Option(help="The URL of the empty database to move to.")],
    out: opts.GradedFolder = opts.GRADED,
    database: opts.Database = None,
) -> int:
    """Move the people, results and marks of a course to another database, all or
    nothing. The old one is kept as it was, and is refused from then on."""
    url = url_of(out, database)
    rendered.check(out, url)
    for each in (url, to):
        gradebook.ready(each)
    with lock.one_run(url), store.locking(url) as old, gradebook.writing(to) as new:
        _see_empty(new)
        if not schema.has(old):
            raise Refused(f"there is no course of this kit in {_shown(url)}")
        count = _copy(old, new)
        # a copy that thinks it is the course would part from it unseen
        old.execute(update(schema.STORE).values(id=uuid4().hex))
    with store.reading(to) as connection:
        rendered.note(connection, out)
    opts.show(
        f"{count} rows are in {_shown(to)} now: name it by --database from here on, and in nbgrader_config.py. "
        f"{_shown(url)} is kept as it was, for you to put away."
    )
    return ExitCode.DONE


def _shown(url: str) -> str:
    return store.parsed(url).render_as_string(hide_password=True)


def _see_empty(new: Connection) -> None:
    for table in TABLES:
        # its one row was made just now
        if table is not schema.STORE and new.execute(select(table).limit(1)).first():
            raise Refused(
                f"{table.name} holds something already: move to a database without a course. Nothing was changed"
            )


def _copy(old: Connection, new: Connection) -> int:
    """Copy each table's rows, and count them."""
    new.execute(schema.STORE.delete())
    count, there = 0, inspect(old).get_table_names()
    for table in (each for each in TABLES if each.name in there):
        few = select(table).execution_options(yield_per=AT_ONCE)
        for some in old.execute(few).mappings().partitions():
            new.execute(insert(table), [dict(row) for row in some])
            count += len(some)
        counts = table.autoincrement_column is not None
        if counts and new.dialect.name == "postgresql":
            new.execute(text(NEXT_ID.format(table.name)))
    return count


COMMANDS = {"move": move}
