"""`dinosaur-grader collect`: from a learning management system's zip, or a folder, to
nbgrader's layout.

Nothing is overwritten: a student's last attempt is put in place, every other one is
kept under `<into>.attempts`. The database keeps for each student whose file it was, so
that marks and feedback find their way back.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import msgspec
import typer

from dinosaur_grader.assignments import course_rules
from dinosaur_grader.batch import attempts, files, people_files
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import people as people_verb
from dinosaur_grader.desk import submissions
from dinosaur_grader.desk.lms import archive, file_names, moodle_status
from dinosaur_grader.desk.lms.archive import MAX_NAMED, Member
from dinosaur_grader.desk.lms.file_names import TAKEN, Reading
from dinosaur_grader.desk.lms.owners import Owners
from dinosaur_grader.desk.people_changes import described, find_alike
from dinosaur_grader.exit_codes import Declined, ExitCode, Refused
from dinosaur_grader.judging.reading.intake import NO_STUDENTS, written_id
from dinosaur_grader.printable import Name
from dinosaur_grader.records import rendered
from dinosaur_grader.store import database as store
from dinosaur_grader.store import register, rows
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import COLLECTED, DOUBTS

MAX_FILES = 50  # of one student; who attaches a thousand large ones shall not fill the instructor's disk
HIDDEN = (
    "it is hidden: its name begins with a dot, or its folder is an editor's or a file manager's"
)
OLDER = "it is older than the file that was collected before, which stays"
TOO_MANY = f"only a student's last {MAX_FILES} files are read"
UNREAD = (
    "hand-ins have no Status in Moodle's worksheet that can be read, so it is not known whether Moodle "
    "calls them late. Set Moodle to English, download the worksheet again and run the same command."
)


class CollectedFile(msgspec.Struct, frozen=True):
    """A student's file that was put in place: whose it is for the system, whether that
    called it late, how many notebooks the student handed in, its name and sha256."""

    assignment: str
    student: str
    system: str
    system_id: str
    name: str
    late: str
    attempts: str
    member: str
    sha256: str


@dataclass
class Collected:
    """What a collection did: the files that are in place, what was left out and why, who of
    the register is missing.

    `unplaced` are notebooks of which it can't be told whose they are, `perhaps` lists the
    files that may be a student's, and nobody can tell. `complaints` say of
    an id in a list why it is nobody's, `choices` are sentences about students with several
    notebooks of different names, `met` those whom the register didn't know. `came` has what
    was left out of a student's own files, `taken` the attempts that were not. `unread` is
    how many hand-ins Moodle's worksheet calls neither late nor on time. `people` is the
    register after the collection.
    """

    rows: list[CollectedFile] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    met: list[Person] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    came: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    taken: list[CollectedAttempt] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    perhaps: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    complaints: list[str] = field(default_factory=list)
    unread: int = 0

    def leave_out(self, member: str, why: str, students: Iterable[str], name: str) -> None:
        """Note why a file is not taken, also of those whose work it is, by its own name."""
        self.left_out.append((member, why))
        for student in students:
            self.came[written_id(student)].append((name, why))


def collect(
    source: Path,
    into: Path,
    name: str,
    url: str,
    system: str = "",
    unsure: Mapping[str, str] = MappingProxyType({}),
    in_groups: bool = False,
    statuses: Mapping[str, float | None] = MappingProxyType({}),
) -> Collected:
    """Take every notebook of `source` into `into/<student_id>/<name>/<name>.ipynb`, and
    note in the database at `url` whose file each was.

    `system` is `canvas`, `moodle`, `folder`, or empty to tell by the names. Whose an id
    is, the register says; `unsure` are the system's ids of which a list that was read
    just now does not. Of work `in_groups` a file counts for all members. `statuses` say
    by the ids of Moodle's worksheet how many seconds late work was.
    Raises Refused where the archive as a whole can't be read.
    """
    people = register.of(url)
    with archive.opened(source) as handed_in:
        done = Collected(left_out=handed_in.left_out)
        system = system or file_names.guess_system(handed_in.names)
        owners = Owners(people, system, handed_in.names, unsure, in_groups)
        newest_of = _read_newest(url, name, system)
        for student, found in sorted(_by_student(handed_in.names, owners, done).items()):
            found.sort(key=partial(_rank, name))
            before = len(done.rows)
            newest = newest_of.get(student, 0)
            _take(handed_in.read, into, name, student, found, done, newest)
            if student not in people and len(done.rows) > before:
                reading = found[-1][0]
                ids = {} if system == "folder" else {system: str(reading.key)}
                done.met.append(Person(student, _text(reading.name), systems=ids, met=True))
        # apart: what is hidden says nothing of whose the other files are
        everything = (*handed_in.names, *handed_in.hidden)
        of_hidden = Owners(people, system, everything, unsure, in_groups)
        _name_hidden(handed_in.hidden, of_hidden, done)
        done.rows = [_own(row, people) for row in done.rows]
    if system == "moodle" and statuses:
        _note_late(done, statuses)
    done.people = people | {person.id: person for person in done.met}
    have = {row.student for row in done.rows}
    done.missing = [
        person.id
        for person in people.values()
        if owners.expects(person, name)
        and person.id not in have
        and not (into / person.id / name).exists()
    ]
    _note_strangers(done, people, owners)
    _write(done, into, name, url)
    return done


def _read_newest(url: str, name: str, system: str) -> dict[str, int]:
    """Read the number of each student's file that was collected last from a system that
    numbers uploads: Canvas does."""
    if system != "canvas":
        return {}
    return {
        row.student: one.order
        for row in rows_of(url, name, system)
        for one in file_names.find_readings(row.member, system)
        if one.key == row.system_id
    }


def _name_hidden(members: Iterable[str], owners: Owners, done: Collected) -> None:
    """Name the hidden files of those who handed in nothing else. What lies in an editor's
    or a file manager's own folder beside the students' is nobody's."""
    have = {row.student for row in done.rows} | done.came.keys()
    for member in members:
        owner = owners.find_owner(member)
        is_student_s = member.partition("/")[0] not in NO_STUDENTS
        is_work = is_student_s and member.lower().endswith(TAKEN)
        if is_work and have.isdisjoint(owner.students):
            done.leave_out(member, HIDDEN, owner.students, member)


