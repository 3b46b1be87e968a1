"""`dinosaur-grader people`: the course's register. Who is in the course, by which ids, and
what is agreed with single people."""

from __future__ import annotations

import contextlib
import datetime
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection, inspect, select, update

from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.assignments.course_rules import MOMENT
from dinosaur_grader.batch import people_files
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import rename as moving
from dinosaur_grader.desk.graded_folder import agree
from dinosaur_grader.desk.people_changes import OWN, Difference, described, difference, nearest
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name, clean
from dinosaur_grader.records import gradebook, rendered
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.nbgrader_tables import ASSIGNMENT, SUBMITTED
from dinosaur_grader.store import database as store
from dinosaur_grader.store import lock, register, results
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import COLLECTED

T = TypeVar("T")
Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]
SHOWN = ("id", "name", "sections", "groups", "other ids", "notes")


class Place(NamedTuple):
    """Where a course's people and their work are: the database's `address`, the folders of
    marks and of submissions, and the course."""

    address: str
    out: Path
    submitted: Path
    course: Path | None = None


def show(
    who: Annotated[str, typer.Argument(help="An id, a login or a name; all if left out.")] = "",
    out: opts.Out = opts.GRADED,
    database: opts.Database = None,
    json: opts.AsJson = False,
    marker: Annotated[
        str,
        typer.Option(help="Those whom this person marks, by the table markers in course.toml."),
    ] = "",
    seed: opts.CourseSeed = opts.SEED,
) -> int:
    """Show who is in the course."""
    people = register.of(url(out, database))
    if not people:
        raise Refused(
            "nobody is in the register. Take people in with `dinosaur-grader people import FILE`, a list from Canvas, "
            "Moodle, nbgrader or any CSV"
        )
    asked = who.casefold()
    found = [
        p
        for p in people.values()
        if asked in p.name.casefold() or who in (*p.known_as, p.sort_name)
    ]
    if not found:
        raise _unknown(who, people)
    if marker:
        found = _marked_by(marker, course_rules.read(seed).markers, found)
    if json:
        for person in found:
            opts.show_json(person, indent=None)
        return ExitCode.DONE
    table = Table(*SHOWN)
    for person in found:
        table.add_row(*(Text(clean(cell)) for cell in _row(person)))
    Console().print(table)
    return ExitCode.DONE


def _marked_by(marker: str, markers: Mapping[str, str], people: list[Person]) -> list[Person]:
    """Find whom somebody marks, by their sections and groups. Raises Refused where that is nobody."""
    if marker not in markers.values():
        known = ", ".join(dict.fromkeys(markers.values())) or "nobody"
        raise Refused(
            f"{Name(marker)} marks no section: [markers] in course.toml has {known}. Write there, for example, "
            f'"Section 1" = "{Name(marker)}"'
        )
    alone = [p for p in people if p.here and not any(s in markers for s in p.classes)]
    if alone:
        opts.say(
            f"Note: nobody marks {len(alone)} people, whose sections and groups are not in [markers]."
        )
    return [p for p in people if marker in (markers.get(s) for s in p.classes)]


def _row(person: Person) -> tuple[str, ...]:
    agreed = [f"excused from {name}: {why}" for name, why in person.excused.items()]
    agreed += [f"{name} until {moment}" for name, moment in person.extensions.items()]
    agreed += [f"left on {person.dropped}"] if person.dropped else []
    agreed += ["test student"] if person.test else []
    agreed += ["on no list"] if person.met else []
    agreed += [f"formerly {', '.join(person.former)}"] if person.former else []
    listed = (person.sections, person.groups)
    return (
        person.id,
        person.name,
        *(", ".join(one) for one in listed),
        ", ".join(one for one in person.known_as if one not in (person.id, *person.former)),
        "; ".join(agreed),
    )


