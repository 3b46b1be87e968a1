"""`dinosaur-grader collect`: from a learning management system's zip, or a folder, to
nbgrader's layout.

Nothing is overwritten: a student's last attempt is put in place, every other one is
kept under `<into>.attempts`. The database keeps for each student whose file it was, so
that marks and feedback find their way back.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
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
from dinosaur_grader.desk.lms import archive, file_names
from dinosaur_grader.desk.lms.archive import Member
from dinosaur_grader.desk.lms.file_names import Origin
from dinosaur_grader.desk.lms.system_ids import SystemIds
from dinosaur_grader.desk.people_changes import described, nearest
from dinosaur_grader.exit_codes import Declined, ExitCode, Refused
from dinosaur_grader.judging.reading.intake import NO_STUDENTS, unsafe, written_id
from dinosaur_grader.printable import Name, shortened
from dinosaur_grader.records import rendered
from dinosaur_grader.store import database as store
from dinosaur_grader.store import register, rows
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import COLLECTED, DOUBTS

MAX_FILES = 50  # of one student; who attaches a thousand large ones shall not fill the instructor's disk
NO_NOTEBOOK = "it is not a notebook"
TOO_MANY = f"only a student's last {MAX_FILES} files are read"
TWICE = "it is in the zip several times; the last one counts"
TAKEN = (".ipynb", ".ipynb.txt", ".ipynb.json", ".zip")
"""Names that are read: of a zip the one notebook in it."""
MAX_IDS = 4  # of a name that can be read in many ways
MAX_SHOWN = 200  # bytes of a name that is too long for any file
# what Canvas adds to a name that was handed in before
REPEAT = re.compile(r"-[0-9]+(?=[.][^.]*$)")


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

    `unplaced` are notebooks of which it can't be told whose they are. `complaints` say of
    an id in a list why it is nobody's, `choices` are sentences about students with several
    notebooks of different names, `met` those whom the register didn't know. `came` has what
    was left out of a student's own files, `taken` the attempts that were not.
    """

    rows: list[CollectedFile] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    met: list[Person] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    came: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    taken: list[CollectedAttempt] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def collect(
    source: Path,
    into: Path,
    name: str,
    url: str,
    system: str = "",
    unsure: Mapping[str, str] = MappingProxyType({}),
    in_groups: bool = False,
) -> Collected:
    """Take every notebook of `source` into `into/<student_id>/<name>/<name>.ipynb`, and
    note in the database at `url` whose file each was.

    `system` is `canvas`, `moodle`, `folder`, or empty to tell by the names. Whose an id
    is, the register says; `unsure` are the system's ids of which a list that was read
    just now does not. Of work `in_groups` a file counts for all members.
    Raises Refused where the archive as a whole can't be read.
    """
    people = register.of(url)
    with archive.opened(source) as handed_in:
        done = Collected()
        reasons = {member: archive.too_long(member) for member in handed_in.names}
        left_out = [(member, why) for member, why in reasons.items() if why]
        left_out += [(member, TWICE) for member in handed_in.twice]
        done.left_out = [(Name(shortened(member, MAX_SHOWN)), why) for member, why in left_out]
        members = [member for member, why in reasons.items() if not why]
        system = system or file_names.guess(members)
        listed = SystemIds(people, system, unsure, in_groups)
        by_student = _by_student(members, system, listed, done)
        for student, found in sorted(by_student.items()):
            found.sort(key=partial(_rank, name))
            before = len(done.rows)
            _take(handed_in.read, into, name, student, found, done)
            if student not in people and len(done.rows) > before:
                origin = found[-1][0]
                ids = {} if system == "folder" else {system: str(origin.key)}
                done.met.append(Person(student, _text(origin.name), systems=ids, met=True))
        done.rows = [_own(row, listed) for row in done.rows]
    have = {row.student for row in done.rows}
    done.missing = [
        person.id
        for person in people.values()
        if listed.expects(person, name)
        and person.id not in have
        and not (into / person.id / name).exists()
    ]
    _write(done, into, name, url)
    return done


def _own(row: CollectedFile, listed: SystemIds) -> CollectedFile:
    """Note a file that another member of the group handed in as this one's own: the page
    goes back under the own id."""
    key = listed.key_in_group(row.student) or row.system_id
    member = row.member.replace(f"_{row.system_id}_", f"_{key}_", 1)
    return msgspec.structs.replace(row, system_id=key, member=member)


def _rank(name: str, found: tuple[Origin, str]) -> tuple[bool, int, str]:
    """Return the key that sorts a student's files, the one that counts last: named like
    the assignment, then newest."""
    origin, member = found
    like_it = re.sub(r"[ _-]", "", origin.original.lower()).startswith(name.replace("_", ""))
    return like_it, origin.order, member


