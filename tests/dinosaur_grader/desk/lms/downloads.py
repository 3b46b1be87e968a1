"""Downloads as an adversary would fill them, written as the systems write them and
independent of `dinosaur_grader.desk.lms`, which reads them: each file comes with whose it is.

The numbers of a system are given by the system; names that are shown and names of files
are chosen by whoever likes to be taken for another one. A list may be older than the
download, so that some are on none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from dinosaur_grader.store.register import Person

NUMBERS = [str(number) for number in (3, 31, 101, 102, 103, 2001)]
GROUP = "Raptors"
WORDS = ["assignsubmission", "file", "onlinetext", "LATE", "anon", "dinosaur", "island", "text"]
WORDS += ["x", "李", "Zoe", "-1", "007", GROUP, "assignsubmission_file", "99999", "5"]
ENDINGS = [".ipynb", ".ipynb", ".ipynb", ".zip", ".ipynb.txt", ".txt", ".html"]
PLAIN = ["kim", "kim lee", "de la Cruz", "李雷", "o'brien", "anna-1"]

ATTACKS = ["x_{}", "x_{}_99999", "Zoe_{}_assignsubmission_file", "anon_{}", GROUP]
ATTACKS += ["x_{}_5_y", "x_{}_assignsubmission_file_y", "x_{}_assignsubmission_onlinetext"]
made_up = st.lists(st.sampled_from(NUMBERS + WORDS), min_size=1, max_size=6).flatmap(
    lambda words: st.sampled_from(["_", "_", "", " "]).map(lambda by: by.join(words))
)
aimed = st.builds(str.format, st.sampled_from(ATTACKS), st.sampled_from(NUMBERS))
chosen = st.one_of(made_up, aimed, st.just(GROUP))
"""A text that somebody chose."""


@dataclass(frozen=True)
class Student:
    """Somebody of the system: the number there, the id in the course (empty for one who is
    on no list), the name that is shown, a group, and whether all of that is plain."""

    number: str
    own: str
    shown: str
    group: str = ""
    plain: bool = False


@dataclass
class Download:
    """A zip or a folder: the system that made it, the register, the files by whose work
    each is (the ids of all whose it is), those with a plain name, and whether a list says
    which ids are the system's."""

    system: str
    people: dict[str, Person]
    in_groups: bool = False
    bare: bool = False
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)


@st.composite
def downloads(draw):
    """Draw a download of one of the four systems."""
    kind = draw(st.sampled_from(["canvas", "canvas", "moodle", "moodle", "nbgrader", "folder"]))
    students = draw(classes(kind))
    bare = kind in ("canvas", "moodle") and draw(st.integers(0, 2)) == 0
    in_groups = kind in ("canvas", "moodle") and draw(st.booleans())
    system = "folder" if kind in ("nbgrader", "folder") else kind
    people = {}
    for student in students:
        if student.own:
            own = student.number if bare else student.own
            systems = (
                {} if bare else {"canvas" if system == "folder" else system: student.number}
            )
            groups = (student.group,) if student.group else ()
            people[own] = Person(
                own, student.shown, login=f"l{own}", systems=systems, groups=groups
            )
    made = Download(system, dict(sorted(people.items())), in_groups, bare)
    if kind == "canvas":
        _canvas(draw, made, students)
    elif kind == "moodle":
        _moodle(draw, made, students)
    else:
        _folders(draw, made, students, kind)
    return made


@st.composite
def classes(draw, kind):
    """Draw some students, each with a number of the system and an id of the course."""
    numbers = draw(st.permutations(NUMBERS))
    ids = draw(st.permutations([*NUMBERS[:4], "ada", "bob", "s_1_2_3"]))
    found = []
    for number, own in zip(numbers, ids, strict=False):
        plain, listed = draw(st.booleans()), draw(st.integers(0, 3)) > 0
        shown = draw(st.sampled_from(PLAIN)) if plain else draw(chosen)
        group = draw(st.sampled_from(["", GROUP])) if listed else ""
        found.append(Student(number, own if listed else "", shown, group, plain))
    return found[: draw(st.integers(1, len(found)))]