def import_people(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Lists of people.")
    ],
    columns: Annotated[
        str, typer.Option("--map", help="Which column is what: id=COLUMN,name=COLUMN.")
    ] = "",
    own: Annotated[
        str, typer.Option(help=f"Which id is the course's own: {', '.join(OWN)}.")
    ] = "",
    out: opts.Out = opts.GRADED,
    submitted: opts.Into = opts.SUBMITTED,
    database: opts.Database = None,
    course: opts.Course = None,
    yes: opts.Yes = False,
) -> int:
    """Take people in from lists that Canvas, Moodle, nbgrader or anybody exports, as often
    as you like. You see what changes before it is taken."""
    if own and own not in OWN:
        raise typer.BadParameter(f"choose one of {', '.join(OWN)}", param_hint="--own")
    mapping = people_files.columns_of(columns)
    lists = [people_files.read(path, mapping) for path in files]
    for one in lists:
        opts.say(f"{Name(one.file)}: {len(one.entries)} people ({one.what}).")
    place = Place(url(out, database), out, submitted, course)
    taken = take(lists, place, own=own, yes=yes)
    return ExitCode.DECLINED if taken is None else ExitCode.DONE


def take(
    lists: Iterable[people_files.PeopleList],
    place: Place,
    *,
    own: str = "",
    yes: bool = False,
    ask: bool = True,
) -> Difference | None:
    """Take lists into the register, and move the work of those whose id is another one.
    Unless `yes`, a person is asked; without `ask` only where somebody leaves or is
    renamed. Returns what changed, None where the person said no."""
    submitted = place.submitted
    with store.reading(place.address) as connection:
        known = {**_collected(connection), **register.read(connection)}
    here = [path.name for path in submitted.iterdir()] if submitted.is_dir() else []
    found = difference(known, lists, own, here)
    for sentence in found.told:
        opts.say(f"People: {sentence}.")
    moving.finish(known, place.out, submitted)
    if not found.people:
        if ask:
            opts.say("People: nothing new.")
        return found
    opts.say(f"People: {found}.")
    if not (yes or (found.only_adds and not ask) or opts.agreed("Take it?")):
        opts.say(
            "The register is as it was. Correct the list, or take it with `dinosaur-grader people import FILE --yes`."
        )
        return None
    renamed = [(one.old, one.person) for one in found.renamed]
    moved = {person.id for _, person in renamed}
    others = [person for person in found.people if person.id not in moved]
    _store(others, renamed, place)
    return found


def _collected(connection: Connection) -> dict[str, Person]:
    """Gather whose work was collected before there was a register."""
    found: dict[str, Person] = {}
    query = select(COLLECTED.c.student, COLLECTED.c.system, COLLECTED.c.body)
    for student, system, body in connection.execute(query):
        if system != "folder":
            ids = {system: msgspec.json.decode(body)["system_id"]}
            found[student] = Person(student, systems=ids, met=True)
    return found


def _store(people: list[Person], renamed: list[tuple[str, Person]], place: Place) -> None:
    """Store people, and give those who are `renamed` what they had under the old id."""
    moves = []
    with writing(place.address, place.out) as connection:
        register.put(connection, people)
        for old, person in renamed:
            moving.move(connection, old, person)
            moves += moving.folders(old, person.id, place.out, place.submitted)
    moving.move_folders(moves)
    if renamed:
        again(place)


def rename(
    old: Annotated[str, typer.Argument(help="The id until now.")],
    new: Annotated[str, typer.Argument(help="The id from now on.")],
    out: opts.Out = opts.GRADED,
    submitted: opts.Into = opts.SUBMITTED,
    database: opts.Database = None,
    course: opts.Course = None,
) -> int:
    """Give a person another id: work, attempts, marks, answers and codes go along."""
    address = url(out, database)
    known = register.of(address)
    if why := unsafe(new):
        raise Refused(f"the id {Name(new)} {why}")
    there = known.get(new)
    if there and old not in there.former:
        raise Refused(
            f"{described(there)} has this id. If the two are one person, use `dinosaur-grader people merge "
            f"{Name(old)} {Name(new)}`"
        )
    if not there:
        _known_here(old, known, address, submitted)
    person = there or msgspec.structs.replace(known.get(old, Person(old)), id=new)
    return _moved(old, person, Place(address, out, submitted, course))


