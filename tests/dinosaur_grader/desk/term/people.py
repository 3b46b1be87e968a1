"""The people of a term, and what happens to each: who shares a name, is late, hands in again,
leaves, comes, or gets another id."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.dinosaur_grader.desk import evening_class
from tests.dinosaur_grader.desk.evening_class import Person

LEAST = 12
"""So many people that each thing happens to somebody."""
KINDS = tuple(kind for kind in evening_class.KINDS if kind != "otto-handed-in-nothing")
RENAMED, BECOMES, BY_MAIL = "00123", "00321", "zoe.berg@uni.example"
OWN_IDS = {6: RENAMED, 7: BY_MAIL}
NAMES = (
    ("Kim", "Lee"),
    ("Kim", "Lee"),
    ("Jürgen", "Müßig-Öztürk"),
    ("雷", "李"),
    ("محمد", "الأمين"),
    ("Eve", "=1+1"),
    ("Ada", "Byron"),
    ("Zoë", "Berg"),
)
WORK = (  # of the first of them, the one who is added last
    *("ivo-half-done", "fay-sample-wrong", "ada-in-place", "dora-blank", "ben-copies"),
    *("dora-blank", "hana-model-wrong", "emil-clip-wrong", "cut-off", "cleo-loops"),
    *("gus-optimize-wrong", "fay-sample-wrong"),
)
AGAIN = "lena-cell-copied"
"""What is handed in on the second evening: all of it is right."""
SECTIONS = ("Monday", "Friday")
TESTER, TESTS_AS = "99999", "tester"
"""Canvas's test student, whom a lecturer has when looking at a course as a student does, by
the id and the login."""
FIRST_OF = {  # whose place is theirs in a class of any size
    **{"edited": 0, "by hand": 1, "late": 2, "excused": 3, "extended": 4, "again": 5},
    **{"renamed": 6, "appeal": 7, "unreadable": 8, "dropped": 9, "added": 10, "member": 11},
    "in no group": 2,
}


@dataclass(frozen=True)
class Member(Person):
    """A person with all that two systems know of one. `team` is the group, `signs` the id in
    Canvas of the one whose file it is, `uploads` whether Canvas's zip has it under the own
    id, `evening` when it was handed in."""

    login: str = ""
    section: str = ""
    team: str = ""
    signs: str = ""
    uploads: bool = True
    evening: int = 1

    @property
    def hands_in(self) -> bool:
        """Whether there is a file of one's own."""
        return self.uploads and super().hands_in

    @property
    def token(self) -> str:
        """The comment that the notebook carries, whoever of a group handed it in."""
        return f"# work of Canvas user {self.signs}, evening {self.evening}."

    @property
    def name(self) -> str:
        """The name as it is written."""
        return f"{self.first} {self.last}"

    @property
    def sort_name(self) -> str:
        """The name as it is sorted."""
        return f"{self.last}, {self.first}"

    @property
    def email(self) -> str:
        """The address, which for one of them is the id, too."""
        return BY_MAIL if self.student_id == BY_MAIL else f"{self.login}@uni.example"


class Cast:
    """A class of `count` on two evenings. `of` has the places of those to whom the same
    happens, by what it is; the one who is added hands in before any list has the id."""

    def __init__(self, count: int):
        if count < LEAST:
            raise ValueError(f"a term needs at least {LEAST} people, not {count}")
        self.of = {what: [place] for what, place in FIRST_OF.items()}
        free = iter(range(LEAST, count))
        for what, share in (("late", 18), ("again", 30)):
            self.of[what] += _next(free, count // share - 1)
        self.teams = [[1, 11], *_threes(free, count // 45 - 1)]
        self.of["member"] = [place for team in self.teams for place in team[1:]]
        self.everybody = self._signed([self._made(p) for p in evening_class.people(count)])

    @property
    def first(self) -> list[Member]:
        """Who the lists of the first evening have: all but the one who is added."""
        return [one for i, one in enumerate(self.everybody) if i not in self.of["added"]]

    @property
    def second(self) -> list[Member]:
        """Who is there on the second evening, as it is then."""
        return [
            self._later(place, one)
            for place, one in enumerate(self.everybody)
            if place not in self.of["dropped"]
        ]

    def one(self, what: str, evening: int = 1) -> Member:
        """The first to whom something happens, as on that evening."""
        return self.all(what, evening)[0]

    def all(self, what: str, evening: int = 1) -> list[Member]:
        """All to whom it happens, as on that evening."""
        found = [(place, self.everybody[place]) for place in self.of[what]]
        return [one if evening == 1 else self._later(place, one) for place, one in found]

    def _made(self, person: Person) -> Member:
        place = int(person.student_id[1:])
        name = NAMES[place] if place < len(NAMES) else (person.first, f"{person.last}{place}")
        kind = WORK[place] if place < len(WORK) else KINDS[place % len(KINDS)]
        kind = "ada-in-place" if place in self.of["late"] else kind
        return Member(
            OWN_IDS.get(place, person.student_id),
            person.canvas_id,
            person.file_id,
            person.moodle_id,
            *name,
            kind,
            late=place in self.of["late"] + self.of["extended"],
            attempts=1,
            login=f"login{place}",
            section=SECTIONS[place % 2],
            signs=person.canvas_id,
        )

    def _signed(self, members: list[Member]) -> list[Member]:
        """One file counts for all of a group, that of its first. Who is in no team is a group
        of one, but for the one who forgot to join any."""
        apart = {*self.of["in no group"], *itertools.chain(*self.teams)}
        alone = [[place] for place in range(len(members)) if place not in apart]
        for number, team in enumerate([*self.teams, *alone], 1):
            first = members[team[0]]
            for place in team:
                own = dict(signs=first.canvas_id, kind=first.kind, uploads=place == team[0])
                members[place] = replace(members[place], team=f"Team {number}", **own)
        return members

    def _later(self, place: int, one: Member) -> Member:
        if place in self.of["again"] + self.of["added"]:
            one = replace(one, kind=AGAIN, file_id=one.file_id + 1, evening=2)
        return replace(one, student_id=BECOMES) if place in self.of["renamed"] else one


def _next(free: Iterator[int], number: int) -> list[int]:
    return [next(free) for _ in range(number)]


def _threes(free: Iterator[int], number: int) -> list[list[int]]:
    return [_next(free, 3) for _ in range(number)]
