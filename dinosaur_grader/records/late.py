"""When work came in, and what being late costs, as `nbgrader autograde` would write it.

The time is read from the file that `nbgrader submit` leaves beside the notebook: the
student's own word, which a system's goes before. The last moment and the price are what
`course.toml` says; where it says nothing, the gradebook and the course's own plugin do,
by nbgrader's own preprocessor.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy
from msgspec import UnsetType
from sqlalchemy import bindparam, func, select, update

from dinosaur_grader.assignments.course_rules import DAY, Rules
from dinosaur_grader.batch.attempts import CollectedAttempt, Worth
from dinosaur_grader.home import course_last
from dinosaur_grader.records import gradebook
from dinosaur_grader.records.final_marks import Lateness, Moments, find_lateness
from dinosaur_grader.records.gradebook_marks import LATE
from dinosaur_grader.records.nbgrader_tables import ASSIGNMENT, GRADE, NOTEBOOK, SUBMITTED
from dinosaur_grader.results import Result
from dinosaur_grader.store.database import GradebookError

if TYPE_CHECKING:
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"
Cost = Callable[[str, float, float], float]
"""What a student's score loses for so many seconds."""
Came = Callable[[Result], datetime.datetime | UnsetType | None]
"""When the work of a result was handed in, in UTC; None where nobody knows, and UNSET
where what the gradebook has is to stay."""


class Terms(msgspec.Struct, frozen=True):
    """What is true of late work of one assignment: what it costs; the last moment, for
    all and for single students, where `course.toml` says it; whom the system called
    late, by how many seconds, and how many are meant where it says none; whose penalties
    stay as they are."""

    cost: Cost
    due: datetime.datetime | None = None
    own: dict[str, datetime.datetime] = {}
    told: Mapping[str, float] = MappingProxyType({})
    told_seconds: float = 0.0
    stay: frozenset[str] = frozenset()

    def lateness(
        self, student: str, score: Callable[[], float], moments: Moments, told: float | None
    ) -> Lateness:
        """Work out how late work was, and what it costs of its `score`. What is due by the
        gradebook gives way to `course.toml`."""
        if self.due:
            moments = moments._replace(until=self.due)
        if self.due and student in self.own:
            moments = moments._replace(extension=self.own[student] - self.due)

        def cost(late: Lateness) -> float:
            seconds = self.told_seconds if late and not late.seconds else late.seconds
            return self.cost(student, score(), seconds) if seconds else 0.0

        return find_lateness(moments, told, cost)


def terms(rules: Rules, assignment: str, told: Mapping[str, float], *courses: Path) -> Terms:
    """Gather what `course.toml` says of late work. Where it says no price, the course's
    nbgrader does."""
    days = rules.late.days_if_only_told if rules.late else 0.0
    cost, due, own = rules.late_cost, rules.due_of(assignment), rules.own_due(assignment)
    return Terms(cost or costs(*courses), due, own, told, days * DAY)


def worth(url: str, assignment: str, what: Terms) -> Worth:
    """Make a function that says what an attempt would bring, less what being late
    costs. Raises `GradebookError`."""
    own = ASSIGNMENT.c.name == assignment
    with gradebook.reading(url) as connection:
        until = connection.scalar(select(ASSIGNMENT.c.duedate).where(own))
        works = connection.execute(LATE.where(own, SUBMITTED.c.extension.is_not(None)))
        extensions = {work.student_id: work.extension for work in works}

    def of(result: Result, taken: CollectedAttempt | None) -> float:
        score, student = result.score or 0.0, result.student_id
        if taken is None:
            return score
        moments = Moments(taken.came, until, extensions.get(student))
        return score - what.lateness(student, lambda: score, moments, taken.told).penalty

    return of


class PenaltyChange(msgspec.Struct, frozen=True):
    """A penalty that the course's rules would make another one: its notebook's id in the
    gradebook, the points that it took off, and how late the work is, with those that it
    would."""

    notebook: str
    student: str
    before: float
    late: Lateness


def moved(url: str, assignment: str, what: Terms) -> list[PenaltyChange]:
    """List the penalties in the gradebook that these terms would change, of the marks
    that stand there. Raises `GradebookError`."""
    with gradebook.reading(url) as connection:
        found = _penalties(connection, what, ASSIGNMENT.c.name == assignment)
        return [one for one in found if one.before != one.late.penalty]