def _note_strangers(done: Collected, people: Mapping[str, Person], owners: Owners) -> None:
    """Note whose files may be those of somebody who is missing: a stranger may be anybody
    whom the system knows by an id that is not known here."""
    files = {row.student: row.member for row in done.rows}
    met = [one for one in people.values() if one.met and one.id in files]
    for student in done.missing:
        for stranger in (*met, *done.met):
            if owners.may_be(people[student], stranger):
                done.perhaps[student].append(files[stranger.id])


def _own(row: CollectedFile, people: Mapping[str, Person]) -> CollectedFile:
    """Note a file that another member of the group handed in as this one's own: the page
    goes back under the own id."""
    own = people[row.student].systems if row.student in people else {}
    key = own.get(row.system, row.system_id)
    member = row.member.replace(f"_{row.system_id}_", f"_{key}_", 1)
    return msgspec.structs.replace(row, system_id=key, member=member)


def _note_late(done: Collected, statuses: Mapping[str, float | None]) -> None:
    """Note of the attempts that were taken what Moodle says of how late they were."""
    told = {(row.student, row.sha256): statuses.get(row.system_id) for row in done.rows}
    done.unread = sum(seconds is None for seconds in told.values())
    for place, one in enumerate(done.taken):
        if (seconds := told.get((one.student, one.digest))) is not None:
            said = dict(late=seconds > 0, late_seconds=seconds)
            done.taken[place] = msgspec.structs.replace(one, **said)


