"""Who the register says is in the class."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.dinosaur_grader.desk.by_person import NAME
from tests.dinosaur_grader.desk.term.checks.checking import check, ended, told
from tests.dinosaur_grader.desk.term.people import BECOMES, BY_MAIL, RENAMED, TESTER
from tests.dinosaur_grader.desk.term.story import ILL, Term


def _rows(term: Term, when: str = "first") -> dict[str, dict]:
    """The register at one moment, without Canvas's test student."""
    return {who: row for who, row in term.registers[when].items() if not row.get("test")}


def _each(term: Term, what: str, due: dict[str, object], when: str = "first"):
    """Say of whom the register has another thing than is due."""
    rows = _rows(term, when)
    for who, value in due.items():
        if who not in rows:
            yield f"{who} is not in the register"
        elif (found := rows[who].get(what) or None) != value:
            yield f"{who} has the {what} {found!r}, not {value!r}"


@check
def the_grade_book_makes_the_register(term: Term) -> Iterator[str]:
    """The register takes everybody from Canvas's grade book, each once, by the SIS id."""
    yield from ended(term, "import", 0)
    count = len(term.cast.first)
    # the test student may be counted
    if not re.search(rf"\b({count}|{count + 1}) new", term.said["import"].text):
        yield f"it did not say that {count} are new"
    due = {one.student_id for one in term.cast.first}
    if odd := sorted(due ^ set(_rows(term))):
        yield f"missing or too many: {', '.join(odd[:5])}"


@check
def an_import_again_changes_nothing(term: Term) -> Iterator[str]:
    """The same file once more changes nobody, and that is said."""
    yield from ended(term, "import again", 0)
    yield from re.findall(r"\b[1-9]\d* (?:new|renamed|dropped)", term.said["import again"].text)


@check
def two_of_one_name_are_two(term: Term) -> Iterator[str]:
    """Two people of one name stay two, each with the own id in Canvas."""
    rows = _rows(term)
    two = [one for one in term.cast.first if one.name == "Kim Lee"]
    found = [rows.get(one.student_id, {}).get("systems", {}).get("canvas") for one in two]
    if found != [one.canvas_id for one in two]:
        yield f"their ids in Canvas are {found}"


@check
def names_are_as_written(term: Term) -> Iterator[str]:
    """Names with umlauts, in Chinese, in Arabic, and one that looks like a formula stand
    in the register as they are written in Canvas."""
    group = term.cast.first
    yield from _each(term, "sort_name", {one.student_id: one.sort_name for one in group})


@check
def ids_keep_their_zeros(term: Term) -> Iterator[str]:
    """The id 00123 keeps its zeros, and an e-mail address is an id like any other."""
    for who in (RENAMED, BY_MAIL):
        if who not in _rows(term):
            yield f"{who} is not in the register"


@check
def logins_and_sections_are_known(term: Term) -> Iterator[str]:
    """Each one's login and section are those of the grade book."""
    group = term.cast.first
    yield from _each(term, "login", {one.student_id: one.login for one in group})
    yield from _each(term, "sections", {one.student_id: [one.section] for one in group})


@check
def the_test_student_is_known_as_one(term: Term) -> Iterator[str]:
    """Canvas's test student is kept apart from the class."""
    tests = [row for row in term.registers["first"].values() if row.get("test")]
    if [row.get("systems", {}).get("canvas") for row in tests] != [TESTER]:
        yield f"test students are {[row['id'] for row in tests]}"


@check
def moodle_adds_ids(term: Term) -> Iterator[str]:
    """Moodle's worksheet adds its ids to the same people, and nobody new."""
    yield from ended(term, "import moodle", 0)
    for one in term.cast.first:
        systems = _rows(term).get(one.student_id, {}).get("systems", {})
        if (systems.get("canvas"), systems.get("moodle")) != (one.canvas_id, one.moodle_id):
            yield f"{one.student_id} has the ids {systems}"
    if len(_rows(term)) != len(term.cast.first):
        yield f"{len(_rows(term))} people are {len(term.cast.first)}"


