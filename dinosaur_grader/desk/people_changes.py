"""What a list of people changes in the course's register: who is new, who has left, who
has another id. Nothing is taken by a name alone, since two may have one name."""

from __future__ import annotations

import datetime
import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from dinosaur_grader.batch.people_files import Entry, PeopleList
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name
from dinosaur_grader.store.register import Person

OWN = ("id", "sis", "login", "canvas", "moodle", "email")
"""The kinds of ids that may be the course's own, in the order in which they are taken
where nothing else says which."""
SHOWN = 10
T = TypeVar("T")


@dataclass(frozen=True)
class Renamed:
    """A person whose id is another one now; `by` says which ids are the same."""

    old: str
    person: Person
    by: str


@dataclass
class Difference:
    """What a list changes. `told` are sentences about rows that can't be used, and about
    people who may be one; `unsure` says of an id in such a row why it is nobody's."""

    new: list[Person] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    dropped: list[Person] = field(default_factory=list)
    back: list[Person] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unsure: dict[str, str] = field(default_factory=dict)
    is_first: bool = False
    """Whether nobody was in the register: then everybody is new, and nobody is named."""

    @property
    def only_adds(self) -> bool:
        """Whether nobody leaves, and nobody's id becomes another one."""
        return not (self.renamed or self.dropped)

    @property
    def people(self) -> list[Person]:
        """Everybody whose entry is new or another one, by the id that they have after."""
        moved = [one.person for one in self.renamed]
        return [*self.new, *self.changed, *moved, *self.dropped, *self.back]

    def __str__(self) -> str:
        """Sum it up: `3 new, 1 dropped, 1 renamed: 00123 to 00321, by login`."""
        renamed = "; ".join(
            f"{Name(r.old)} to {Name(r.person.id)}, by {r.by}" for r in self.renamed
        )
        parts = (
            (len(self.new), "new", "" if self.is_first else _named(self.new)),
            (len(self.back), "back", _named(self.back)),
            (len(self.dropped), "dropped", _named(self.dropped)),
            (len(self.renamed), "renamed", renamed),
            (len(self.changed), "updated", ""),
        )
        said = [f"{n} {what}" + (f": {who}" if who else "") for n, what, who in parts if n]
        return ", ".join(said) or "nothing new"


def difference(
    known: Mapping[str, Person],
    lists: Iterable[PeopleList],
    own: str = "",
    folders: Collection[str] = (),
) -> Difference:
    """Compare lists with the register. `own` is the kind of id that is the course's own,
    of `OWN`; left out, the one that most of the ids known already are, and the folders'.
    Raises Refused for an `own` that no row has."""
    found, people = Difference(is_first=not known), dict(known)
    for one in lists:
        kind = own or _kind(one.entries, {*people, *folders})
        if own and not any(own in entry.ids for entry in one.entries):
            raise Refused(f"{one.file} has no {own} in it, so --own {own} can't be used")
        seen = _taken(one, kind, people, found)
        if one.everybody:
            _gone(one, seen, known, people)
    before = {r.person.id: r.old for r in found.renamed}
    for id, person in people.items():
        if id not in known and id not in before:
            found.new.append(person)
        elif id in known and person != known[id]:
            was = known[id]
            left, back = person.dropped and not was.dropped, was.dropped and not person.dropped
            (found.dropped if left else found.back if back else found.changed).append(person)
    found.told += _perhaps_one(found, people)
    return found


def _kind(entries: list[Entry], ids: Collection[str]) -> str:
    """Choose the kind of id that most of the ids that are known are; at the beginning
    the first one that everybody has, each another."""
    real = [entry for entry in entries if not entry.test]
    hits = Counter(k for e in real for k, value in e.ids.items() if value in ids)
    if hits:
        return max(OWN, key=lambda kind: hits[kind])
    for kind in OWN:
        values = [entry.ids.get(kind, "") for entry in real]
        if values and all(values) and len(set(values)) == len(values):
            return kind
    return next((kind for kind in OWN if any(kind in entry.ids for entry in real)), "id")