def _rank(name: str, found: tuple[Reading, str]) -> tuple[bool, int, str]:
    """Return the key that sorts a student's files, the one that counts last: named like
    the assignment, then newest."""
    reading, member = found
    like_it = re.sub(r"[ _-]", "", reading.original.lower()).startswith(name.replace("_", ""))
    return like_it, reading.order, member


Found = dict[str, list[tuple[Reading, str]]]
"""The files of each student, with how their names are read."""


def _by_student(members: Iterable[str], owners: Owners, done: Collected) -> Found:
    found: Found = defaultdict(list)
    for member in members:
        owner = owners.find_owner(member)
        if owner.why:
            name = owner.reading.original if owner.reading else member
            done.leave_out(member, owner.why, owner.students, name)
        elif owner.reading:
            for student in owner.students:
                found[student].append((owner.reading, member))
        if not owner.students and member.lower().endswith(TAKEN):
            done.unplaced.append(member)
        for student in owner.perhaps:
            done.perhaps[student].append(member)
    return found


def _take(
    read: Callable[[str], Member],
    into: Path,
    name: str,
    student: str,
    found: list[tuple[Reading, str]],
    done: Collected,
    newest: int = 0,
) -> None:
    """Put the file of a student's upload that counts in place, the last that can be read,
    and keep the others, with one file in memory at a time. `newest` is the number of the
    one that is in place: an upload whose numbers are smaller is from an older download."""
    done.left_out += [(member, TOO_MANY) for _, member in found[:-MAX_FILES]]
    keep = partial(attempts.keep, into, student, name)
    last, count = None, 0
    is_older = max(reading.order for reading, _ in found) < newest
    for whose, path in found[-MAX_FILES:]:
        member = read(path)
        if path.lower().endswith(".zip") and not member.reason:
            member = archive.one_notebook(member)
        if is_older and not member.reason:
            keep(_sha256(member), member.content)
        if why := member.reason or (OLDER if is_older else ""):
            done.leave_out(path, why, [student], whose.original)
            continue
        if last is not None:
            keep(_sha256(last), last.content)
        reading, last, count = whose, member, count + 1
    if last is None:
        return
    if last.passed_over:
        beside = ", ".join(last.passed_over[:MAX_NAMED])
        choice = f"handed in a zip; its notebook was taken, and left out were: {beside}."
        done.choices.append((student, choice))
    if count > 1:
        choice = f"handed in {count} notebooks; {last.name} was taken."
        done.choices.append((student, choice))
    whose = (student, reading.system, str(reading.key), _text(reading.name))
    late, digest = "late" if reading.late else "", _sha256(last)
    done.rows.append(CollectedFile(name, *whose, late, str(count), _text(last.name), digest))
    place = into / student / name / f"{name}.ipynb"
    if place.exists() and (there := place.read_bytes()) != last.content:
        before = hashlib.sha256(there).hexdigest()
        keep(before, there)
        done.taken.append(CollectedAttempt(name, student, before, attempts.now()))
    told = reading.late if reading.system == "canvas" else None  # in no other's names
    done.taken.append(CollectedAttempt(name, student, digest, attempts.now(), late=told))
    files.replace(place, last.content)


def _sha256(member: Member) -> str:
    return hashlib.sha256(member.content).hexdigest()


def _text(text: str) -> str:
    """Return a name of a file as text that can be stored, whatever its bytes are."""
    return text.encode("utf-8", "backslashreplace").decode()


def _write(done: Collected, into: Path, name: str, url: str) -> None:
    """Note what was collected, with what earlier collections had that this one did not
    touch, and what is known of attempts and doubts."""
    into.mkdir(parents=True, exist_ok=True)
    doubts = [(student, f"{_handed_in(came)}.") for student, came in done.came.items()]
    doubts += done.choices
    doubts += [(student, _perhaps(members)) for student, members in done.perhaps.items()]
    told = sorted((student, why[:1].upper() + why[1:]) for student, why in doubts)
    with store.writing(url) as connection:
        rows.put(connection, COLLECTED, done.rows)
        register.put(connection, done.met)
        attempts.note(connection, done.taken)
        rows.drop(connection, DOUBTS, name)
        rows.add(connection, DOUBTS, [submissions.Doubt(name, *one) for one in told])


