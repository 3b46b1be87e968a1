"""A course as a verb that grades finds it: what the world is asked for is asked once, at
the door, and handed down. Nothing that this module makes reads a file or a database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.batch import people_files
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.results import Level
from dinosaur_grader.store import database as store
from dinosaur_grader.store import register
from dinosaur_grader.store.register import Person

OnChange = Literal["ask", "accept", "keep"]
"""What becomes of marks that stand and that this run would change: a person is asked,
they change, or they are kept (`dinosaur_grader.desk.regrade`)."""


class RunSettings(msgspec.Struct, frozen=True):
    """How a batch runs: its level of isolation; how many processes grade, 0 for one for
    each core that may be used; the address of a Dask scheduler; progress as JSON; what
    becomes of marks that stand."""

    isolation: Level = "strict"
    workers: int = 0
    dask: str = ""
    as_json: bool = False
    on_change: OnChange = "ask"


class Course(msgspec.Struct, frozen=True):
    """An assignment, the rules of the course, its register and its database, as they were
    when the course was opened.

    `submitted` and `out` are the folders of the hand-ins and of the marks, `seed` is the
    seed's file; `roster` are the ids of a list. `folder` is the course's own, None outside
    one; it `is_named`, or else the command runs in it.
    """

    work: Assignment
    rules: Rules
    people: dict[str, Person]
    submitted: Path
    out: Path
    seed: Path
    url: str
    roster: tuple[str, ...] | None = None
    folder: Path | None = None
    is_named: bool = False

    @property
    def has_default_database(self) -> bool:
        """Whether its database is the one in the folder of marks."""
        return self.url == store.default_url(self.out)

    @property
    def listed(self) -> tuple[str, ...]:
        """The ids of those who are expected: of the roster, or of the register."""
        if self.roster is not None:
            return self.roster
        name, people = self.work.name, self.people.items()
        return tuple(id for id, one in people if one.here and name not in one.excused)

    @property
    def outside(self) -> frozenset[str]:
        """The ids of those who have no part in the class."""
        return frozenset(id for id, person in self.people.items() if person.outside)


def open_course(
    submitted: Path,
    out: Path,
    seed: Path = Path("course.seed"),
    *,
    assignment: str = "",
    roster: Path | None = None,
    database: str | None = None,
    course: Path | None = None,
) -> Course:
    """Open the course that was named or that this command runs in, with the assignment
    that was named or the only one.

    Raises Refused where it is not clear which, or where something in it is not as it
    should be.
    """
    place = locations.course_of(course, Path.cwd(), submitted)
    work = assignments.load(locations.chosen(assignment, place), place)
    url = database or store.default_url(out)
    with store.refusing():
        people = register.of(url)
    rules = read_rules(seed, people)
    ids = _read_roster(roster) if roster else None
    return Course(
        work=work,
        rules=rules,
        people=people,
        submitted=submitted,
        out=out,
        seed=seed,
        url=url,
        roster=ids,
        folder=place,
        is_named=course is not None,
    )


def read_rules(seed: Path, people: Mapping[str, Person]) -> Rules:
    """Read the course's own rules, from `course.toml` beside the seed, with the extensions
    of the register. Raises Refused."""
    return _extend(course_rules.read(seed), people)


def with_people(course: Course, people: dict[str, Person]) -> Course:
    """Return the course with its register as a list of people has left it."""
    rules = _extend(course.rules, people)
    return msgspec.structs.replace(course, people=people, rules=rules)


def _extend(rules: Rules, people: Mapping[str, Person]) -> Rules:
    own = {id: person.extensions for id, person in people.items() if person.extensions}
    return course_rules.extended(rules, own)


def _read_roster(path: Path) -> tuple[str, ...]:
    try:
        return people_files.ids(path)
    except (OSError, Refused) as error:
        raise Refused(f"{error}. Nothing was graded.") from error