def _taken(
    one: PeopleList, kind: str, people: dict[str, Person], found: Difference
) -> set[str]:
    """Take each row to the person that it is about. Returns the ids of all whom any row
    may be about. Raises Refused where no row can be used."""
    seen = set[str]()
    clear, unused = _matched(one, kind, people, found)
    for entry, whose in clear:
        wanted = entry.ids.get("id") or entry.ids.get(kind) or next(iter(entry.ids.values()))
        old = next(iter(whose), wanted if wanted in seen else None)
        new_id = _new_id(people[old], wanted, entry, kind) if old is not None else wanted
        if why := unsafe(new_id):
            unused.append((entry, whose, f"the id {Name(new_id)} {why}"))
            continue
        if new_id in people and new_id != old:
            unused.append((entry, whose, f"{Name(new_id)} is somebody else's id"))
            continue
        if old is None or new_id == old:
            people[new_id] = _with(people.get(new_id, Person(new_id)), entry, new_id in seen)
        else:
            before = people.pop(old)
            person = _with(before, entry)
            person = msgspec.structs.replace(person, id=new_id, former=(*person.former, old))
            found.renamed.append(Renamed(old, person, _by(whose[old], entry, before)))
            people[new_id] = person
        seen.add(new_id)
    kept, told = _find_meant(one, unused, people, seen)
    if people and not seen:  # everybody would have left
        why = told[0] if told else "it has none below its heading"
        raise Refused(f"no row of {one.file} can be used, so nothing was changed: {why}")
    found.told += told
    return seen | kept


Whose = dict[str, list[str]]
"""The people that a row may be about, each with the kinds of ids that say so."""
Unused = list[tuple[Entry, Whose, str]]
"""The rows that are taken to nobody, each with why."""


def _find_meant(
    one: PeopleList, unused: Unused, people: Mapping[str, Person], seen: Collection[str]
) -> tuple[set[str], list[str]]:
    """Find whom the unused rows may be about, by an id or by the name, and say it of each
    row. Who has a row of their own, and is `seen`, is not meant."""
    kept, told = set[str](), []
    for entry, whose, why in sorted(unused, key=lambda row: row[0].line):
        meant = [
            person
            for id, person in people.items()
            if id not in seen and (id in whose or (entry.name and entry.name == person.name))
        ]
        kept |= {person.id for person in meant}
        stay = f". It may be about {_named(meant)}: what is known there stays as it was"
        told.append(f"{one.file}, line {entry.line} is not used: {why}{stay if meant else ''}")
    return kept, told


def _matched(
    one: PeopleList, kind: str, people: Mapping[str, Person], found: Difference
) -> tuple[list[tuple[Entry, Whose]], Unused]:
    """Find whom each row is about. What could be two people's is used for nobody."""
    index, matched = _index(people, kind), []
    for entry in one.entries:
        whose: Whose = {}
        for pair in entry.ids.items():
            for id in index.get(pair, ()):
                whose.setdefault(id, []).append(pair[0])
        matched.append((entry, whose))
    doubled = _doubled((pair, each) for each in one.entries for pair in each.ids.items())
    unsure = {id for _, whose in matched if len(whose) > 1 for id in whose}
    unsure |= _doubled((id, each) for each, whose in matched for id in whose)
    clear, unused = [], [(entry, {}, "there is no id in it") for entry in one.without_id]
    for entry, whose in matched:
        twice = next((Name(v) for k, v in entry.ids.items() if (k, v) in doubled), None)
        if twice is None and unsure.isdisjoint(whose):
            clear.append((entry, whose))
            continue
        for value in entry.ids.values():
            found.unsure[value] = f"{one.file} does not say clearly who {Name(value)} is"
        said = (
            f"{twice} stands in several rows for different people"
            if twice is not None
            else "its ids belong to " + " and ".join(f"{Name(id)}" for id in whose)
        )
        unused.append((entry, whose, said))
    return clear, unused


def _doubled(claims: Iterable[tuple[T, Entry]]) -> set[T]:
    """Find what several rows claim which differ in an id."""
    whose: dict[T, set[frozenset]] = {}
    for claim, entry in claims:
        whose.setdefault(claim, set()).add(frozenset(entry.ids.items()))
    return {claim for claim, rows in whose.items() if len(rows) > 1}


def _index(people: Mapping[str, Person], kind: str) -> dict[tuple[str, str], set[str]]:
    """Map each id that a list may have, by its kind, to the people who have it. The
    course's own ids are met as such and as the list's kind of them."""
    found: dict[tuple[str, str], set[str]] = {}
    for person in people.values():
        pairs = {("login", person.login), ("email", person.email), *person.systems.items()}
        pairs |= {(k, one) for k in ("id", kind) for one in (person.id, *person.former)}
        for pair in pairs:
            found.setdefault(pair, set()).add(person.id)
    return found


