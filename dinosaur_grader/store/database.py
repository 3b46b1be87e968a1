"""Opening the database of a course for one all-or-nothing write, or for reading, on
SQLite or PostgreSQL, with errors that say what to do.

SQLite keeps its rollback journal: its write-ahead log can't be used on a network folder.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import event, exc, text
from sqlalchemy.pool import StaticPool

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.store import schema

# Ctrl-C while a connection is closed is raised on, and printed as a traceback before
logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)

WAIT_SECONDS = 30.0
LOCK_KEY = 0x64696E6F  # "dino": the advisory lock that lets one grader at a time write to a PostgreSQL gradebook
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code for a lock that was not had in time


class GradebookError(Refused):
    """The gradebook could not be written; the old marks stand. The message says what to
    do."""


class GradebookLocked(GradebookError):
    """Another program held the gradebook for the whole time that was waited."""


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Raise Refused where the gradebook fails before anything was graded; later the same
    failure costs the gradebook only."""
    try:
        yield
    except GradebookError as error:
        raise Refused(str(error)) from error


def default_url(out: Path) -> str:
    """Return the URL of the gradebook that stands in the output folder."""
    return f"sqlite:///{(Path(out) / 'gradebook.db').resolve()}"


@contextlib.contextmanager
def writing(url: str, wait: float = WAIT_SECONDS) -> Iterator[sqlalchemy.Connection]:
    """Open a connection inside one write transaction, with our tables in place.

    The transaction is committed at the end and undone on any error. `wait` is in
    seconds. Raises `GradebookLocked` when another program holds the database longer
    than that, and `GradebookError` when it can't be written at all.
    """
    with explaining(_engine(parsed(url), wait), wait) as engine, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK_KEY})"))
        schema.prepare(connection)
        yield connection


@contextlib.contextmanager
def reading(url: str) -> Iterator[sqlalchemy.Connection]:
    """Open a connection that changes nothing, not even a file's time. It is to an empty
    database in memory where there is none yet, or none of ours.

    Raises `GradebookError` when there is one that can't be read.
    """
    with opened(url) as connection:
        if connection is not None and schema.has(connection):
            yield connection
            return
    with empty(schema.metadata).connect() as connection:
        yield connection


@functools.cache
def empty(metadata: sqlalchemy.MetaData) -> sqlalchemy.Engine:
    """Make a database in memory with these tables and no row, once: a run reads a dozen
    times before there is another."""
    engine = sqlalchemy.create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    metadata.create_all(engine)
    return engine


@contextlib.contextmanager
def opened(url: str) -> Iterator[sqlalchemy.Connection | None]:
    """Open a connection for reading alone, whatever the database holds. It is None
    where there is no file. Raises `GradebookError`."""
    if isinstance(url, OpenUrl):
        yield url.connection
        return
    where, engine = parsed(url), None
    if where.get_backend_name() != "sqlite":
        engine = _engine(where)
    elif Path(where.database or "").is_file():
        # SQLite undoes what a killed process had half written, if it may write
        killed = Path(f"{where.database}-journal").exists()
        query = {"mode": "rw" if killed else "ro", "uri": "true"}
        where = where.set(database=f"file:{quote(where.database)}", query=query)
        engine = sqlalchemy.create_engine(where)
    if engine is None:
        yield None
        return
    with explaining(engine), engine.connect() as connection:
        yield connection


class OpenUrl(str):
    """A database's URL with a `connection` for reading that is open, None where there is
    no file: whoever reads by this URL opens no other."""

    connection: sqlalchemy.Connection | None


@contextlib.contextmanager
def shared(url: str) -> Iterator[OpenUrl]:
    """Open a database for several readings. Raises `GradebookError`."""
    with opened(url) as connection:
        own = OpenUrl(url)
        own.connection = connection
        yield own


@contextlib.contextmanager
def locking(url: str) -> Iterator[sqlalchemy.Connection]:
    """Open a connection that could write now, and write nothing of ours. Raises
    `GradebookLocked` where another program holds the database."""
    with explaining(_engine(parsed(url), 0), 0) as engine, engine.begin() as connection:
        yield connection


