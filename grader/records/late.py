"""When work came in, and what being late costs, as `nbgrader autograde` would write it.

The time is read from the file that nbgrader's `collect` leaves beside the notebook; the
penalty is what the course's own plugin says, by nbgrader's own preprocessor.
"""

from __future__ import annotations

import datetime
import functools
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import sqlalchemy
from jupyter_core.paths import jupyter_config_path
from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import bindparam, func, select, update
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from grader.records.gradebook import GradebookError
from grader.records.standing import seconds_late

CONFIG = "nbgrader_config.py"
MOST = 64  # bytes of a time
# a student may have written the file: no other text goes to a parser of dates
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?( ?(UTC|GMT|Z)| ?[+-]\d\d:?\d\d)?"
)

Cost = Callable[[str, float, float], float]
"""What a student's score loses for so many seconds."""


def handed_in(folder: Path) -> datetime.datetime | None:
    """The time in UTC that `timestamp.txt` in a student's folder says; None where there
    is none that can be read. No link is followed."""
    try:
        handle = os.open(folder / "timestamp.txt", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        regular = stat.S_ISREG(os.fstat(handle).st_mode)
        said = os.read(handle, MOST).decode("ascii", "replace").strip() if regular else ""
    finally:
        os.close(handle)
    if not TIME.fullmatch(said):
        return None
    try:
        return parse_utc(said)
    except (ValueError, OverflowError):
        return None  # a 31st of February


class _Work(msgspec.Struct):
    """What nbgrader's preprocessor asks of a notebook: its score."""

    score: float


def costs(*courses: Path) -> Cost:
    """The course's own rule for late work, from the first of these folders that has an
    `nbgrader_config.py`; nbgrader's, which takes nothing, where none has.

    The file is read when the first late hand-in is met. Raises GradebookError then,
    where it can't be.
    """

    @functools.cache
    def chosen() -> AssignLatePenalties:
        home = next((course for course in courses if (course / CONFIG).is_file()), None)
        rule = AssignLatePenalties(config=_config(home))
        rule.init_plugin()
        return rule

    def cost(student: str, score: float, seconds: float) -> float:
        found = chosen().plugin_inst.late_submission_penalty(student, score, seconds)
        return 0.0 if found is None else chosen()._check_late_penalty(_Work(score), found)

    return cost


def _config(home: Path | None) -> Config:
    """What nbgrader would be configured with in this course."""
    config = Config()
    if home and str(home) not in sys.path:
        sys.path.insert(0, str(home))  # as nbgrader does, for plugins that lie there
    folders = [*reversed(jupyter_config_path()), *([str(home)] if home else [])]
    for folder in folders:
        try:
            config.merge(PyFileConfigLoader(CONFIG, path=folder).load_config())
        except ConfigFileNotFound:
            continue
        except (SyntaxError, ImportError, NameError, AttributeError, TraitError) as error:
            raise GradebookError(
                f"{Path(folder) / CONFIG} can't be read ({error}), and it says what late work costs: mend it "
                "and run the same command again. The gradebook is as it was, and what was graded is kept"
            ) from error
    return config


def enter(
    connection: sqlalchemy.Connection,
    assignment_id: str,
    came: dict[str, datetime.datetime],
    students: Iterable[str],
    cost: Cost,
) -> None:
    """Write when these students' work `came`, and the penalties of those who are late;
    who is not late has none."""
    table = api.SubmittedAssignment.__table__
    own = table.c.assignment_id == assignment_id
    if came:
        whose = own & (table.c.student_id == bindparam("whose"))
        rows = [dict(whose=student, at=at) for student, at in came.items()]
        connection.execute(update(table).where(whose).values(timestamp=bindparam("at")), rows)
    _penalties(connection, own & table.c.student_id.in_(list(students)), cost)


def _penalties(connection, whose, cost: Cost) -> None:
    work, notebooks = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
    homework = api.Assignment.__table__
    columns = (work.c.student_id, work.c.timestamp, work.c.extension, homework.c.duedate)
    query = (
        select(notebooks.c.id, notebooks.c.late_submission_penalty, *columns)
        .select_from(notebooks.join(work, work.c.id == notebooks.c.assignment_id))
        .join(homework, homework.c.id == work.c.assignment_id)
        .where(whose)
    )
    changed = []
    for key, before, student, at, extension, until in connection.execute(query).all():
        seconds = seconds_late(at, until, extension)
        now = cost(student, _score(connection, key), seconds) if seconds else None
        if (now or None) != before:
            changed.append(dict(row=key, now=now or None))
    if changed:
        statement = update(notebooks).where(notebooks.c.id == bindparam("row"))
        connection.execute(statement.values(late_submission_penalty=bindparam("now")), changed)


def _score(connection, notebook: str) -> float:
    """A notebook's score as nbgrader counts it, before any penalty."""
    grade = api.Grade.__table__
    counts = func.coalesce(grade.c.manual_score, grade.c.auto_score, 0.0)
    total = func.sum(counts + func.coalesce(grade.c.extra_credit, 0.0))
    return (
        connection.execute(select(total).where(grade.c.notebook_id == notebook)).scalar() or 0.0
    )
