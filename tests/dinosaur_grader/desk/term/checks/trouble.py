"""Wrong files, a full disk, a question that was no good, an upgrade, and a gradebook that is
not the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.dinosaur_grader.desk.term.checks import agreeing
from tests.dinosaur_grader.desk.term.checks.checking import check, ended, same, told
from tests.dinosaur_grader.desk.term.seen import NOTHING
from tests.dinosaur_grader.desk.term.story import BY_HAND, Term

MADE_BY = re.compile(r"<li>(\d+) marked by the kit ([0-9a-f]+)")


@check
def other_points_are_seen_before_grading(term: Term) -> Iterator[str]:
    """A column of other Points Possible is refused before anything is collected or graded."""
    yield from ended(term, "wrong ten", 2)
    yield from told(term, "wrong ten", "Points Possible")
    yield from _nothing_done(term, "wrong ten")


@check
def a_missing_column_is_seen_before_grading(term: Term) -> Iterator[str]:
    """A grade book without the assignment's column is refused before anything is collected
    or graded."""
    yield from ended(term, "wrong column", 2)
    yield from told(term, "wrong column", "--column")
    yield from _nothing_done(term, "wrong column")


def _nothing_done(term: Term, name: str) -> Iterator[str]:
    for words in (("collected into",), ("Isolation",)):
        if term.said[name].lines(*words):
            yield f"{name!r} had gone on to {words[0]!r} by then"


@check
def a_full_disk_is_told(term: Term) -> Iterator[str]:
    """A full disk ends the evening with a sentence that says so, and no traceback."""
    yield from ended(term, "full disk", *range(1, 10))
    text = term.said["full disk"].text
    if "disk is full" not in text and "No space left" not in text:
        yield f"it said {text[-200:]!r}"


@check
def a_full_disk_gives_nothing_for_upload(term: Term) -> Iterator[str]:
    """An evening whose marks could not be written, since the disk is full, makes no files
    for upload: their marks would be those of before."""
    yield from _only_the_first(term, "full disk")


@check
def a_held_gradebook_is_told(term: Term) -> Iterator[str]:
    """Where another program holds the gradebook for long, the evening says so, and does not
    end with 0."""
    yield from ended(term, "held", *range(1, 10))
    yield from told(term, "held", "another program held the gradebook")


@check
def a_held_gradebook_gives_nothing_for_upload(term: Term) -> Iterator[str]:
    """An evening whose marks could not be written, since the gradebook is held, makes no
    files for upload: their marks would be those of before."""
    yield from _only_the_first(term, "held", "full disk")


def _only_the_first(term: Term, name: str, before: str = "") -> Iterator[str]:
    had = term.made[before or "evening 1"]
    if term.made[name] != had or not had:
        yield f"there are {', '.join(term.made[name]) or 'not even those of before'}"


@check
def a_full_disk_loses_nothing(term: Term) -> Iterator[str]:
    """On a full disk each table and page is the old one or a whole new one."""
    before, after = term.files["full disk"]
    if not before:
        yield "there was nothing before"
    if lost := sorted(set(before) - set(after)):
        yield f"gone: {', '.join(lost[:5])}"
    for name, data in after.items():
        # a draft is what the next run takes away
        if not name.endswith(".new") and name in before and len(data) < len(before[name]) / 2:
            yield f"{name} has {len(data)} bytes, and had {len(before[name])}"


@check
def no_and_a_full_disk_have_own_codes(term: Term) -> Iterator[str]:
    """Saying no and a full disk have exit codes of their own."""
    codes = [term.said[name].code for name in ("evening declined", "full disk")]
    if set(codes) & {0, 1, 2} or codes[0] == codes[1]:
        yield f"the codes are {codes}"


@check
def an_excused_question_is_asked_about(term: Term) -> Iterator[str]:
    """A question that is excused later moves no mark before somebody has seen the list: exit
    code 2, and the tables are as they were."""
    yield from ended(term, "excused asked", 2)
    yield from told(term, "excused asked", "--accept-changes")
    before, after = term.files["asked"]
    if before != after or not before:
        yield "totals.csv is another one"


@check
def an_excuse_is_no_other_kit(term: Term) -> Iterator[str]:
    """Where only an excuse is new, no reason says that the kit is another one."""
    yield from ended(term, "excused asked", 2)
    yield from term.said["excused asked"].lines("Kit ", "->")


@check
def an_excused_question_gives_its_points(term: Term) -> Iterator[str]:
    """Taken, everybody without a mark by hand has the points of the excused question, and
    nobody loses any."""
    yield from ended(term, "excused", 0, 1)
    before, after = (term.seen[when].cells for when in ("evening 2", "excused"))
    for who, cells in before.items():
        now = after.get(who, {}).get("clip_hidden", 0.0)
        if now < cells.get("clip_hidden", 0.0):
            yield f"{who} had {cells} and has {now:g} for clip_hidden"
    gain = [who for who in before if _clip(after, who) > _clip(before, who)]
    if not gain:
        yield "nobody gains anything"
    yield from agreeing.pages(term.seen["excused"])


def _clip(cells: dict[str, dict[str, float]], who: str) -> float:
    return cells.get(who, {}).get("clip_hidden", 0.0)


@check
def an_excused_question_is_not_passed(term: Term) -> Iterator[str]:
    """The report says of an excused question what the answers were, or that it is excused,
    and not that more have passed it."""
    before, after = (
        re.findall(ROW, term.seen[when].files["report.html"])
        for when in ("evening 2", "excused")
    )
    if not before or (before != after and "excused" not in "".join(map("".join, after))):
        yield f"{before} became {after}"


ROW = r"<li><span>([^<]*)</span><svg[^>]*><rect[^>]*></svg><span>([^<]*passed below zero[^<]*)"
"""Of a question in the report the part that passed, and its title with what is said of it."""


@check
def a_mark_by_hand_outlives_all(term: Term) -> Iterator[str]:
    """A mark by hand is the same after an excuse, an upgrade, and a gradebook put back."""
    who = term.cast.one("by hand").student_id
    for when in ("excused", "upgrade", "put back"):
        if (there := term.seen[when].cells.get(who, {}).get("clip_hidden")) != BY_HAND:
            yield f"{when}: {who} has {there}"


@check
def an_upgrade_changes_no_mark(term: Term) -> Iterator[str]:
    """A kit that judges as before moves no mark, and `grade` says so."""
    yield from ended(term, "upgrade", 0, 1)
    yield from told(term, "upgrade", "No existing marks change")
    yield from same(term.seen["excused"].marks, term.seen["upgrade"].marks, "totals.csv")


@check
def an_upgrade_is_of_all(term: Term) -> Iterator[str]:
    """After an upgrade all marks carry the new version, and no other."""
    before, after = (
        MADE_BY.findall(term.seen[when].files["report.html"]) for when in ("excused", "upgrade")
    )
    if len(after) != 1 or {kit for _, kit in before} & {kit for _, kit in after}:
        yield f"{before} became {after}"


@check
def all_agree_after_the_upgrade(term: Term) -> Iterator[str]:
    """After the upgrade tables, gradebook, pages and report have each one's mark."""
    seen = term.seen["upgrade"]
    for look in (agreeing.cells, agreeing.gradebook, agreeing.pages, agreeing.report):
        yield from look(seen)