@check
def groups_are_known(term: Term) -> Iterator[str]:
    """Canvas's export of groups puts each member into the own group, and nobody else."""
    yield from ended(term, "import groups", 0)
    due = {one.student_id: [one.team] if one.team else None for one in term.cast.first}
    yield from _each(term, "groups", due)


@check
def a_picture_is_no_list(term: Term) -> Iterator[str]:
    """A file that is no table is refused with a sentence that names it, and exit code 2."""
    yield from ended(term, "import a picture", 2)
    yield from told(term, "import a picture", "picture.csv")


@check
def the_excuse_is_kept(term: Term) -> Iterator[str]:
    """Who is excused from the assignment stands in the register with the reason."""
    yield from ended(term, "excuse", 0)
    yield from _each(term, "excused", {term.cast.one("excused").student_id: {NAME: ILL}})


@check
def the_extension_is_kept(term: Term) -> Iterator[str]:
    """Who has more time stands in the register with the own last moment."""
    yield from ended(term, "extend", 0)
    who = term.cast.one("extended").student_id
    if NAME not in _rows(term).get(who, {}).get("extensions", {}):
        yield f"{who} has no extension"


@check
def one_is_shown_with_name_and_section(term: Term) -> Iterator[str]:
    """`people show ID` shows name and section beside the id."""
    one = term.cast.one("late")
    yield from ended(term, "show one", 0)
    for word in (one.student_id, one.last, one.section):
        yield from told(term, "show one", word)


@check
def a_rename_is_shown_and_asked(term: Term) -> Iterator[str]:
    """A list in which one is added, one dropped and one renamed is shown as that, and
    nothing is taken where nobody says yes: exit code 3."""
    yield from ended(term, "import 2 declined", 3)
    for words in (("1 dropped",), ("renamed", f"{RENAMED} to {BECOMES}")):
        yield from told(term, "import 2 declined", *words)
    # who handed in before being in a list was met by the id of Canvas, which is another one now
    added, text = term.cast.one("added"), term.said["import 2 declined"].text
    if "1 new" not in text and f"{added.canvas_id} to {added.student_id}" not in text:
        yield f"it did not say that {added.student_id} is new"
    if not _rows(term, "before") or _rows(term, "declined") != _rows(term, "before"):
        yield "the register is not as it was before, or there is none"


@check
def a_rename_is_taken(term: Term) -> Iterator[str]:
    """Taken, the renamed one is one person with the new id, and the old one is kept."""
    yield from ended(term, "import 2", 0)
    if RENAMED in _rows(term, "second"):
        yield f"{RENAMED} is still there beside {BECOMES}"
    yield from _each(term, "former", {BECOMES: [RENAMED]}, "second")
    canvas = _rows(term, "second").get(BECOMES, {}).get("systems", {}).get("canvas")
    if canvas != term.cast.one("renamed").canvas_id:
        yield f"{BECOMES} has the id {canvas} in Canvas"


@check
def who_is_dropped_is_kept_as_dropped(term: Term) -> Iterator[str]:
    """Who isn't in the newer list is dropped since a day, and not deleted."""
    who = term.cast.one("dropped").student_id
    if not _rows(term, "second").get(who, {}).get("dropped"):
        yield f"{who} is not said to be dropped"


@check
def who_is_added_is_there(term: Term) -> Iterator[str]:
    """Who is only in the newer list is in the register from then on."""
    if (who := term.cast.one("added").student_id) not in _rows(term, "second"):
        yield f"{who} is not in the register"


@check
def the_renamed_one_is_shown_with_the_former_id(term: Term) -> Iterator[str]:
    """`people show` of the new id names the former one."""
    yield from ended(term, "show renamed", 0)
    yield from told(term, "show renamed", RENAMED)


@check
def rules_about_nobody_are_told(term: Term) -> Iterator[str]:
    """A line of course.toml about a person or an assignment that isn't there is named
    before anything is graded."""
    for word in ("alic999", "dinosaur_iland"):
        yield from told(term, "rules of nobody", word)
