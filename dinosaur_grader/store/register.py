"""The course's register: who each person is, here and in the learning management systems.

Every verb asks it whose an id is, so that a person has one mark in one place. It is read
from what the systems export (`dinosaur_grader.batch.people_files`), and what `collect`
met is in it, too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, delete, inspect, select

from dinosaur_grader.store import database
from dinosaur_grader.store.rows import upsert
from dinosaur_grader.store.schema import PEOPLE


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person of the course.

    `id` is the course's own, the name of a folder; `systems` has each system's id by the
    system's name (`canvas`, `moodle`, `sis`). `excused` maps an assignment to why,
    `extensions` to the person's own last moment. `former` are ids of before, `dropped`
    is the day since when the person has left, as `2026-09-01`, `test` is Canvas's test
    student. One who is only `met` handed something in and is on no list yet.
    """

    id: str
    name: str = ""
    sort_name: str = ""
    login: str = ""
    email: str = ""
    systems: dict[str, str] = {}
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    test: bool = False
    excused: dict[str, str] = {}
    extensions: dict[str, datetime.datetime] = {}
    former: tuple[str, ...] = ()
    dropped: str = ""
    met: bool = False

    def may_be_in(self, system: str) -> bool:
        """Tell whether the person may have a row in a system. Who is known by another
        system's list alone has none."""
        return system in self.systems or not {"canvas", "moodle"} & self.systems.keys()

    @property
    def classes(self) -> tuple[str, ...]:
        """The sections, which Canvas has, and the groups, which Moodle has in their place."""
        return (*self.sections, *self.groups)

    @property
    def here(self) -> bool:
        """Whether the person is expected to hand in."""
        return not (self.outside or self.met)

    @property
    def outside(self) -> bool:
        """Whether the person has no part in the class: has left, or is no student."""
        return bool(self.test or self.dropped)

    @property
    def known_as(self) -> tuple[str, ...]:
        """All that a list or a folder may call this person by."""
        own = (self.id, self.login, self.email, *self.systems.values(), *self.former)
        return tuple(dict.fromkeys(filter(None, own)))


SUFFIX = re.compile(r"(Sn?r|Jn?r|Senior|Junior|II|III|IV|V|VI|Esq|Esquire)\.?", re.IGNORECASE)


def split_name(sort_name: str) -> tuple[str, str]:
    """Split a name as lists sort it into the first and the last names, as Canvas does:
    `Berg, Jr., Mary` and `Berg, Mary, Jr.` are `Mary` and `Berg, Jr.`."""
    last, *others = (part.strip() for part in sort_name.split(","))
    suffixes = [part for part in others if SUFFIX.fullmatch(part)]
    first = [part for part in others if part not in suffixes]
    return ", ".join(first), ", ".join((last, *suffixes))


def read(connection: Connection) -> dict[str, Person]:
    """Read the register by the course's own ids, sorted; empty where there is none."""
    if not inspect(connection).has_table(PEOPLE.name):
        return {}
    query = select(PEOPLE.c.body).order_by(PEOPLE.c.student)
    people = (msgspec.json.decode(body, type=Person) for body in connection.scalars(query))
    return {person.id: person for person in people}


def of(url: str) -> dict[str, Person]:
    """Read the register of the database at `url`. Raises GradebookError."""
    with database.reading(url) as connection:
        return read(connection)


def put(connection: Connection, people: Iterable[Person]) -> None:
    """Put each person in the place of the one with this id."""
    rows = [
        dict(student=person.id, body=msgspec.json.encode(person).decode()) for person in people
    ]
    upsert(connection, PEOPLE, rows)


def remove(connection: Connection, student: str) -> None:
    """Take a person out of the register."""
    connection.execute(delete(PEOPLE).where(PEOPLE.c.student == student))


def find_excuses(people: Mapping[str, Person], assignment: str) -> dict[str, str]:
    """Map those who are excused from an assignment to why."""
    excused = ((id, person.excused.get(assignment)) for id, person in people.items())
    return {id: why for id, why in excused if why is not None}


def of_system(people: Mapping[str, Person], system: str) -> dict[str, str]:
    """Map a system's ids to the course's own."""
    return {
        person.systems[system]: person.id
        for person in people.values()
        if system in person.systems
    }