def _new_id(person: Person, wanted: str, entry: Entry, kind: str) -> str:
    """Say which id a known person has after this row. It changes where it was this list's
    kind of id, or only a system's number that stood in for it."""
    has = {"login": person.login, "email": person.email, **person.systems}
    if "id" in entry.ids:
        return wanted
    stood_in = person.met and person.id in person.systems.values()
    stood_in = stood_in or has.get(kind) == person.id
    return wanted if stood_in and kind in entry.ids else person.id


def _with(person: Person, entry: Entry, again: bool = False) -> Person:
    """Add what a row says to what is known of a person; of one who had a row `again`, as
    for each set of groups, to what that one said."""
    systems = {k: v for k, v in entry.ids.items() if k not in ("id", "login", "email")}
    return msgspec.structs.replace(
        person,
        name=entry.name or person.name,
        sort_name=entry.sort_name or person.sort_name,
        login=entry.ids.get("login", person.login),
        email=entry.ids.get("email", person.email),
        systems={**person.systems, **systems},
        sections=(entry.section,) if entry.section else person.sections,
        groups=tuple(dict.fromkeys((*person.groups, *entry.groups)))
        if again
        else entry.groups or person.groups,
        test=entry.test or person.test,
        dropped="",
        met=False,
    )


def _by(kinds: list[str], entry: Entry, person: Person) -> str:
    words = {
        "sis": "SIS id",
        "canvas": "Canvas's id",
        "moodle": "Moodle's id",
        "id": "former id",
    }
    said = [words.get(kind, kind) for kind in sorted(kinds, key=OWN.index)]
    said += ["name"] if entry.name and entry.name == person.name else []
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def _gone(
    one: PeopleList, seen: set[str], known: Mapping[str, Person], people: dict[str, Person]
) -> None:
    """Note who is not on a list that has everybody: of the system's own people, or of all
    where the list is the course's own."""
    today = datetime.date.today().isoformat()
    for person in [*people.values()]:
        expected = one.system in person.systems if one.system else True
        if person.id in known and expected and person.here and person.id not in seen:
            people[person.id] = msgspec.structs.replace(person, dropped=today)


def _perhaps_one(found: Difference, people: Mapping[str, Person]) -> Iterator[str]:
    """Say who is new and has the name of somebody who left, or is there: only a person
    can tell."""
    gone = {person.name: person for person in found.dropped if person.name}
    new = {person.id for person in found.new}
    there = {one.name: one for one in people.values() if one.name and one.id not in new}
    for person in found.new:
        if old := gone.get(person.name):
            yield (
                f"{Name(old.id)} left and {Name(person.id)} is new, with the same name. If they are one person, use "
                f"`dinosaur-grader people rename {Name(old.id)} {Name(person.id)}` instead of taking this"
            )
        elif old := there.get(person.name):
            yield (
                f"{described(person)} is new, and {described(old)} is in the register. If they are one person, use "
                f"`dinosaur-grader people merge {Name(person.id)} {Name(old.id)}` afterwards"
            )


def find_alike(name: str, people: Mapping[str, Person]) -> list[Person]:
    """Find the people whose id, login or name is this one, or else most like it."""
    called: dict[str, dict[str, Person]] = {}
    for person in people.values():
        for text in filter(None, (*person.known_as, person.name, person.sort_name)):
            called.setdefault(text.casefold(), {})[person.id] = person
    near = difflib.get_close_matches(name.casefold(), called, 1, 0.75)
    return list(called[near[0]].values()) if near else []


def nearest(name: str, people: Mapping[str, Person]) -> str:
    """Name whoever is most like this, as `Ada Lovelace (00123)`. The text is empty where
    nobody is."""
    return " or ".join(map(described, find_alike(name, people)))


def described(person: Person) -> str:
    """Write who somebody is for a list that an instructor sees."""
    return f"{Name(person.name)} ({Name(person.id)})" if person.name else str(Name(person.id))


def _named(people: list[Person]) -> str:
    more = f" and {len(people) - SHOWN} more" if len(people) > SHOWN else ""
    return ", ".join(described(person) for person in people[:SHOWN]) + more
