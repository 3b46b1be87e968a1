"""The tables of ours, each with the prefix `dinosaur_`, and the number of their schema.

Whoever asks a table by hand finds what is asked for most in columns of its own; the
whole is in `body`, the JSON of the struct that the table's module names.
"""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)

from dinosaur_grader.exit_codes import Refused

PREFIX = "dinosaur_"
SCHEMA = 2
# in the order of code points, as Python and SQLite sort, whatever the server's language
NAME = String().with_variant(String(collation="C"), "postgresql")

metadata = MetaData()


def _table(name: str, *columns: Column | Index) -> Table:
    return Table(PREFIX + name, metadata, *columns)


def _key(name: str, primary_key: bool = True) -> Column:
    return Column(name, NAME, primary_key=primary_key, nullable=False)


def _about_a_student(primary_key: bool = True) -> tuple[Column, Column]:
    return _key("assignment", primary_key), _key("student", primary_key)


BODY = partial(Column, "body", Text, nullable=False)


STORE = _table(
    "store",
    Column("schema", Integer, nullable=False),
    Column("id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""One row: the schema's number, the database's own random id, and how often something
was written, by which a restored backup is told."""

RESULTS = _table(
    "results",
    Column("key", String, primary_key=True),
    *_about_a_student(False),
    *(_key(name, False) for name in ("digest", "state", "version", "seed", "level")),
    Column("score", Float),
    Column("counts", Boolean),  # of a run that has not ended, NULL
    BODY(),
    Column("seconds", Text, nullable=False),
    Index(PREFIX + "results_of", "assignment", "student"),
)

SUBMISSIONS = _table("submissions", *_about_a_student(), BODY())
COLLECTED = _table("collected", *_about_a_student(), _key("system"), BODY())
# what a kit from before doesn't have, and goes on without
EXPORTED = _table("exported", *_about_a_student(), _key("system"), BODY())
PEOPLE = _table("people", _key("student"), BODY())
ADDED = (EXPORTED, PEOPLE)
WRITTEN = _table(
    "written",
    *_about_a_student(),
    Column("marks", String, nullable=False),
    Column("nbgrader_id", String, nullable=False),  # of nbgrader's row of this student's work
)
RULES = _table("rules", _key("assignment"), BODY())
# in the order in which they came
ATTEMPTS, DOUBTS, ANSWERS = (
    _table(name, Column("id", Integer, primary_key=True), *_about_a_student(False), BODY())
    for name in ("attempts", "doubts", "answers")
)

PERSONAL = (*(RESULTS, SUBMISSIONS, ATTEMPTS, COLLECTED, DOUBTS, WRITTEN, ANSWERS), *ADDED)
"""The tables with something about a student; `forget` empties them of one."""


class OtherSchema(Refused):
    """The tables are of another version of this kit; the message says what to do."""


def has(connection: Connection) -> bool:
    """Tell whether the database has our tables. Raises OtherSchema where they are of
    another version."""
    if not inspect(connection).has_table(STORE.name):
        return False
    known = connection.scalar(select(STORE.c.schema))
    if known != SCHEMA:
        raise OtherSchema(
            f"the database was written by another version of this kit (schema {known}, this one knows {SCHEMA}): "
            "use that version, or grade into a new --out or --database. Nothing was changed."
        )
    return True


def prepare(connection: Connection) -> None:
    """Make the tables where they are missing, and count one more write. Raises
    OtherSchema."""
    if not has(connection):
        metadata.create_all(connection)
        connection.execute(insert(STORE).values(schema=SCHEMA, id=uuid4().hex, revision=0))
    # a table more is no other schema
    for table in ADDED:
        table.create(connection, checkfirst=True)
    connection.execute(update(STORE).values(revision=STORE.c.revision + 1))