@check
def a_restored_gradebook_is_seen(term: Term) -> Iterator[str]:
    """A backup in the place of the gradebook is seen before anything is written: exit code
    2."""
    yield from ended(term, "restored", 2)
    yield from _untouched(term, "restored")


@check
def whose_mark_by_hand_is_gone_is_told(term: Term) -> Iterator[str]:
    """Where a restored gradebook lacks marks by hand, each of these people is named."""
    for what in ("by hand", "renamed", "appeal"):
        yield from told(term, "restored", term.cast.one(what, 2).student_id, "by hand")


@check
def a_deleted_gradebook_is_seen(term: Term) -> Iterator[str]:
    """Where the gradebook is gone, that is seen before anything is written: exit code 2."""
    yield from ended(term, "deleted", 2)
    yield from _untouched(term, "deleted")


def _untouched(term: Term, name: str) -> Iterator[str]:
    before, after = term.files[name]
    if before != after or not before:
        changed = sorted(n for n in before | after if before.get(n) != after.get(n))
        yield f"changed: {', '.join(changed[:5])}"


@check
def the_right_gradebook_goes_on(term: Term) -> Iterator[str]:
    """The right gradebook in its place again, all goes on with the marks of before."""
    yield from ended(term, "put back", 0, 1)
    yield from same(term.seen["upgrade"].marks, term.seen["put back"].marks, "totals.csv")


@check
def a_backup_that_is_accepted_is_shown_everywhere(term: Term) -> Iterator[str]:
    """Where the backup is accepted as the right one, no page or table says a mark of before
    it."""
    # work that came since may be named
    yield from ended(term, "taken", 0, 1)
    yield from agreeing.cells(term.seen["taken"])
    yield from agreeing.gradebook(term.seen["taken"])
    yield from agreeing.pages(term.seen["taken"])


@check
def nothing_ends_with_a_traceback(term: Term) -> Iterator[str]:
    """No command of the whole term shows a traceback."""
    if all(said is NOTHING for said in term.said.values()):
        yield "no command was given"
    for name, said in term.said.items():
        if "Traceback" in said.text:
            yield f"{name!r} did"