def costs(*courses: Path) -> Cost:
    """Return the course's own rule for late work, from the first of these folders that
    has an `nbgrader_config.py`. Where none has, it is nbgrader's, which takes nothing.

    The file is read when the first late hand-in is met. Raises GradebookError then,
    where it can't be.
    """

    @functools.cache
    def chosen():
        # nbgrader takes a second to load, and most hand-ins are not late
        from nbgrader.preprocessors import AssignLatePenalties

        home = next((course for course in courses if (course / CONFIG).is_file()), None)
        rule = AssignLatePenalties(config=_config(home))
        rule.init_plugin()
        return rule

    def cost(student: str, score: float, seconds: float) -> float:
        found = chosen().plugin_inst.late_submission_penalty(student, score, seconds)
        if found is None:
            return 0.0
        # of a notebook it asks the score
        return chosen()._check_late_penalty(SimpleNamespace(score=score), found)

    return cost


def _config(home: Path | None) -> Config:
    """Load what nbgrader would be configured with in this course."""
    from jupyter_core.paths import jupyter_config_path
    from traitlets import TraitError
    from traitlets.config import Config
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    config = Config()
    if home:
        course_last(str(home))  # nbgrader finds plug-ins there, too
    folders = [*reversed(jupyter_config_path()), *([str(home)] if home else [])]
    for folder in folders:
        try:
            config.merge(PyFileConfigLoader(CONFIG, path=folder).load_config())
        except ConfigFileNotFound:
            continue
        except (SyntaxError, ImportError, NameError, AttributeError, TraitError) as error:
            raise GradebookError(
                f"{Path(folder) / CONFIG} can't be read ({error}), and it says what late work costs: fix it "
                "and run the same command again. The gradebook is as it was, and what was graded is kept"
            ) from error
    return config


def enter(
    connection: sqlalchemy.Connection,
    assignment_id: str,
    came: Mapping[str, datetime.datetime | None],
    students: Iterable[str],
    what: Terms,
) -> None:
    """Write when these students' work `came`, the last moment that `course.toml` says,
    and the penalties of those who are late; who is not late has none."""
    students = list(students)
    times = [dict(whose=student, timestamp=at) for student, at in came.items()]
    _each(connection, assignment_id, times)
    if what.due:
        this = update(ASSIGNMENT).where(ASSIGNMENT.c.id == assignment_id)
        connection.execute(this.values(duedate=what.due))
        own = [student for student in students if student in what.own]
        longer = [dict(whose=one, extension=what.own[one] - what.due) for one in own]
        _each(connection, assignment_id, longer)
    work = SUBMITTED.c
    these = (work.assignment_id == assignment_id, work.student_id.in_(students))
    changed = [
        dict(row=one.notebook, late_submission_penalty=one.late.penalty or None)
        for one in _penalties(connection, what, *these)
        if one.late.penalty != one.before and one.student not in what.stay
    ]
    if changed:
        statement = update(NOTEBOOK).where(NOTEBOOK.c.id == bindparam("row"))
        connection.execute(statement, changed)


def enter_one(
    connection: sqlalchemy.Connection, assignment: str, student: str, what: Terms
) -> None:
    """Write what these terms make of one student's work that is in the gradebook, on a
    connection of `gradebook.writing`."""
    query = select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)
    enter(connection, connection.execute(query).scalar_one(), {}, [student], what)


def _each(connection, assignment_id: str, rows: list[dict]) -> None:
    """Write values of single students' work."""
    table = SUBMITTED
    whose = (table.c.assignment_id == assignment_id, table.c.student_id == bindparam("whose"))
    if rows:
        connection.execute(update(table).where(*whose), rows)


def _penalties(connection, what: Terms, *whose) -> Iterator[PenaltyChange]:
    """Yield what the terms make of the penalties that stand."""
    for work in connection.execute(LATE.where(*whose)).all():
        student = work.student_id
        moments = Moments(work.timestamp, work.duedate, work.extension)
        score = functools.partial(_score, connection, work.id)
        late = what.lateness(student, score, moments, what.told.get(student))
        yield PenaltyChange(work.id, student, work.late_submission_penalty or 0.0, late)


def _score(connection, notebook: str) -> float:
    """Sum up a notebook's score as nbgrader counts it, before any penalty."""
    counts = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score, 0.0)
    total = func.sum(counts + func.coalesce(GRADE.c.extra_credit, 0.0))
    return connection.scalar(select(total).where(GRADE.c.notebook_id == notebook)) or 0.0
