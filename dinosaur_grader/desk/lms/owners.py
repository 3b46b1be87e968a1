"""Whose the files of a download are, by one law for Canvas, Moodle, nbgrader's folders and
plain folders.

A file goes to a person only if every reading of its name that the system's format allows,
over all people whom the register or any file of the download knows, gives that person.
Else it is nobody's, and it is said whose it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dinosaur_grader.desk.lms.file_names import TAKEN, Reading, find_readings
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name
from dinosaur_grader.store.register import Person

MAX_IDS = 4  # of a name that can be read in many ways
NO_NOTEBOOK = "it is not a notebook"
STRANGER = ""
"""In the place of an id: somebody of the system whose number is another's id here."""
Work = tuple[str, ...]
"""The ids of all whose work a file is: of a group all members."""


@dataclass(frozen=True)
class Owner:
    """Whose a file is: the `students` whose work it is, by the `reading` of its name.
    Where it is nobody's, or nothing to grade, `why` says so as the end of a sentence;
    `perhaps` are the people of the register whose it may be."""

    students: Work = ()
    reading: Reading | None = None
    why: str = ""
    perhaps: Work = ()


class Owners:
    """The people who may own a file of a download: those of the register, and those whom
    one of its `members` names. `unsure` says of an id why a list does not say whose it is.
    Work `in_groups` is that of all members."""

    def __init__(
        self,
        people: Mapping[str, Person],
        system: str,
        members: Iterable[str],
        unsure: Mapping[str, str],
        in_groups: bool = False,
    ):
        self.people, self.system, self.unsure = people, system, unsure
        read = {member: find_readings(member, system) for member in members}
        told = list(filter(None, read.values()))
        # a download is anonymous as a whole; in question where not all names say the same
        self.anonymous = {
            mode
            for mode in (False, True)
            if all(any(one.anonymous == mode for one in found) for found in told)
        } or {False, True}
        self._readings = {
            member: [one for one in found if one.anonymous in self.anonymous]
            for member, found in read.items()
        }
        self._groups: dict[str, list[str]] = {}
        for person in people.values() if in_groups else ():
            for group in person.groups if person.here else ():
                self._groups.setdefault(group, []).append(person.id)
        # so is one of teams, whose names Moodle shows
        self.of_teams = system == "moodle" and all(
            any(one.name in self._groups for one in found) for found in told
        )
        self._by_id: dict[str, set[str]] = {}
        for person in people.values():
            numbers = [person.systems[system]] if system in person.systems else []
            for one in person.known_as if system == "folder" else numbers:
                self._by_id.setdefault(one, set()).add(person.id)
        # of strangers whose files came, the id is known by that alone
        self.has_list = any(system in p.systems for p in people.values() if not p.met)
        # a list of bare ids is the system's own only where it covers all that came
        bare = {id for id, person in people.items() if system not in person.systems}
        clear = [found[0].key for found in told if len({one.key for one in found}) == 1]
        self.is_covered = all(key in self._by_id or key in bare for key in clear)
        for one in bare if self.is_covered else ():
            self._by_id.setdefault(one, {one})

    def find_owner(self, member: str) -> Owner:
        """Say whose a file is, by the law."""
        readings = self._readings[member]
        works = {work: one for one in reversed(readings) for work in self._find_works(one)}
        unsure = [self.unsure[one.key] for one in readings if one.key in self.unsure]
        if len(works) == 1 and not unsure:
            ((students, reading),) = works.items()
            why = reading.typed or ("" if member.lower().endswith(TAKEN) else NO_NOTEBOOK)
            wrong = [f"the student id {Name(s)} {unsafe(s)}" for s in students if unsafe(s)]
            return Owner(students, reading, why or "".join(wrong[:1]))
        named = [" and ".join(map(Name, work)) for work in sorted(works) if work != (STRANGER,)]
        if (STRANGER,) in works:
            named.append(f"somebody in {self.system} who is on no list")
        why = "its name could belong to " + " or ".join(named[:MAX_IDS])
        if not works:
            why = f"its name is not in the form that {self.system} uses"
        perhaps = {student for work in works for student in work} & self.people.keys()
        return Owner(why=unsure[0] if unsure else why, perhaps=tuple(sorted(perhaps)))

    def _find_works(self, reading: Reading) -> Iterator[Work]:
        """Yield everybody's work that a file is in one reading of its name: one group's or
        one person's each."""
        team = self.of_teams and self._groups.get(reading.name)
        if team:
            yield tuple(team)
        # who is called like a team is none where the people's ids are known
        if not team or self.has_list or reading.key in self._by_id:
            for student in self._find_people(reading):
                own = self.people[student].groups if student in self.people else ()
                shared = (one for group in own for one in self._groups.get(group, ()))
                yield tuple(dict.fromkeys(shared)) or (student,)

    def _find_people(self, reading: Reading) -> set[str]:
        """Find everybody whom the system may mean by an id, by their ids in the course."""
        key = str(reading.key)
        known = self._by_id.get(key, set())
        # nor is the number of somebody listed that of an anonymous file
        listed = {one for one in known if not self.people[one].met}
        is_other = reading.anonymous if listed else not known and key in self.people
        return (known or {key}) | ({STRANGER} if is_other else set())

    def expects(self, person: Person, assignment: str) -> bool:
        """Tell whether work of an assignment is missed where this person has none."""
        in_system = self.system in person.systems or not person.systems
        return person.here and assignment not in person.excused and in_system

    def may_be(self, person: Person, stranger: Person) -> bool:
        """Tell whether somebody on no list, whose file came, may be a person whose own did
        not: one whose id in this system is not known, or not shown, or who is called so."""
        if self.system == "folder":
            called = {name.casefold() for name in (person.name, person.sort_name) if name}
            return stranger.id.casefold() in called
        return self.system not in person.systems or True in self.anonymous
