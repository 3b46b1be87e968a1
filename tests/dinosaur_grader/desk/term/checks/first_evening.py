"""The first evening, which is killed once, declined once, and then goes through."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from tests.dinosaur_grader.desk.term.checks import agreeing, due
from tests.dinosaur_grader.desk.term.checks.checking import check, ended, same, told
from tests.dinosaur_grader.desk.term.people import Member
from tests.dinosaur_grader.desk.term.seen import Seen
from tests.dinosaur_grader.desk.term.story import Term

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
    """Whoever decides about the upload can see each mark that would go there: the first on
    the screen, and all in the file of changes."""
    printed = term.said["evening declined"].text.partition("For upload to")[2]
    changes = term.home / "changes.csv"
    printed += changes.read_text(encoding="utf-8") if changes.is_file() else ""
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
            there = term.files_of[when].get(one.student_id, "")
            if one.uploads and one.token not in there:
                yield f"{one.student_id} has another file, or none, of evening {one.evening}"


@check
def the_first_table_has_the_class(term: Term) -> Iterator[str]:
    """totals.csv has everybody of the list, and nobody else but whoever is told to be in
    none."""
    unknown = term.cast.one("added").canvas_id
    yield from agreeing.class_is(_seen(term), term.cast.first, unknown)


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
        term, EVENING, "canvas", term.uploaded[EVENING].marks, "excused"
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
    taken = term.uploaded[name].pages
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
def names_stand_in_totals_alone(term: Term) -> Iterator[str]:
    """totals.csv has people's names; grades.csv and the class report have ids alone."""
    rare = {one.last for one in term.cast.first if one.last in RARE}
    for name, text in _seen(term).files.items():
        due = rare if name == "totals.csv" else set()
        if not text or {last for last in rare if last in text} != due:
            yield f"{name} is not with {', '.join(sorted(due)) or 'ids alone'}"


@check
def no_table_runs_in_a_spreadsheet(term: Term) -> Iterator[str]:
    """No cell of our tables is one that a spreadsheet would run."""
    for name in ("totals.csv", "grades.csv"):
        rows = list(csv.reader(io.StringIO(_seen(term).files[name], newline="")))
        bad = [cell for row in rows for cell in row if cell[:1] in tuple("=+@\t\r")]
        if any(bad) or not rows:
            yield f"{name}: {next(filter(None, bad), 'nothing is there')!r}"