def _by_student(members: list[str], system: str, listed: SystemIds, done: Collected) -> dict:
    found: dict[str, list[tuple[Origin, str]]] = defaultdict(list)
    anonymous = system == "canvas" and file_names.are_anonymous(members)
    read = partial(_readings, system=system, anonymous=anonymous)
    clear = _clear(map(read, members))
    for member in members:
        parts = member.split("/")
        if parts[-1].startswith(".") or not NO_STUDENTS.isdisjoint(parts):
            continue
        readings = read(member)
        origin = next(
            (one for one in readings if one.key in listed.ids), next(iter(readings), None)
        )
        typed = None if origin else file_names.typed(member, system)
        why = typed.why if typed else _refusal(member, origin, readings, listed, clear)
        student = original = ""
        if origin and (not why or (why == NO_NOTEBOOK and origin.key in listed.ids)):
            student, original = listed.ids.get(origin.key, str(origin.key)), origin.original
        elif typed and typed.key in listed.ids:
            student, original = listed.ids[typed.key], typed.original
        if not why and unsafe(student):
            why = f"the student id {Name(student)} {unsafe(student)}"
        if not why:
            for each in listed.sharing(student, origin.name):
                found[each].append((origin, member))
            continue
        done.left_out.append((member, why))
        if student:
            done.came.setdefault(written_id(student), []).append((original, why))
        elif member.lower().endswith(TAKEN) and not archive.unsafe(member):
            done.unplaced.append(member)
    return found


def _refusal(
    member: str,
    origin: Origin | None,
    readings: list[Origin],
    listed: SystemIds,
    clear: dict[str, set[str]],
) -> str:
    """Say why a file is nobody's hand-in. The answer is empty where it is somebody's."""
    if why := archive.unsafe(member):
        return why
    if origin is None:
        return f"its name is not in the form that {listed.system} uses"
    if not member.lower().endswith(TAKEN):
        return NO_NOTEBOOK
    # an id that the register lacks may be the course's id of somebody else
    if origin.key not in listed.ids and origin.key in listed.ids.values():
        nobody = f"the register has nobody with {origin.key} in {listed.system}"
        return f"{nobody}, and it is another student's id in the course"
    return listed.unsure.get(origin.key, "") or _ambiguous(readings, listed, clear)


def _readings(member: str, system: str, anonymous: bool) -> list[Origin]:
    """List the ways in which a name can be meant: where all are anonymous, so is this."""
    found = file_names.readings(member, system)
    return found[:1] if anonymous else found


def _clear(read: Iterable[list[Origin]]) -> dict[str, set[str]]:
    """Gather the names of people beside each id, from the members that can be
    read in one way only."""
    found: dict[str, set[str]] = defaultdict(set)
    for readings in read:
        if len(readings) == 1:
            found[readings[0].key].add(readings[0].name)
    return found


def _ambiguous(readings: list[Origin], listed: SystemIds, clear: dict[str, set[str]]) -> str:
    """Say why a name with numbers of its own may be another student's. The answer is
    empty where it can't be: a complete register knows one of its ids, and no other file
    is clearly that student's. A student chooses the name that is shown, and could choose
    one with a neighbour's id in it."""
    if len(readings) == 1:
        return ""
    known = [reading for reading in readings if reading.key in listed.ids]
    several = known if len(known) > 1 else readings
    ids = " or ".join(f"{reading.key}" for reading in several[:MAX_IDS])
    for reading in () if listed.complete and len(known) != 1 else known or readings:
        if clear.get(reading.key, {reading.name}) != {reading.name}:
            also = f"{reading.key} has a different name in another file name"
            return f"its name could belong to {ids}, and {also}"
    surely = listed.complete and len(known) == 1 and known[0].key not in clear
    # anonymous among names: somebody is called that
    return "" if surely and not known[0].anonymous else f"its name could belong to {ids}"


def _take(
    read: Callable[[str], Member],
    into: Path,
    name: str,
    student: str,
    found: list[tuple[Origin, str]],
    done: Collected,
) -> None:
    """Put a student's last readable attempt in place and keep the others, with one file
    in memory at a time."""
    done.left_out += [(member, TOO_MANY) for _, member in found[:-MAX_FILES]]
    place, last, originals = into / student / name / f"{name}.ipynb", None, []
    taken: list[CollectedAttempt] = []
    for whose, path in found[-MAX_FILES:]:
        member = read(path)
        if path.lower().endswith(".zip") and not member.reason:
            member = archive.one_notebook(member)
        if member.reason:
            done.left_out.append((path, member.reason))
            done.came.setdefault(student, []).append((whose.original, member.reason))
            continue
        if last is not None:
            attempts.keep(into, student, name, taken[-1].digest, last.content)
        origin, last = whose, member
        digest = hashlib.sha256(member.content).hexdigest()
        late = whose.late if whose.system == "canvas" else None  # no other says it
        taken.append(CollectedAttempt(name, student, digest, attempts.now(), late=late))
        originals.append(REPEAT.sub("", origin.original))
    if last is None:
        return
    if len(set(originals)) > 1:
        choice = f"handed in {len(originals)} notebooks; {last.name} was taken."
        done.choices.append((student, choice))
    late, count = "late" if origin.late else "", str(len(originals))
    whose = (student, origin.system, str(origin.key), _text(origin.name))
    done.rows.append(CollectedFile(name, *whose, late, count, _text(last.name), digest))
    if place.exists() and (there := place.read_bytes()) != last.content:
        digest = hashlib.sha256(there).hexdigest()
        attempts.keep(into, student, name, digest, there)
        taken.insert(0, CollectedAttempt(name, student, digest, attempts.now()))
    done.taken += taken
    files.replace(place, last.content)