def _handed_in(came: list[tuple[str, str]]) -> str:
    """Say what a student without a notebook handed in, as the end of a sentence."""
    if not came:
        return "handed in nothing"
    files = ", ".join(f"{name} ({why})" for name, why in came)
    return f"handed in files that were left out: {files}"


def _perhaps(members: list[str]) -> str:
    """Say in a sentence which files may be a student's."""
    more = len(members) - MAX_NAMED
    named = ", ".join(f"{Name(member)}" for member in members[:MAX_NAMED])
    named += f" and {more} more" if more > 0 else ""
    return (
        f"This may be theirs, nobody can tell, and their work is as it was without it: {named}."
    )


def rows_of(url: str, name: str, system: str) -> list[CollectedFile]:
    """Read what was collected from a system for an assignment, by student. Raises
    GradebookError."""
    with store.reading(url) as connection:
        known = rows.read(connection, COLLECTED, CollectedFile, name)
        return [row for row in known if row.system == system]


def students_of(files: Iterable[CollectedFile]) -> dict[str, str]:
    """Map the system's ids to the course's, without those that two students share."""
    return {key: own[0] for (_, key), own in _by_id(files).items() if len(own) == 1}


def without_own_id(files: Iterable[CollectedFile]) -> dict[str, str]:
    """Find the students whose system id another student has too. Each comes with the
    end of a sentence that says so."""
    return {
        student: f"the system's id {Name(key)} belongs to {' and '.join(own)}"
        for (_, key), own in _by_id(files).items()
        for student in own
        if len(own) > 1
    }


def _by_id(files: Iterable[CollectedFile]) -> dict[tuple[str, str], list[str]]:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in files:
        owners[row.system, row.system_id].add(row.student)
    return {key: sorted(own) for key, own in owners.items()}


def command(
    source: Annotated[
        Path,
        typer.Argument(exists=True, help="The zip of submissions, or a folder of notebooks."),
    ],
    into: opts.Into = opts.SUBMITTED,
    assignment: opts.Which = "",
    system: Annotated[
        str, typer.Option(help="canvas, moodle or folder; if left out, told by the names.")
    ] = "",
    roster: opts.SystemRoster = None,
    course: opts.Course = None,
    out: opts.Out = opts.GRADED,
    database: opts.Database = None,
    people: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A list of people, as `people import`."),
    ] = None,
    yes: opts.Yes = False,
    seed: opts.CourseSeed = opts.SEED,
    json: opts.AsJson = False,
) -> int:
    """Take submissions from a Canvas or Moodle zip, or a folder, into nbgrader's
    layout. Nothing is overwritten."""
    if system not in ("", "canvas", "moodle", "folder"):
        raise typer.BadParameter("choose canvas, moodle or folder", param_hint="--system")
    lists = [path for path in (roster, *(people or ())) if path]
    where = opts.CourseOptions(
        submitted=into,
        out=out,
        seed=seed,
        assignment=assignment,
        database=database,
        course=course,
    )
    name = opts.named(assignment, opts.course_of(course, into))
    in_groups = name in course_rules.read(seed).group_work
    done = run(
        source, where, name, system, lists, in_groups, yes, opts.say if json else opts.show
    )
    if json:
        opts.show_json(_as_data(done))
    return ExitCode.SOME_FAILED if done.left_out or done.complaints else ExitCode.DONE