def merge(
    old: Annotated[str, typer.Argument(help="The id that goes.")],
    new: Annotated[str, typer.Argument(help="The id that stays.")],
    out: opts.Out = opts.GRADED,
    submitted: opts.Into = opts.SUBMITTED,
    database: opts.Database = None,
    course: opts.Course = None,
) -> int:
    """Make one person of two entries. Both may not have work of the same assignment."""
    if old == new:
        raise Refused(f"{Name(old)} is one entry: name the two ids that are one person")
    address = url(out, database)
    known = register.of(address)
    for who in (old, new):
        _known_here(who, known, address, submitted)
    person = moving.joined(known.get(old, Person(old)), known.get(new, Person(new)))
    return _moved(old, person, Place(address, out, submitted, course))


def _moved(old: str, person: Person, place: Place) -> int:
    _store([], [(old, person)], place)
    opts.show(f"{Name(old)} is {described(person)} now, with all work and marks.")
    return ExitCode.DONE


def drop(
    who: Annotated[str, typer.Argument(help="The person's id.")],
    undo: Undo = False,
    out: opts.Out = opts.GRADED,
    database: opts.Database = None,
) -> int:
    """Note that a person has left: nothing is deleted, and nobody waits for their work."""
    day = "" if undo else datetime.date.today().isoformat()
    said = "is in the course again" if undo else "has left. Work and marks stay"
    return _changed(who, out, database, lambda p: msgspec.structs.replace(p, dropped=day), said)


def excuse(
    who: Annotated[str, typer.Argument(help="The person's id.")],
    assignment: Annotated[str, typer.Argument(help="The assignment.")],
    reason: Annotated[str, typer.Argument(help="Why.")] = "",
    undo: Undo = False,
    out: opts.Out = opts.GRADED,
    database: opts.Database = None,
    course: opts.Course = None,
) -> int:
    """Excuse a person from an assignment: it is not missing, and no mark of it is sent."""
    if not (undo or reason.strip()):
        raise Refused("write the reason behind the assignment: it is what you see later")
    _asked_here(assignment, course, out, database)
    why = "" if undo else reason.strip()

    def change(person: Person) -> Person:
        return msgspec.structs.replace(person, excused=_agree(person.excused, assignment, why))

    said = f"is {'not excused' if undo else 'excused'} from {Name(assignment)}"
    return _changed(who, out, database, change, said)


def extend(
    who: Annotated[str, typer.Argument(help="The person's id.")],
    assignment: Annotated[str, typer.Argument(help="The assignment.")],
    moment: Annotated[str, typer.Argument(help=f"The last moment, as {MOMENT}.")] = "",
    undo: Undo = False,
    out: opts.Out = opts.GRADED,
    database: opts.Database = None,
    course: opts.Course = None,
    seed: opts.CourseSeed = opts.SEED,
) -> int:
    """Give a person a last moment of their own."""
    _asked_here(assignment, course, out, database)
    until = None if undo else _moment(moment)
    if until and assignment not in course_rules.read(seed).due:
        raise Refused(
            f"{course_rules.FILE} beside {seed} says no last moment of all: write it there first, as "
            f"due.{assignment} = {MOMENT}"
        )

    def change(person: Person) -> Person:
        own = _agree(person.extensions, assignment, until)
        return msgspec.structs.replace(person, extensions=own)

    said = f"has {f'until {until}' if until else 'the same time as all'} for {Name(assignment)}"
    said += ". Run `grade` again: it changes what late work costs"
    if undo:  # nbgrader's own row would go on giving more time
        with writing(url(out, database), out) as connection:
            if inspect(connection).has_table(SUBMITTED.name):
                this = select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)
                own = (SUBMITTED.c.student_id == who, SUBMITTED.c.assignment_id.in_(this))
                connection.execute(update(SUBMITTED).where(*own).values(extension=None))
    return _changed(who, out, database, change, said)


