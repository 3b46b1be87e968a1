"""Opening a gradebook for one all-or-nothing write, on SQLite or PostgreSQL, with
errors that say what to do.

nbgrader's own `Gradebook` commits row by row and starts a process to learn its schema's
version; both are too slow for a class, and a write that is cut off leaves half of it.
The tables are nbgrader's, so all of nbgrader opens what is written here. Which rows are
written is said in `dinosaur_grader.records.write_marks`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import nbgrader
import sqlalchemy
from alembic.script import ScriptDirectory
from nbgrader import api
from sqlalchemy import event, exc, inspect, text

from dinosaur_grader.exit_codes import Refused

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
    """Open a connection inside one write transaction on nbgrader's schema. The schema
    is made where it isn't there yet.

    The transaction is committed at the end and undone on any error. `wait` is in
    seconds. Raises `GradebookLocked` when another program holds the gradebook longer
    than that, and `GradebookError` when it can't be written at all.
    """
    with _explaining(_engine(_parsed(url), wait), wait) as engine, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK_KEY})"))
        _create_schema(connection)
        yield connection


@contextlib.contextmanager
def reading(url: str) -> Iterator[sqlalchemy.Connection]:
    """Open a connection that changes nothing, not even a file's time. It is to an empty
    gradebook in memory where there is none yet.

    Raises `GradebookError` when there is one that can't be read.
    """
    parsed, engine = _parsed(url), None
    if parsed.get_backend_name() != "sqlite":
        engine = _engine(parsed)
    elif Path(parsed.database or "").is_file():
        query = {"mode": "ro", "uri": "true"}
        parsed = parsed.set(database=f"file:{quote(parsed.database)}", query=query)
        engine = sqlalchemy.create_engine(parsed)
    if engine:
        with _explaining(engine), engine.connect() as connection:
            if inspect(connection).has_table("grade"):
                yield connection
                return
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        api.Base.metadata.create_all(connection)
        yield connection


def compact(url: str) -> None:
    """Rewrite a SQLite gradebook so that nothing deleted is left in its file; elsewhere
    the server sees to that.

    Raises `GradebookError` where another program holds it: then what was deleted is,
    but its bytes may linger.
    """
    if _parsed(url).get_backend_name() != "sqlite":
        return
    engine = sqlalchemy.create_engine(
        url, isolation_level="AUTOCOMMIT", connect_args={"timeout": WAIT_SECONDS}
    )
    with _explaining(engine), engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")


@contextlib.contextmanager
def _explaining(
    engine: sqlalchemy.Engine, wait: float = WAIT_SECONDS
) -> Iterator[sqlalchemy.Engine]:
    """Say in words what a database refused, and let go of the engine at the end."""
    try:
        yield engine
    except exc.DBAPIError as error:
        raise _explained(error, engine.url, wait) from error
    finally:
        engine.dispose()


def _parsed(url: str) -> sqlalchemy.URL:
    try:
        parsed = sqlalchemy.make_url(url)
    except exc.ArgumentError as error:
        raise GradebookError(
            f"{url!r} is not a database's address: write sqlite:////PATH/gradebook.db or "
            "postgresql://USER@SERVER/NAME"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(parsed: sqlalchemy.URL, wait: float = WAIT_SECONDS) -> sqlalchemy.Engine:
    try:
        if parsed.get_backend_name() != "sqlite":
            return sqlalchemy.create_engine(parsed)
        engine = sqlalchemy.create_engine(parsed, connect_args={"timeout": wait})
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


def _create_schema(connection: sqlalchemy.Connection) -> None:
    is_new = not inspect(connection).get_table_names()
    api.Base.metadata.create_all(connection)
    if is_new:
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        )
        statement = text("INSERT INTO alembic_version (version_num) VALUES (:head)")
        connection.execute(statement, {"head": _schema_version()})


def _schema_version() -> str:
    return ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()


def _explained(error: exc.DBAPIError, url: sqlalchemy.URL, wait: float) -> GradebookError:
    where = url.render_as_string(hide_password=True)
    said = str(error.orig).strip()
    reason = said.splitlines()[0] if said else type(error.orig).__name__
    state = getattr(error.orig, "sqlstate", "")
    if "database is locked" in reason or state == LOCK_NOT_AVAILABLE:
        return GradebookLocked(
            f"another program held the gradebook {where} for {wait:g} seconds (a formgrader, or another grading run?). "
            "Close it and run the same command again: nothing was changed, and what was graded is kept in the journal."
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


def ready(url: str) -> None:
    """See that marks can be written to the gradebook at `url`, before a class is graded
    for it. One that another program holds just now may be free by then.

    Raises `GradebookError`, with what to do.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        if not Path(parsed.database or "").parent.is_dir():
            raise GradebookError(
                f"there is no folder for the gradebook {parsed.database}: make it, or name another --database"
            )
        return  # it will be made
    with (
        contextlib.suppress(GradebookLocked),
        _explaining(_engine(parsed, 0), 0) as engine,
        engine.begin() as connection,
    ):
        tables = inspect(connection).get_table_names()
        version = None
        if "alembic_version" in tables:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if tables and version != _schema_version():
            where = engine.url.render_as_string(hide_password=True)
            raise GradebookError(
                f"the gradebook {where} lacks the tables of this nbgrader ({nbgrader.__version__}): back it up, run "
                "`nbgrader db upgrade` in its course, then the same command again. Nothing was graded."
            )
