"""nbgrader's tables as far as they are read here. Its own models take a second to load,
which only writing marks needs."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Interval,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _table(name: str, *ids: str, **others) -> Table:
    columns = [Column(name, String) for name in ("id", *ids)]
    return Table(name, metadata, *columns, *(Column(*other) for other in others.items()))


STUDENT = _table("student")
ASSIGNMENT = _table("assignment", "name", duedate=DateTime)
SUBMITTED = _table(
    "submitted_assignment",
    "assignment_id",
    "student_id",
    timestamp=DateTime,
    extension=Interval,
)
NOTEBOOK = _table("submitted_notebook", "assignment_id", late_submission_penalty=Float)
CELL = _table("base_cell", "name")
GRADE = _table(
    *("grade", "notebook_id", "cell_id"),
    auto_score=Float,
    manual_score=Float,
    extra_credit=Float,
    needs_manual_grade=Boolean,
)
COMMENT = _table("comment", "notebook_id", "cell_id", manual_comment=Text)


def create_empty(connection: Connection) -> None:
    """Make the tables in a database in memory, as of a gradebook where nobody is."""
    metadata.create_all(connection)
