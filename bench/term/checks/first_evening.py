"""The first evening, which is killed once, declined once, and then goes through."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from bench.term.checks import agreeing, due
from bench.term.checks.checking import check, ended, same, told
from bench.term.people import TESTER, Member
from bench.term.seen import Seen
from bench.term.story import ILL, Term

EVENING = "evening 1"
RARE = ("Müßig-Öztürk", "الأمين", "Byron")
"""Names that are no other word of a page."""


def _seen(term: Term) -> Seen:
    return term.seen[EVENING]


@check
def a_kill_writes_no_marks(term: Term) -> Iterator[str]:
    """A run that is killed while it grades leaves no table with marks of a part of the
    class."""
    if term.killed.code != -9 or not term.killed.results:
        yield f"the kill did not strike while it graded: {term.killed.code}"
    if term.killed.totals:
        yield f"{len(term.killed.totals)} people have marks"


@check
def what_was_graded_before_the_kill_counts(term: Term) -> Iterator[str]:
    """What was graded before the kill is not graded again, and that is said."""
    found = re.search(r"(\d+) from an earlier run", term.said["evening declined"].text)
    if not found or int(found[1]) < term.killed.results:
        yield f"{term.killed.results} were graded, it said {found and found[0]}"


@check
def a_kill_leaves_nothing_running(term: Term) -> Iterator[str]:
    """Nothing that a killed run started goes on without it."""
    if term.killed.code != -9:
        yield "nothing was killed"
    yield from term.killed.running


@check
def the_first_evening_goes_through(term: Term) -> Iterator[str]:
    """The same command after the kill goes through."""
    yield from ended(term, EVENING, 0, 1)


@check
def no_means_no(term: Term) -> Iterator[str]:
    """Where nobody says yes, no file for upload is written, and that is said."""
    yield from ended(term, "evening declined", *range(1, 10))
    yield from told(term, "evening declined", "Nothing was written for upload")
    if term.made["declined"]:
        yield "upload/ is there"


@check
def all_that_would_be_uploaded_can_be_seen(term: Term) -> Iterator[str]:
    """Whoever decides about the upload can see each mark that would go there."""
    printed = term.said["evening declined"].text.partition("For upload to")[2]
    words = set(re.findall(r"[\w@.-]+", printed))
    group = [one for one in term.cast.first if one.student_id in _seen(term).marks]
    lost = [one.student_id for one in group if not {one.student_id, one.canvas_id} & words]
    if lost or not group:
        yield f"{len(lost)} of {len(group)} are not shown: {', '.join(lost[:3])}"


@check
def only_files_for_upload_are_listed(term: Term) -> Iterator[str]:
    """What is listed for upload are the two files, and none of the program's own."""
    listed = term.said[EVENING].lines("for upload: ")
    names = sorted(line.rsplit("/", 1)[-1] for line in listed)
    if names != ["feedback.zip", "marks.csv"]:
        yield f"listed are {', '.join(names)}"


@check
def each_has_the_own_file(term: Term) -> Iterator[str]:
    """The file in each person's folder is the one that this person handed in last."""
    for when, group in ((EVENING, term.cast.first), ("evening 2", term.cast.second)):
        for one in group:
            there = term.collected[when].get(one.student_id, "")
            if one.uploads and one.token not in there:
                yield f"{one.student_id} has another file, or none, of evening {one.evening}"


@check
def the_first_table_has_the_class(term: Term) -> Iterator[str]:
    """totals.csv has everybody of the list, and nobody else but whoever is told to be in
    none."""
    unknown = term.cast.one("added").canvas_id
    yield from agreeing.class_is(_seen(term), term.cast.first, unknown)


@check
def who_is_in_no_list_is_told(term: Term) -> Iterator[str]:
    """Who hands in and is in no list is told by the id of Canvas, and stops nobody."""
    one = term.cast.one("added")
    if one.canvas_id not in term.said[EVENING].err:
        yield f"no line names {one.canvas_id}"


@check
def marks_are_what_the_work_deserves(term: Term) -> Iterator[str]:
    """Each one's mark is what the work deserves, less what being late costs."""
    wanted = due.first(term)
    found = {who: mark for who, mark in _seen(term).marks.items() if who in wanted}
    yield from same(wanted, found, "totals.csv")


