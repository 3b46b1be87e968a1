"""nbgrader's tables, as its own models make them: loading those takes a second, and half
of what one hand-in costs."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    Interval,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
_CELL_TYPE = Enum("code", "markdown", name="grade_cell_type")
_SOURCE_TYPE = Enum("code", "markdown", name="source_cell_type")


def _table(name: str, *parts: Column | UniqueConstraint, width: int = 32) -> Table:
    return Table(name, metadata, Column("id", String(width), primary_key=True), *parts)


def _to(name: str, table: str, width: int = 32, **more) -> Column:
    """Make a column that refers to another table's row."""
    return Column(name, String(width), ForeignKey(f"{table}.id"), **more)


def _named(**more) -> Column:
    return Column("name", String(128), nullable=False, **more)


COURSE = _table("course", UniqueConstraint("id"), width=128)
STUDENT = _table(
    "student",
    *(Column(f"{which}_name", String(128)) for which in ("first", "last")),
    *(Column(name, String(128)) for name in ("email", "lms_user_id")),
    width=128,
)
ASSIGNMENT = _table(
    "assignment",
    _named(unique=True),
    Column("duedate", DateTime),
    _to("course_id", "course", 128, nullable=False),
)
SOURCE_NOTEBOOK = _table(
    "notebook",
    _named(),
    _to("assignment_id", "assignment"),
    Column("kernelspec", String(1024)),
    UniqueConstraint("name", "assignment_id"),
)
CELL = _table(
    "base_cell",
    _named(),
    _to("notebook_id", "notebook", nullable=False),
    Column("type", String(50)),
    UniqueConstraint("name", "notebook_id", "type"),
)


def _kind_of_cell(name: str, *parts: Column) -> Table:
    own = Column("id", String(32), ForeignKey("base_cell.id"), primary_key=True)
    return Table(name, metadata, own, *parts)


def _graded(name: str) -> Table:
    score = Column("max_score", Float, nullable=False)
    return _kind_of_cell(name, score, Column("cell_type", _CELL_TYPE, nullable=False))


GRADE_CELL, TASK_CELL = _graded("grade_cells"), _graded("task_cells")
SOLUTION_CELL = _kind_of_cell("solution_cells")
SOURCE_CELL = _table(
    "source_cell",
    _named(),
    Column("cell_type", _SOURCE_TYPE, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("source", Text),
    Column("checksum", String(128)),
    _to("notebook_id", "notebook"),
    UniqueConstraint("name", "notebook_id"),
)
SUBMITTED = _table(
    "submitted_assignment",
    _to("assignment_id", "assignment"),
    _to("student_id", "student", 128),
    Column("timestamp", DateTime),
    Column("extension", Interval),
    UniqueConstraint("assignment_id", "student_id"),
)
NOTEBOOK = _table(
    "submitted_notebook",
    _to("assignment_id", "submitted_assignment"),
    _to("notebook_id", "notebook"),
    Column("flagged", Boolean),
    Column("late_submission_penalty", Float),
    UniqueConstraint("notebook_id", "assignment_id"),
)


def _about_a_cell(name: str, *parts: Column) -> Table:
    refers = (_to("notebook_id", "submitted_notebook"), _to("cell_id", "base_cell"))
    return _table(name, *refers, *parts, UniqueConstraint("cell_id", "notebook_id"))


GRADE = _about_a_cell(
    "grade",
    *(Column(name, Float) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean, nullable=False),
)
COMMENT = _about_a_cell("comment", Column("auto_comment", Text), Column("manual_comment", Text))