def run(
    source: Path,
    where: opts.CourseOptions,
    name: str,
    system: str,
    lists: Iterable[Path],
    in_groups: bool,
    yes: bool = False,
    show: Callable[[str], None] = opts.show,
) -> Collected:
    """Collect as the command does, with the people of these lists, and say what was done.
    Raises Refused."""
    into, out, database, course = where.submitted, where.out, where.database, where.course
    if not database:
        out.mkdir(parents=True, exist_ok=True)
    url = database or store.default_url(out)
    rendered.check(out, url)
    system = system or told_system(source)
    listed = [people_files.read(path, system=system) for path in lists]
    place = people_verb.Place(url, out, into, course)
    taken = people_verb.take(listed, place, yes=yes, ask=False)
    if taken is None:
        raise Declined("nothing was collected: first it has to be clear who is who.")
    statuses = moodle_status.find_statuses(listed)
    done = collect(source, into, name, url, system, taken.unsure, in_groups, statuses)
    rendered.begin(out, url)
    done.complaints = taken.told
    known = done.people
    places = {"--out": out, "--submitted": into, "--database": database, "--course": course}
    for sentence in (*strangers(done, known, places), *alone(known, in_groups)):
        opts.say(f"Note: {sentence}")
    for student, choice in done.choices:
        opts.say(f"Note: {student} {choice}")
    if done.unread:
        opts.say(f"Note: {done.unread} of {len(done.rows)} {UNREAD}")
    for member, why in done.left_out:
        opts.say(f"Left out: {member}: {why}.")
    for student in done.missing:
        said = _handed_in(done.came.get(student, []))
        unsure = _perhaps(done.perhaps[student]) if student in done.perhaps else ""
        opts.say(f"Missing: {described(known[student])} {said}. {unsure}".rstrip())
    for student in sorted(done.perhaps.keys() - done.missing):
        opts.say(f"Note: {described(known[student])}: {_perhaps(done.perhaps[student])}")
    if not done.rows:
        raise Refused(f"nothing was collected: {source} has no notebook that could be taken.")
    counts = f"{len(done.left_out)} files left out, {len(done.missing)} missing"
    show(f"{len(done.rows)} students collected into {into}, {counts}.")
    return done


def _as_data(done: Collected) -> dict[str, object]:
    """Return what was collected as data for a program."""
    return {
        "collected": done.rows,
        "left_out": [{"file": member, "why": why} for member, why in done.left_out],
        "choices": [{"student": student, "said": said} for student, said in done.choices],
        "missing": done.missing,
        "unplaced": done.unplaced,
        "perhaps": done.perhaps,
        "complaints": done.complaints,
    }


def told_system(source: Path) -> str:
    """Tell by the names which system's files these are. Raises Refused."""
    with archive.opened(source) as handed_in:
        return file_names.guess_system(handed_in.names)


def alone(known: Mapping[str, Person], in_groups: bool) -> Iterator[str]:
    """Say who is in no group where work is handed in by groups."""
    for person in known.values() if in_groups else ():
        if person.here and not person.groups:
            yield f"{described(person)} is in no group, so only the own files count."


def strangers(
    done: Collected, known: Mapping[str, Person], places: Mapping[str, Path | str | None]
) -> Iterator[str]:
    """Say who handed in and is on no list of people, with whoever is most like them, and
    the commands that make one person of the two. `places` are the options that say
    where the course's things are."""
    listed = {id: person for id, person in known.items() if not person.met}
    where = [word for name, at in places.items() if at for word in (name, str(at))]
    for person in done.met if listed else ():
        text = person.name or person.id
        alike = [] if text.isdigit() else find_alike(text, listed)  # numbers always are
        meant = "".join(f" It may be {described(one)}." for one in alike)
        merges = (
            ["dinosaur-grader", "people", "merge", person.id, id, *where]
            for id in ([one.id for one in alike] or ["ID"])
        )
        commands = " or ".join(f"`{shlex.join(words)}`" for words in merges)
        yield (
            f"{described(person)} is in no list of people, so the work was taken as {Name(person.id)}.{meant} "
            f"Import a list with this person, or use {commands}."
        )