@check
def late_is_who_was_late(term: Term) -> Iterator[str]:
    """Late in the table are those whom Canvas called late, and nobody else."""
    expected = {one.student_id for one in term.cast.all("late")}
    more = {one.student_id for one in term.cast.all("extended")}
    found = {who for who, row in _seen(term).totals.items() if row["late"]} - more
    if odd := sorted(expected ^ found):
        yield f"wrongly late or not: {', '.join(odd)}"


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
def grades_csv_agrees_on_the_first_evening(term: Term) -> Iterator[str]:
    """On the first evening the cells of grades.csv add up to each one's mark."""
    yield from agreeing.cells(_seen(term))


@check
def the_gradebook_agrees_on_the_first_evening(term: Term) -> Iterator[str]:
    """On the first evening nbgrader's tables have each one's mark."""
    yield from agreeing.gradebook(_seen(term))


@check
def the_pages_agree_on_the_first_evening(term: Term) -> Iterator[str]:
    """On the first evening each one's page shows the mark, and the own work."""
    yield from agreeing.pages(_seen(term))
    yield from agreeing.signed(_seen(term), term.cast.first)


@check
def canvas_gets_the_marks_of_the_first_evening(term: Term) -> Iterator[str]:
    """The first file for Canvas has each one's mark by the id of Canvas."""
    yield from agreeing.uploaded(
        term, EVENING, "canvas", term.uploads[EVENING].marks, "excused"
    )


@check
def the_test_student_gets_no_mark(term: Term) -> Iterator[str]:
    """Canvas's test student is in no table and gets no mark in Canvas."""
    where = {EVENING: _seen(term).totals, "Canvas": term.uploads[EVENING].marks}
    yield from (
        f"in the table of {name}" for name, rows in where.items() if TESTER in rows or not rows
    )


@check
def nothing_else_is_changed_in_canvas_s_file(term: Term) -> Iterator[str]:
    """In the file for Canvas nothing differs but the assignment's column, the name that looks
    like a formula included, and both evenings."""
    yield from agreeing.columns(term, EVENING, "canvas-1.csv")
    yield from agreeing.columns(term, "evening 2", "canvas-2.csv")


@check
def canvas_gets_the_pages_of_the_first_evening(term: Term) -> Iterator[str]:
    """The first zip for Canvas has a page for each one with a file, and it is the own one."""
    yield from zipped(term, EVENING, [one for one in term.cast.first if one.uploads])


def zipped(term: Term, name: str, group: list[Member]) -> Iterator[str]:
    """Say whose page Canvas would not get, or get for another one."""
    taken = term.uploads[name].pages
    if not taken:
        yield "there is no zip, or nothing in it"
    for one in group:
        page = taken.get(one.canvas_id, "")
        sign = one.student_id if one.kind == "cut-off" else one.token
        if sign not in page:
            yield f"{one.student_id} would get no page, or one of other work"
    known = {one.canvas_id for one in [*group, *term.cast.all("added")]}
    if odd := sorted(set(taken) - known):
        yield f"pages for others: {', '.join(odd)}"


@check
def the_report_agrees_on_the_first_evening(term: Term) -> Iterator[str]:
    """The class report of the first evening shows the marks of totals.csv, and counts the
    class."""
    # who is in no list yet may be counted
    yield from agreeing.report(_seen(term), len(term.cast.first), len(term.cast.everybody))


@check
def what_is_handed_on_has_no_names(term: Term) -> Iterator[str]:
    """totals.csv, grades.csv and the class report have ids and no names."""
    for name, text in _seen(term).files.items():
        named = [one.last for one in term.cast.first if one.last in RARE and one.last in text]
        if named or not text:
            yield f"{name} has {', '.join(named) or 'nothing'}"


@check
def no_table_runs_in_a_spreadsheet(term: Term) -> Iterator[str]:
    """No cell of our tables is one that a spreadsheet would run."""
    for name in ("totals.csv", "grades.csv"):
        rows = list(csv.reader(io.StringIO(_seen(term).files[name], newline="")))
        bad = [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r")]
        if any(bad) or not rows:
            yield f"{name}: {next(filter(None, bad), 'nothing is there')!r}"