def compact(url: str) -> None:
    """Rewrite a SQLite gradebook so that nothing deleted is left in its file; elsewhere
    the server sees to that.

    Raises `GradebookError` where another program holds it: then what was deleted is,
    but its bytes may linger.
    """
    if parsed(url).get_backend_name() != "sqlite":
        return
    engine = sqlalchemy.create_engine(
        url, isolation_level="AUTOCOMMIT", connect_args={"timeout": WAIT_SECONDS}
    )
    with explaining(engine), engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")


@contextlib.contextmanager
def explaining(
    engine: sqlalchemy.Engine, wait: float = WAIT_SECONDS
) -> Iterator[sqlalchemy.Engine]:
    """Say in words what a database refused, and let go of the engine at the end."""
    try:
        yield engine
    except exc.DBAPIError as error:
        raise _explained(error, engine.url, wait) from error
    finally:
        engine.dispose()


def parsed(url: str) -> sqlalchemy.URL:
    """Read a database's address. Raises `GradebookError` where it is none."""
    try:
        known = sqlalchemy.make_url(url)
    except exc.ArgumentError as error:
        raise GradebookError(
            f"{url!r} is not a database's address: write sqlite:////PATH/gradebook.db or "
            "postgresql://USER@SERVER/NAME"
        ) from error
    if known.drivername in ("postgresql", "postgres"):
        return known.set(drivername="postgresql+psycopg")
    # what SQLite keeps in memory is gone with the process
    name = known.database or ":memory:"
    is_file = name != ":memory:" and "\0" not in name and not known.query
    if known.drivername.startswith("sqlite") and not is_file:
        raise GradebookError(f"{url!r} names no file: write sqlite:////PATH/gradebook.db")
    return known


def _engine(url: sqlalchemy.URL, wait: float = WAIT_SECONDS) -> sqlalchemy.Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return sqlalchemy.create_engine(url)
        engine = sqlalchemy.create_engine(url, connect_args={"timeout": wait})
    except (exc.ArgumentError, ModuleNotFoundError) as error:
        raise GradebookError(
            f"this is not a database that can be opened here: {error}"
        ) from error
    event.listen(engine, "connect", _begin_is_ours)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_is_ours(dbapi_connection, _record) -> None:
    # else sqlite3 begins on its own, too late to cover the schema
    dbapi_connection.isolation_level = None


def _begin_immediate(connection) -> None:
    # take the write lock now, while waiting for it can still succeed
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _explained(error: exc.DBAPIError, url: sqlalchemy.URL, wait: float) -> GradebookError:
    where = url.render_as_string(hide_password=True)
    said = str(error.orig).strip()
    reason = said.splitlines()[0] if said else type(error.orig).__name__
    state = getattr(error.orig, "sqlstate", "")
    if "database is locked" in reason or state == LOCK_NOT_AVAILABLE:
        return GradebookLocked(
            f"another program held the gradebook {where} for {wait:g} seconds (a formgrader, or another grading run?). "
            "Close it and run the same command again: nothing was changed, and what is stored is not graded again."
        )
    advice = next((each for sign, each in SIGNS.items() if sign in reason), "")
    if not advice:
        advice = "see that its folder can be written and has room"
        if url.get_backend_name() != "sqlite" and error.connection_invalidated is False:
            advice = "see that its server runs and can be reached from here"
    return GradebookError(
        f"the gradebook {where} could not be used: {reason}. Nothing in it was changed; "
        f"{advice}, then run the same command again."
    )


OLD = "it is an older nbgrader's: run `nbgrader db upgrade` in its course"
LOST = "it is damaged, or not a gradebook: put your backup in its place"
SIGNS = {
    "no such column": OLD,
    "no such table": OLD,
    "has no column": OLD,
    "does not exist": "check its name, and that `createdb` made it",
    "password": "check user and password",
    "not a database": LOST,
    "malformed": LOST,
    "is full": "make room on its disk",
    "readonly": "see that its file and folder can be written",
    "unable to open": "see that its folder is there and can be written",
}
"""What to do, by a part of what the database said."""