def _work(made: Download, student: Student) -> tuple[str, ...]:
    """The ids of all whose work a student's file is."""
    if not student.own:
        return (stranger(student.number, made.people),)
    own = student.number if made.bare else student.own
    if not (made.in_groups and student.own and student.group):
        return (own,)
    return tuple(one.id for one in made.people.values() if student.group in one.groups)


def stranger(key: str, people: dict[str, Person]) -> str:
    """The id under which the work of somebody on no list is put: the system's, unless
    somebody else here has it; then there is none."""
    return f"nobody's: {key}" if key in people else key


def _add(made: Download, member: str, work: tuple[str, ...], plain: bool) -> None:
    made.files[member] = work
    if plain and member.endswith((".ipynb", ".zip", ".ipynb.txt")):
        made.plain.add(member)


def _originals(draw, plain: bool) -> list[str]:
    name = st.sampled_from(["dinosaur_island", "My work"]) if plain else chosen
    return [draw(name) + draw(st.sampled_from(ENDINGS)) for _ in range(draw(st.integers(0, 2)))]


def _canvas(draw, made: Download, students: list[Student]) -> None:
    hidden = not made.in_groups and not made.bare and draw(st.integers(0, 5)) == 0
    file = draw(st.sampled_from([1, 60, 2001, 90_000]))
    secrets = draw(st.permutations(["x9Qz", "aB3dE", "102", "zz1", "31", "Q"]))
    for student, secret in zip(students, secrets, strict=False):
        plain = student.plain and draw(st.booleans())
        for original in _originals(draw, plain):
            file += draw(st.integers(1, 40))
            late = draw(st.booleans())
            if hidden:
                front, work = f"{'LATE_' * late}anon_{secret}", (stranger(secret, made.people),)
            else:
                shown = student.shown.lower().replace(" ", "").replace("-", "").replace("'", "")
                front, work = f"{shown}{'_LATE' * late}_{student.number}", _work(made, student)
            _add(made, f"{front}_{file}_{original}", work, plain and not hidden)
            if original.endswith(".zip") and draw(st.booleans()):
                # somebody unpacked it, where it lay
                inner = f"{draw(chosen)}.ipynb"
                _add(made, f"{front}_{file}_{original[:-4]}/{inner}", work, False)


def _moodle(draw, made: Download, students: list[Student]) -> None:
    end = draw(st.sampled_from(["/", "_/", "_"]))
    # the setting of an assignment; in one of single people somebody is not called a group
    teams = made.in_groups and any(one.group for one in students) and draw(st.booleans())
    part = "assignsubmission_file"
    if teams:
        work = tuple(one.id for one in made.people.values() if GROUP in one.groups)
        number = draw(st.sampled_from(NUMBERS))
        for original in _originals(draw, True):
            _add(made, f"{GROUP}_{number}_{part}{end}{original}", work, False)
        return
    if made.in_groups:
        _add(made, f"honest_77_{part}{end}dinosaur_island.ipynb", ("77",), not made.bare)
    for student in students:
        plain = student.plain and draw(st.booleans())
        for original in _originals(draw, plain):
            front = f"{student.shown}_{student.number}_{part}{end}"
            _add(made, front + original, _work(made, student), plain)


def _folders(draw, made: Download, students: list[Student], kind: str) -> None:
    middle = "dinosaur_island/" if kind == "nbgrader" else ""
    for student in students:
        own = student.own or f"new{student.number}"
        called = (
            [own] if kind == "nbgrader" or not student.own else [own, f"l{own}", student.number]
        )
        key = draw(st.sampled_from(called))
        if kind == "folder" and draw(st.integers(0, 3)) == 0 and "_" not in key:
            _add(made, f"{key}.ipynb", (own,), False)
            continue
        for original in _originals(draw, student.plain):
            _add(made, f"{key}/{middle}{original}", (own,), key == "ada" and student.plain)