def _text(text: str) -> str:
    """Return a name of a file as text that can be stored, whatever its bytes are."""
    return text.encode("utf-8", "backslashreplace").decode()


def _write(done: Collected, into: Path, name: str, url: str) -> None:
    """Note what was collected, with what earlier collections had that this one did not
    touch, and what is known of attempts and doubts."""
    into.mkdir(parents=True, exist_ok=True)
    doubts = [(student, f"{_handed_in(came)}.") for student, came in done.came.items()]
    doubts += done.choices
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


def rows_of(url: str, name: str, system: str) -> list[CollectedFile]:
    """Read what was collected from a system for an assignment, by student. Raises
    GradebookError."""
    with store.reading(url) as connection:
        known = rows.read(connection, COLLECTED, CollectedFile, name)
        return [row for row in known if row.system == system]


def students_of(files: Iterable[CollectedFile]) -> dict[str, str]:
    """Map the system's ids to the course's, without those that two students share."""
    pairs = {(row.system_id, row.student) for row in files}
    count = Counter(system_id for system_id, _ in pairs)
    return {system_id: student for system_id, student in pairs if count[system_id] == 1}


def without_own_id(files: Iterable[CollectedFile]) -> dict[str, str]:
    """Find the students whose system id another student has too. Each comes with the
    end of a sentence that says so."""
    owners: dict[tuple[str, str], set[str]] = {}
    for row in files:
        owners.setdefault((row.system, row.system_id), set()).add(row.student)
    belongs = "the system's id {} belongs to {}"
    return {
        student: belongs.format(Name(key[1]), " and ".join(sorted(own)))
        for key, own in owners.items()
        if len(own) > 1
        for student in own
    }


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
    given = (source, into, assignment, system, lists, course, out, database, seed, yes)
    done = run(*given, show=opts.say if json else opts.show)
    if json:
        opts.show_json(_as_data(done))
    return ExitCode.SOME_FAILED if done.left_out or done.complaints else ExitCode.DONE


def run(
    source: Path,
    into: Path,
    assignment: str,
    system: str,
    lists: Iterable[Path],
    course: Path | None,
    out: Path,
    database: str | None,
    seed: Path,
    yes: bool = False,
    show: Callable[[str], None] = opts.show,
) -> Collected:
    """Collect as the command does, with the people of these lists, and say what was done.
    Raises Refused."""
    name = opts.named(assignment, opts.course_of(course, into))
    if not database:
        out.mkdir(parents=True, exist_ok=True)
    url = database or store.default_url(out)
    rendered.check(out, url)
    system = system or told_system(source)
    listed = [people_files.read(path, system=system) for path in lists]
    taken = people_verb.take(listed, url, out, into, course, yes=yes, ask=False)
    if taken is None:
        raise Declined("nothing was collected: first it has to be clear who is who.")
    in_groups = name in course_rules.read(seed).group_work
    done = collect(source, into, name, url, system, taken.unsure, in_groups)
    rendered.begin(out, url)
    done.complaints = taken.told
    known = register.of(url)
    for sentence in (*strangers(done, known), *alone(known, in_groups)):
        opts.say(f"Note: {sentence}")
    for student, choice in done.choices:
        opts.say(f"Note: {student} {choice}")
    for member, why in done.left_out:
        opts.say(f"Left out: {member}: {why}.")
    for student in done.missing:
        said = _handed_in(done.came.get(student, []))
        opts.say(f"Missing: {described(known[student])} {said}.")
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
        "complaints": done.complaints,
    }


def told_system(source: Path) -> str:
    """Tell by the names which system's files these are. Raises Refused."""
    with archive.opened(source) as handed_in:
        return file_names.guess(handed_in.names)


def alone(known: Mapping[str, Person], in_groups: bool) -> Iterator[str]:
    """Say who is in no group where work is handed in by groups."""
    for person in known.values() if in_groups else ():
        if person.here and not person.groups:
            yield f"{described(person)} is in no group, so only the own files count."


def strangers(done: Collected, known: Mapping[str, Person]) -> Iterator[str]:
    """Say who handed in and is on no list of people, with the nearest who is."""
    listed = {id: person for id, person in known.items() if not person.met}
    for person in done.met if listed else ():
        near = nearest(person.name, listed)  # two numbers are always alike
        meant = f" Nearest is {near}." if near else ""
        yield (
            f"{described(person)} is in no list of people, so the work was taken as {Name(person.id)}.{meant} Import a "
            f"list with this person, or use `dinosaur-grader people merge {Name(person.id)} ID`."
        )
