"""People to whom something happens that happens to few: no list has them, a file that can't be
read, more time, an excuse, a group."""

from __future__ import annotations

from collections.abc import Iterator

from tests.dinosaur_grader.desk.term.checks import agreeing, due
from tests.dinosaur_grader.desk.term.checks.checking import check, told
from tests.dinosaur_grader.desk.term.people import TESTER, TESTS_AS
from tests.dinosaur_grader.desk.term.seen import Seen
from tests.dinosaur_grader.desk.term.story import ILL, Term

EVENING = "evening 1"


def _seen(term: Term) -> Seen:
    return term.seen[EVENING]


@check
def who_is_in_no_list_is_told(term: Term) -> Iterator[str]:
    """Who hands in and is in no list is told by the id of Canvas, and stops nobody."""
    one = term.cast.one("added")
    if one.canvas_id not in term.said[EVENING].err:
        yield f"no line names {one.canvas_id}"


@check
def an_extension_goes_before_canvas(term: Term) -> Iterator[str]:
    """Who has an own last moment loses nothing before it, though Canvas says LATE."""
    one = term.cast.one("extended")
    row = _seen(term).totals.get(one.student_id, {})
    if row.get("score") != "100" or row.get("penalty"):
        yield f"{one.student_id} has {row.get('score')}, less {row.get('penalty')}"


@check
def an_unreadable_file_is_told(term: Term) -> Iterator[str]:
    """Who handed in a file that can't be read is named with the reason, and has no mark."""
    one = term.cast.one("unreadable")
    yield from told(term, EVENING, one.student_id, "unreadable")
    row = _seen(term).totals.get(one.student_id, {})
    if (row.get("state"), row.get("score")) != ("unreadable", ""):
        yield f"totals.csv says {row.get('state')}, {row.get('score')!r}"


@check
def an_unreadable_file_leaves_the_cell(term: Term) -> Iterator[str]:
    """The cell in Canvas of who has no mark stays as it is."""
    if (there := agreeing.cell(term, EVENING, term.cast.one("unreadable"))) != "":
        yield f"it has {there!r}"


@check
def who_is_not_graded_is_told_by_name(term: Term) -> Iterator[str]:
    """On the terminal the name stands beside the id of who could not be graded."""
    one = term.cast.one("unreadable")
    yield from told(term, EVENING, "Not graded", one.student_id, one.last)


@check
def a_group_has_one_mark(term: Term) -> Iterator[str]:
    """The file that one of a group hands in counts for all members."""
    marks = _seen(term).marks
    for one in term.cast.all("member"):
        expected = due.worth(term).get(one.kind)
        if marks.get(one.student_id) != expected or expected is None:
            yield f"{one.student_id} of {one.team}: {marks.get(one.student_id)}, not {expected}"


@check
def who_is_in_no_group_is_told(term: Term) -> Iterator[str]:
    """Who is in no group is named, and nobody else but the one whom no list has yet."""
    one, unknown = term.cast.one("in no group"), term.cast.one("added")
    yield from told(term, EVENING, "no group", one.student_id)
    for line in term.said[EVENING].lines("no group"):
        if one.student_id not in line and unknown.canvas_id not in line:
            yield line


@check
def each_of_a_group_has_a_page(term: Term) -> Iterator[str]:
    """Each member of a group has a page with the group's work and the own id."""
    for one in term.cast.all("member"):
        page = _seen(term).pages.get(one.student_id, "")
        if one.token not in page or one.student_id not in page:
            yield f"{one.student_id} of {one.team} has no page, or one of other work"


@check
def each_of_a_group_has_a_row(term: Term) -> Iterator[str]:
    """Each member of a group has the mark in the file for Canvas."""
    for one in term.cast.all("member"):
        if agreeing.cell(term, EVENING, one) in ("", "no row"):
            yield f"{one.student_id} of {one.team} has no mark there"


@check
def who_is_excused_has_no_mark(term: Term) -> Iterator[str]:
    """Who is excused from the assignment has no mark, and the table says why."""
    one = term.cast.one("excused")
    row = _seen(term).totals.get(one.student_id, {})
    if row.get("score") or "excused" not in " ".join(map(str, row.values())):
        yield f"totals.csv says {row.get('state')}, {row.get('score')!r} ({ILL})"


@check
def an_excuse_in_canvas_stays(term: Term) -> Iterator[str]:
    """Canvas's EX is not overwritten, on either evening."""
    for evening in (EVENING, "evening 2"):
        if (there := agreeing.cell(term, evening, term.cast.one("excused"))) != "EX":
            yield f"{evening}: it has {there!r}"


@check
def the_test_student_gets_no_mark(term: Term) -> Iterator[str]:
    """Canvas's test student is in no table and gets no mark in Canvas."""
    where = {EVENING: _seen(term).totals, "Canvas": term.uploaded[EVENING].marks}
    for name, rows in where.items():
        if not rows or {TESTER, TESTS_AS} & set(rows):
            yield f"in the table of {name}, or there is none"
