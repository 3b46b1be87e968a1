"""`course.toml`, beside the course's seed: what a course decided about marks after the
questions were asked.

`excused."clip.hidden.below" = "all points: rounding on old machines"` gives a question's
points to everybody, `excused.ada."clip.hidden.below"` to one student. `attempts` says
which of a student's hand-ins counts, `due.NAME` (`due.ada.NAME`) the last moment of an
assignment, and `late` what coming later costs. `group_work = ["NAME"]` lets one file count
for all of a group, `scale.NAME = 10` says that Canvas or Moodle has ten points for the
whole assignment.
"""

from __future__ import annotations

import datetime
import difflib
import hashlib
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.exit_codes import Refused

FILE = "course.toml"
MOST_POINTS = 1e6
GIVES = "all points: "
"""How an excuse begins; the reason follows."""


class RulesError(Refused, ValueError):
    """The file is not as it should be; the message says where and what to do."""


LAST, BEST = "last", "best"
DAY = 86_400.0
MOMENT = "2026-11-20T23:59:00+01:00"
"""How a moment is written, with the offset from UTC: nobody has to guess whose clock."""


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What late work costs: `percent_a_day` of what it earned for each day begun, at
    most `most_percent`, and nothing within `grace_minutes`.

    Where the system only said that work is late, and not when it came, it is taken for
    `days_if_only_told` days late.
    """

    percent_a_day: float
    most_percent: float = 100.0
    grace_minutes: float = 0.0
    days_if_only_told: float = 0.0

    def penalty(self, score: float, seconds: float) -> float:
        """Count the points that work of this score loses so many seconds late."""
        # the grace is no part of the term: after it the days count from the moment due
        if seconds <= self.grace_minutes * 60:
            return 0.0
        percent = min(self.most_percent, math.ceil(seconds / DAY) * self.percent_a_day)
        return round(score * percent / 100, 9)


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `course.toml`. `excused` maps a question to why, or a student to
    such a mapping; `due` an assignment to its last moment, or a student likewise.
    `attempts` is `last`, `best` or the moment by which an attempt has to be there,
    `group_work` lists the assignments of which one file counts for a whole group, `markers`
    maps a section to who marks its work by hand, `scale` an assignment to the points that it
    has in Canvas or Moodle."""

    excused: dict[str, str | dict[str, str]] = {}
    attempts: Any = LAST
    due: dict[str, Any] = {}
    late: Late | None = None
    group_work: tuple[str, ...] = ()
    markers: dict[str, str] = {}
    scale: dict[str, float] = {}
    extensions: dict[str, dict[str, datetime.datetime]] = {}
    """The register's, by student and assignment; `due` goes before. A place of their own: a
    student may be called like an assignment."""

    @property
    def by(self) -> datetime.datetime | None:
        """The moment by which the attempt that counts has to be there, if it is that."""
        return self.attempts if isinstance(self.attempts, datetime.datetime) else None

    def due_of(self, assignment: str) -> datetime.datetime | None:
        """Get the last moment for everybody, in UTC without saying so, as nbgrader
        keeps it; None where nothing is said."""
        return _plain(self.due.get(assignment))

    def own_due(self, assignment: str) -> dict[str, datetime.datetime]:
        """Get the last moments of single students, likewise."""
        said = {key: each for key, each in self.due.items() if isinstance(each, dict)}
        own = (*self.extensions.items(), *said.items())
        found = ((student, _plain(each.get(assignment))) for student, each in own)
        return {student: moment for student, moment in found if moment is not None}

    @property
    def late_cost(self) -> Callable[[str, float, float], float] | None:
        """What a student's score loses for so many seconds; None where nothing is
        said."""
        late = self.late
        return None if late is None else lambda _, score, seconds: late.penalty(score, seconds)

    def lateness(self, assignment: str) -> str:
        """Hash all that says what late work of an assignment costs; empty where nothing
        does."""
        said = (self.due_of(assignment), self.own_due(assignment), self.late)
        if said == (None, {}, None):
            return ""
        text = msgspec.json.encode(said, order="deterministic")
        return hashlib.sha256(text).hexdigest()[:16]

    def of(self, student: str) -> dict[str, str]:
        """List the questions that this student is excused from, each with the reason."""
        # a key is a question, or a student who has questions of their own
        own = self.excused.get(student, {})
        everybody = {key: why for key, why in self.excused.items() if isinstance(why, str)}
        return everybody | (own if isinstance(own, dict) else {})

    def version(self, kit: str) -> str:
        """Get the version that marks carry: the kit's, or a hash over it and these
        rules."""
        # Excuses alone move what the checks gave. Without any, marks that were made
        # before there was a course.toml are not stale.
        if not self.excused:
            return kit
        text = msgspec.json.encode(self.excused, order="deterministic")
        return hashlib.sha256(kit.encode() + text).hexdigest()

    def excuses(self) -> Iterator[tuple[str, str]]:
        """List each question that anybody is excused from, with the reason."""
        for key, why in self.excused.items():
            yield from why.items() if isinstance(why, dict) else [(key, why)]


