"""One run at a time on a database: a lock that goes when its process does."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator

import sqlalchemy
from sqlalchemy import text

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.store import database

RUN_KEY = 0x72756E73  # "runs": the advisory lock of a run on PostgreSQL


class RunBusy(Refused):
    """Another run is grading into this database."""


@contextlib.contextmanager
def one_run(url: str) -> Iterator[None]:
    """Hold the database for one run. No transaction is open meanwhile, and who reads, or
    gives marks by hand, is not kept from it. Raises RunBusy, and GradebookError where it
    can't be opened."""
    where = database.parsed(url)
    held = _on_server if where.get_backend_name() != "sqlite" else _on_file
    with held(where):
        yield


def _busy(where: sqlalchemy.URL) -> RunBusy:
    name = where.render_as_string(hide_password=True)
    return RunBusy(f"another run is grading into {name}: wait for it, or choose another --out")


@contextlib.contextmanager
def _on_file(where: sqlalchemy.URL) -> Iterator[None]:
    # a file of its own: to close the database's would drop SQLite's locks on it
    with open(f"{where.database}.lock", "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(where) from error
        yield


@contextlib.contextmanager
def _on_server(where: sqlalchemy.URL) -> Iterator[None]:
    engine = sqlalchemy.create_engine(where, isolation_level="AUTOCOMMIT")
    with database.explaining(engine), contextlib.ExitStack() as stack:
        connection = stack.enter_context(engine.connect())
        if not connection.scalar(text(f"SELECT pg_try_advisory_lock({RUN_KEY})")):
            raise _busy(where)
        stack.callback(connection.invalidate)  # its end is the lock's, also where it was lost
        yield
