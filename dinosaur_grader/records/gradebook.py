"""nbgrader's tables in the course's database: made where they are missing, as nbgrader
would, and told apart from an older nbgrader's.

nbgrader's own `Gradebook` commits row by row and starts a process to learn its schema's
version; both are too slow for a class, and a write that is cut off leaves half of it.
The tables are nbgrader's, so all of nbgrader opens what is written here. Which rows are
written is said in `dinosaur_grader.records.write_marks`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import sqlalchemy
from sqlalchemy import inspect, select, text

from dinosaur_grader.records import nbgrader_tables
from dinosaur_grader.store import database, schema
from dinosaur_grader.store.database import GradebookError, GradebookLocked

REVISION = re.compile(r"^(revision|down_revision) = ['\"](\w+)['\"]", re.M)


@contextlib.contextmanager
def writing(url: str, **options) -> Iterator[sqlalchemy.Connection]:
    """Open a connection as `dinosaur_grader.store.database.writing` does, with
    nbgrader's tables in place, too."""
    with database.writing(url, **options) as connection:
        _create_schema(connection)
        yield connection


@contextlib.contextmanager
def reading(url: str) -> Iterator[sqlalchemy.Connection]:
    """Open a connection that changes nothing. It is to an empty gradebook in memory
    where there is none yet.

    Raises `GradebookError` when there is one that can't be read.
    """
    with database.opened(url) as connection:
        if connection is not None and inspect(connection).has_table("grade"):
            yield connection
            return
    with database.empty(nbgrader_tables.metadata).connect() as connection:
        yield connection


def assignments(url: str) -> set[str]:
    """List the assignments that a gradebook knows. Raises GradebookError."""
    with reading(url) as connection:
        return {*connection.scalars(select(nbgrader_tables.ASSIGNMENT.c.name))}


def _create_schema(connection: sqlalchemy.Connection) -> None:
    """Make nbgrader's tables, and note their version where nobody has: else `nbgrader
    db upgrade` would take them for the oldest."""
    tables = inspect(connection).get_table_names()
    if "grade" not in tables:
        nbgrader_tables.metadata.create_all(connection)
    if "alembic_version" not in tables:
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        )
        statement = text("INSERT INTO alembic_version (version_num) VALUES (:head)")
        connection.execute(statement, {"head": _schema_version()})


def _schema_version() -> str:
    """Return the newest of nbgrader's migrations: the one that none follows. alembic
    would tell, but loads nbgrader for it."""
    folder = Path(importlib.util.find_spec("nbgrader").origin).parent / "alembic" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    found = (dict(REVISION.findall(text)) for text in texts)
    follows = {each["revision"]: each.get("down_revision") for each in found}
    (newest,) = follows.keys() - {*follows.values()}
    return newest


def ready(url: str) -> None:
    """See that marks can be written to the gradebook at `url`, before a class is graded
    for it. One that another program holds just now may be free by then.

    Raises `GradebookError`, with what to do.
    """
    where = database.parsed(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").exists():
        if not Path(where.database or "").parent.is_dir():
            raise GradebookError(
                f"there is no folder for the gradebook {where.database}: make it, or name another --database"
            )
        return  # it will be made
    with contextlib.suppress(GradebookLocked), database.locking(url) as connection:
        tables, version = {*inspect(connection).get_table_names()}, None
        if "alembic_version" in tables:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        elif schema.STORE.name in tables:
            return  # a run ended before any mark, and this nbgrader made its tables since
        if {*nbgrader_tables.metadata.tables} & tables and version != _schema_version():
            raise GradebookError(
                f"the gradebook {where.render_as_string(hide_password=True)} lacks the tables of this nbgrader "
                f"({metadata.version('nbgrader')}): back it up, run `nbgrader db upgrade` in its course, then the same "
                "command again. Nothing was graded."
            )