def read(seed: Path) -> Rules:
    """Read the rules of the course whose seed this is; none where it has no
    `course.toml`. Raises `RulesError`."""
    path = seed.absolute().parent / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
        rules = msgspec.toml.decode(text, type=Rules)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise RulesError(f"{path} is a link that leads nowhere.") from error
        # most courses have none, and their marks depend on the kit alone
        return Rules()
    except UnicodeDecodeError as error:
        raise RulesError(f"{path} is not in UTF-8 ({error}): save it as UTF-8.") from error
    except SystemError as error:  # of msgspec before 0.20
        raise RulesError(f"{path} can't be used: a number is out of range") from error
    except (OSError, msgspec.DecodeError, ValueError, RecursionError) as error:
        raise RulesError(f"{path} can't be used: {error}") from error
    for wrong in _wrong(rules):
        raise RulesError(f"{path}: {wrong}")
    # A reason has to be written: with the points it stands on the student's page.
    for question, why in sorted(rules.excuses(), key=lambda each: each[0]):
        if not why.startswith(GIVES) or not why.removeprefix(GIVES).strip():
            raise RulesError(
                f'{path}: the excuse of {question} is {why!r}; write "{GIVES}" and then the reason.'
            )
    return rules


def extended(rules: Rules, extensions: Mapping[str, Mapping[str, datetime.datetime]]) -> Rules:
    """Add the register's last moments of single students to what `course.toml` says."""
    own = {student: dict(each) for student, each in extensions.items()}
    return msgspec.structs.replace(rules, extensions=own)


def _plain(moment: object) -> datetime.datetime | None:
    """Put a moment into UTC, without an offset."""
    if not isinstance(moment, datetime.datetime):
        return None
    # nbgrader's tables hold such moments, and one with an offset can't be compared
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _wrong(rules: Rules) -> Iterable[str]:
    """Say what is no rule about attempts, due dates and late work, a sentence each."""
    if rules.attempts not in (LAST, BEST) and not is_moment(rules.attempts):
        yield f'attempts is {_shown(rules.attempts)}; write "last", "best" or a moment as {MOMENT}.'
    for name, moment in rules.due.items():
        each = moment if isinstance(moment, dict) else {name: moment}
        for inner, own in each.items():
            if not is_moment(own):
                place = f"due.{name}" if each is not moment else f"due.{name}.{inner}"
                yield f"{place} is {_shown(own)}; write a moment with its offset from UTC, as {MOMENT}."
        for inner in each if each is moment else ():
            if inner not in rules.due:
                yield f"due.{name}.{inner} is there and due.{inner} is not; write the last moment of all, too."
    for name, value in (msgspec.structs.asdict(rules.late) if rules.late else {}).items():
        if not 0 <= value < math.inf or (name.endswith("percent") and value > 100):
            yield f"late.{name} is {value:g}; write a number from 0, of percent up to 100."
    for name, value in rules.scale.items():
        if not 0 < value < MOST_POINTS:
            yield f"scale.{name} is {value:g}; write the points that it has in Canvas or Moodle."


def is_moment(value: object) -> bool:
    """Tell whether a value is a moment with its offset, which UTC has, too."""
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        return False
    # the first and the last year have moments that UTC can't say
    return datetime.MINYEAR < value.year < datetime.MAXYEAR


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)


def misnamed(
    rules: Rules, assignments: Collection[str], students: Collection[str]
) -> Iterator[str]:
    """Write a sentence for each assignment and student that the rules name and that is not
    there, with the one that was probably meant."""
    dates = {name for name, moment in rules.due.items() if not isinstance(moment, dict)}
    own = {who: {*each} for who, each in rules.due.items() if isinstance(each, dict)}
    dates |= set().union(rules.group_work, rules.scale, *own.values())
    people = {*own, *(key for key, each in rules.excused.items() if isinstance(each, dict))}
    for what, named, there in (
        ("assignment", dates, assignments),
        ("student", people, students),
    ):
        for name in sorted(named - {*there}):
            near = difflib.get_close_matches(name, there, 1, 0.6)
            meant = f"Did you mean {near[0]}?" if near else "Correct the name, or take it out."
            yield f"{FILE} names the {what} {name}, and there is no such {what} here. {meant}"


def unknown(rules: Rules, known: Iterable[str]) -> list[str]:
    """Write a sentence for each excused question that this assignment does not ask,
    with the one that was probably meant."""
    known, said = list(known), []
    for question in sorted({question for question, _ in rules.excuses()} - set(known)):
        near = difflib.get_close_matches(question, known, 1, 0.6)
        meant = f" Did you mean {near[0]}?" if near else ""
        said.append(f"{FILE} excuses {question}, which is not asked here.{meant}")
    return said
