"""What happens between the evenings, and the second one, in Canvas's and Moodle's files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.dinosaur_grader.desk import by_person
from tests.dinosaur_grader.desk.term.checks import agreeing, due
from tests.dinosaur_grader.desk.term.checks.checking import check, ended, same, told
from tests.dinosaur_grader.desk.term.checks.first_evening import zipped
from tests.dinosaur_grader.desk.term.people import RENAMED
from tests.dinosaur_grader.desk.term.seen import Seen
from tests.dinosaur_grader.desk.term.story import ANSWER, BY_HAND, ON_CANVAS, Term

EVENING = "evening 2"


def _seen(term: Term) -> Seen:
    return term.seen[EVENING]


@check
def a_mark_by_hand_stands_everywhere(term: Term) -> Iterator[str]:
    """A mark given in the formgrader's tables is in the tables and on the page, and the
    other cells are as they were."""
    who = term.cast.one("by hand").student_id
    before, after = (term.seen[when].cells.get(who, {}) for when in ("evening 1", "by hand"))
    if not before or after != {**before, "clip_hidden": BY_HAND}:
        yield f"{who} has {after}"
    yield from agreeing.cells(term.seen["by hand"])
    yield from agreeing.pages(term.seen["by hand"])


@check
def a_mark_by_hand_is_one_person_s(term: Term) -> Iterator[str]:
    """A mark by hand for one of a group leaves the marks of the others."""
    one = term.cast.one("member")
    before, after = (
        term.seen[when].marks.get(one.student_id) for when in ("evening 1", "by hand")
    )
    if before is None or before != after:
        yield f"{one.student_id} had {before} and has {after}"


@check
def an_answer_says_what_it_did(term: Term) -> Iterator[str]:
    """Answering a regrade request says whose it was, and the points before and after."""
    who = term.cast.one("appeal").student_id
    yield from ended(term, "answer", 0)
    yield from told(term, "answer", who, "0 points before, now 1")


@check
def an_answer_stands_everywhere(term: Term) -> Iterator[str]:
    """The points of the answer are in the mark, and its reason is on the page, on the
    second evening, too."""
    who = term.cast.one("appeal").student_id
    for when in ("by hand", EVENING):
        expected = term.seen["evening 1"].marks.get(who, 0.0) + 1
        if (mark := term.seen[when].marks.get(who)) != expected:
            yield f"{when}: {who} has {mark}, not {expected}"
        if ANSWER not in term.seen[when].pages.get(who, ""):
            yield f"{when}: the page of {who} has no reason"


@check
def the_second_evening_leaves_something_to_do(term: Term) -> Iterator[str]:
    """An evening that leaves the lecturer something to decide, a mark that was changed in
    Canvas, ends with 1."""
    yield from ended(term, EVENING, 1)


@check
def an_evening_with_nothing_to_do_ends_with_0(term: Term) -> Iterator[str]:
    """An evening on which only students' files were broken, and that was said, ends with
    0."""
    yield from ended(term, "evening 3", 0)
    yield from told(term, "evening 3", term.cast.one("unreadable").student_id, "unreadable")


@check
def the_second_table_has_the_class(term: Term) -> Iterator[str]:
    """totals.csv has everybody who is there now, each once: not who was dropped, no former
    id, and no id of Canvas."""
    yield from agreeing.class_is(_seen(term), term.cast.second)


@check
def the_second_marks_are_what_is_due(term: Term) -> Iterator[str]:
    """After the second evening each one's mark is what the last work, a mark by hand and an
    answer make it."""
    wanted = due.second(term)
    found = {who: mark for who, mark in _seen(term).marks.items() if who in wanted}
    yield from same(wanted, found, "totals.csv")


@check
def work_again_counts(term: Term) -> Iterator[str]:
    """Who handed in again has the mark of the last work, and the page lists both."""
    for one in term.cast.all("again", 2):
        mark = _seen(term).marks.get(one.student_id)
        if mark != 100 or "Attempt 2 of 2" not in _seen(term).pages.get(one.student_id, ""):
            yield f"{one.student_id} has {mark}, or a page without the attempts"


@check
def the_added_one_has_the_new_mark(term: Term) -> Iterator[str]:
    """Who is in the list since the second evening has the mark of the newer work, in the
    table and in Canvas, and only once."""
    one = term.cast.one("added", 2)
    mark, cell = _seen(term).marks.get(one.student_id), agreeing.cell(term, EVENING, one)
    if (mark, cell) != (100.0, "100"):
        yield f"{one.student_id} has {mark}, and {cell!r} in Canvas"
    if one.canvas_id in _seen(term).totals:
        yield f"{one.canvas_id} is in the table, too"


@check
def the_added_one_has_a_page(term: Term) -> Iterator[str]:
    """Who is in the list since the second evening gets the page of the newer work."""
    one = term.cast.one("added", 2)
    pages = _seen(term).pages.get(one.student_id, ""), term.uploaded[EVENING].pages
    if one.token not in pages[0] or one.token not in pages[1].get(one.canvas_id, ""):
        yield f"{one.student_id} has no page, or Canvas does not get it"


@check
def the_renamed_one_keeps_mark_and_page(term: Term) -> Iterator[str]:
    """Mark, mark by hand and page go along to the new id, and nothing is left at the old
    one."""
    before, now = (term.cast.one("renamed", evening) for evening in (1, 2))
    mark, cells = term.seen["by hand"].marks.get(before.student_id), _seen(term).cells
    if mark is None or _seen(term).marks.get(now.student_id) != mark:
        yield f"{now.student_id} has {_seen(term).marks.get(now.student_id)}, not {mark}"
    if cells.get(now.student_id, {}).get("clip_hidden") != BY_HAND:
        yield f"{now.student_id} has no mark by hand"
    if now.token not in _seen(term).pages.get(now.student_id, ""):
        yield f"{now.student_id} has no page of the own work"
    if RENAMED in _seen(term).pages or RENAMED in _seen(term).totals:
        yield f"{RENAMED} has a page or a row"


@check
def the_renamed_one_keeps_the_codes(term: Term) -> Iterator[str]:
    """A code from the page of before names the same verdict after the rename."""
    yield from ended(term, "explain", 0)
    yield from told(term, "explain", term.code)


@check
def who_is_dropped_is_in_no_upload(term: Term) -> Iterator[str]:
    """Who was dropped is in no table and no file for Canvas, and keeps the mark in the
    gradebook."""
    one = term.cast.one("dropped")
    if agreeing.cell(term, EVENING, one) != "no row" or one.student_id in _seen(term).totals:
        yield f"{one.student_id} is in a table"
    if one.student_id not in _seen(term).gradebook:
        yield f"{one.student_id} has no mark in the gradebook any more"


@check
def an_edit_in_canvas_stays(term: Term) -> Iterator[str]:
    """A mark that somebody changed in Canvas since the last upload is not overwritten, and
    that is told."""
    one = term.cast.one("edited", 2)
    if (there := agreeing.cell(term, EVENING, one)) != ON_CANVAS:
        yield f"Canvas's {ON_CANVAS} became {there}"
    lines = term.said[EVENING].lines(ON_CANVAS)
    if not any(one.student_id in line or one.canvas_id in line for line in lines):
        yield f"no line names {one.student_id} and {ON_CANVAS}"


@check
def grades_csv_agrees_on_the_second_evening(term: Term) -> Iterator[str]:
    """On the second evening the cells of grades.csv add up to each one's mark."""
    yield from agreeing.cells(_seen(term))