def _agree(agreed: dict[str, T], assignment: str, what: T | None) -> dict[str, T]:
    """Return what is agreed with a person, with `what` for one assignment, or nothing."""
    others = {name: one for name, one in agreed.items() if name != assignment}
    return {**others, assignment: what} if what else others


def _moment(text: str) -> datetime.datetime:
    with contextlib.suppress(ValueError):
        moment = datetime.datetime.fromisoformat(text)
        if course_rules.is_moment(moment):
            return moment
    raise Refused(f"{text!r} is no moment: write it with its offset from UTC, as {MOMENT}")


def _changed(
    who: str, out: Path, database: str | None, change: Callable[[Person], Person], said: str
) -> int:
    """Change one person's entry, and say so."""
    address = url(out, database)
    # a run goes on with the register that it read when it began
    with writing(address, out, beside_a_run=True) as connection:
        people = register.read(connection)
        if who not in people:
            raise _unknown(who, people)
        person = change(people[who])
        register.put(connection, [person])
    opts.show(f"{described(person)} {said}.")
    try:
        with lock.one_run(address):
            pass
    except lock.RunBusy:
        opts.say("A run that grades just now began before this: run `grade` again after it.")
    return ExitCode.DONE


def _unknown(
    who: str, people: Mapping[str, Person], said: str = "{} is not in the register"
) -> Refused:
    """Say that this is nobody, and who is meant perhaps."""
    near = nearest(who, people)
    return Refused(f"{said.format(Name(who))}.{f' Nearest is {near}.' if near else ''}")


def _known_here(who: str, known: Mapping[str, Person], address: str, submitted: Path) -> None:
    with store.reading(address) as connection:
        graded = {student for _, student, _ in results.keys(connection)}
    if who in known or who in graded or (not unsafe(who) and (submitted / who).is_dir()):
        return
    people = {**{id: Person(id) for id in graded}, **known}
    raise _unknown(who, people, "nobody here has the id {}")


def _asked_here(name: str, course: Path | None, out: Path, database: str | None) -> None:
    """See that there is such an assignment. Raises Refused, with the nearest name."""
    own = opts.course_of(course, out=out)
    names = {*gradebook.assignments(url(out, database)), *locations.names(own)}
    if names and name not in names:
        near = difflib.get_close_matches(name, names, 1, 0.6)
        meant = (
            f" Did you mean {near[0]}?" if near else f" There are: {', '.join(sorted(names))}."
        )
        raise Refused(f"there is no assignment {Name(name)}.{meant}")


def url(out: Path, database: str | None) -> str:
    """Return the URL of the course's database, which may not be there yet."""
    return database or store.default_url(out)


@contextlib.contextmanager
def writing(address: str, out: Path, *, beside_a_run: bool = False) -> Iterator[Connection]:
    """Open a connection for one write to the database that the course of the marks in
    `out` began in: while no run goes on or, `beside_a_run`, once none is writing. Raises
    RunBusy, Refused and GradebookError."""
    rendered.check(out, address)
    where = store.parsed(address)
    if where.get_backend_name() == "sqlite":
        Path(where.database or "").parent.mkdir(parents=True, exist_ok=True)
    alone = contextlib.nullcontext() if beside_a_run else lock.one_run(address)
    with alone, store.writing(address) as connection:
        yield connection
    rendered.begin(out, address)


def again(place: Place) -> None:
    """Render what is in the folder of marks for the people's ids as they are now."""
    with store.reading(place.address) as connection:
        names = dict.fromkeys(name for name, _, _ in results.keys(connection))
    for name in names:
        own = opts.course_of(place.course, out=place.out)
        agree(place.out, name, Marks(place.address), own)


COMMANDS = {
    "show": show,
    "import": import_people,
    "rename": rename,
    "merge": merge,
    "drop": drop,
    "excuse": excuse,
    "extend": extend,
}
