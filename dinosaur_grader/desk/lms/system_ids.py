"""Whose an id of a learning management system is, by the course's register."""

from __future__ import annotations

from collections.abc import Mapping

from dinosaur_grader.store import register
from dinosaur_grader.store.register import Person


class SystemIds:
    """The people of a system: `ids` maps its ids to the course's, `unsure` says of one why
    nobody can tell. `complete` tells whether the people were read from a list, so that
    who is not among them is a stranger."""

    def __init__(
        self,
        people: Mapping[str, Person],
        system: str,
        unsure: Mapping[str, str],
        in_groups: bool = False,
    ):
        self.people, self.system, self.unsure = people, system, unsure
        self.complete = any(not person.met for person in people.values())
        self.ids = register.of_system(people, system)
        # from a list: of strangers whose files came, the id is known by that alone
        self.knows_ids = any(system in p.systems for p in people.values() if not p.met)
        for person in people.values():
            if system not in person.systems:
                for one in person.known_as if system == "folder" else (person.id,):
                    self.ids.setdefault(one, person.id)
        self.groups: dict[str, list[str]] = {}
        for person in people.values() if in_groups else ():
            for group in person.groups if person.here else ():
                self.groups.setdefault(group, []).append(person.id)

    def sharing(self, student: str, name: str) -> list[str]:
        """List whose work a file is: of work in groups that of all members, else the
        student's alone. `name` is the one in the file's name, in Moodle the group's."""
        # who chooses the name that is shown could choose a group's: it is one only where
        # nobody's id of this system is known
        named = (name,) if self.system == "moodle" and not self.knows_ids else ()
        own = self.people[student].groups if student in self.people else named
        members = (id for group in own for id in self.groups.get(group, ()))
        return list(dict.fromkeys(members)) or [student]

    def key_in_group(self, student: str) -> str:
        """Return the system's id of a member of a group; empty for others."""
        person = self.people.get(student)
        in_group = person and any(group in self.groups for group in person.groups)
        return person.systems.get(self.system, "") if person and in_group else ""

    def expects(self, person: Person, assignment: str) -> bool:
        """Tell whether work of an assignment is missed where this person has none."""
        in_system = self.system in person.systems or not person.systems
        return person.here and assignment not in person.excused and in_system