@check
def the_gradebook_agrees_on_the_second_evening(term: Term) -> Iterator[str]:
    """On the second evening nbgrader's tables have each one's mark."""
    yield from agreeing.gradebook(_seen(term))


@check
def the_pages_agree_on_the_second_evening(term: Term) -> Iterator[str]:
    """On the second evening each one's page shows the mark, and the own last work."""
    yield from agreeing.pages(_seen(term))
    yield from agreeing.signed(_seen(term), term.cast.second)


@check
def the_report_agrees_on_the_second_evening(term: Term) -> Iterator[str]:
    """The class report of the second evening shows the marks of totals.csv, and counts those
    who are there now."""
    excused = 1  # has no mark to be counted
    yield from agreeing.report(_seen(term), len(term.cast.second) - excused)


@check
def canvas_gets_the_marks_of_the_second_evening(term: Term) -> Iterator[str]:
    """The second file for Canvas has each one's mark by the id of Canvas."""
    taken = term.uploaded[EVENING].marks
    yield from agreeing.uploaded(term, EVENING, "canvas", taken, "excused", "edited")


@check
def canvas_gets_the_pages_of_the_second_evening(term: Term) -> Iterator[str]:
    """The second zip for Canvas has a page for each one with a file, and it is the own one."""
    yield from zipped(term, EVENING, [one for one in term.cast.second if one.uploads])


@check
def moodle_s_zip_is_the_same_class(term: Term) -> Iterator[str]:
    """Moodle's zip of the same class is collected by the same ids, and nobody is missing who
    handed in."""
    yield from ended(term, "collect moodle", 0)
    for one in term.cast.second:
        if term.said["collect moodle"].lines(f"Missing: {one.student_id} "):
            yield f"{one.student_id} is missing"


@check
def moodle_gets_the_marks(term: Term) -> Iterator[str]:
    """The file for Moodle has each one's mark by the participant's number."""
    found = term.uploaded["moodle"].marks
    yield from agreeing.uploaded(term, EVENING, "moodle", found, "excused")


@check
def nothing_else_is_changed_in_moodle_s_file(term: Term) -> Iterator[str]:
    """In the file for Moodle nothing differs but the grades."""
    before, after = by_person.table(term.home / "moodle-2.csv"), term.uploaded["moodle"].rows
    if not before or [{**row, "Grade": ""} for row in before] != [
        {**row, "Grade": ""} for row in after
    ]:
        yield f"{len(before)} rows went in, {len(after)} came back, and they differ"


@check
def moodle_gets_the_pages(term: Term) -> Iterator[str]:
    """The zip for Moodle has a page for each one with a file, each of a group included."""
    taken = term.uploaded["moodle"].pages
    for one in term.cast.second:
        sign = one.student_id if one.kind == "cut-off" else one.token
        if sign not in taken.get(one.moodle_id, ""):
            yield f"{one.student_id} would get no page, or one of other work"
