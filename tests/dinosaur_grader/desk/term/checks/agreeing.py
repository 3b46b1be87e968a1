"""The same mark beside the same person in all that an evening leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.dinosaur_grader.desk import by_person
from tests.dinosaur_grader.desk.evening_class import COLUMN
from tests.dinosaur_grader.desk.term.checks.checking import same
from tests.dinosaur_grader.desk.term.people import TESTER, TESTS_AS, Member
from tests.dinosaur_grader.desk.term.seen import Seen
from tests.dinosaur_grader.desk.term.story import Term


def class_is(seen: Seen, group: list[Member], unknown: str = "") -> Iterator[str]:
    """Say who is missing in totals.csv, or in it and neither of the class nor the
    `unknown` one. Of the test student a check of its own asks."""
    due = {one.student_id for one in group}
    if lost := sorted(due - set(seen.totals)):
        yield f"not in totals.csv: {', '.join(lost[:5])}"
    if odd := sorted(set(seen.totals) - due - {unknown, TESTER, TESTS_AS}):
        yield f"in totals.csv and not of the class: {', '.join(odd[:5])}"


def cells(seen: Seen) -> Iterator[str]:
    """Say where the cells of grades.csv, less the penalty, are not the mark."""
    found = {
        who: sum(points.values()) - float(seen.totals[who]["penalty"] or 0)
        for who, points in seen.cells.items()
        if who in seen.totals
    }
    yield from same(seen.marks, found, "grades.csv")


def gradebook(seen: Seen) -> Iterator[str]:
    """Say where nbgrader's own tables are not the mark."""
    found = {who: mark for who, mark in seen.gradebook.items() if who in seen.marks}
    yield from same(seen.marks, found, "the gradebook")


def pages(seen: Seen) -> Iterator[str]:
    """Say where a feedback page does not show the mark."""
    found = {who: by_person.shown(seen.pages[who]) for who in seen.marks if who in seen.pages}
    yield from same(seen.marks, found, "the pages")


def signed(seen: Seen, group: list[Member]) -> Iterator[str]:
    """Say whose page does not have the own work."""
    with_work = [one for one in group if one.student_id in seen.marks]
    if not with_work:
        yield "nobody has a page that can be looked at"
    for one in with_work:
        if one.token not in seen.pages.get(one.student_id, ""):
            yield f"{one.student_id} has no page, or one of other work"


def report(seen: Seen, *counts: int) -> Iterator[str]:
    """Say where the class report shows other points beside somebody, or counts other
    students than so many."""
    due = {who: {seen.totals[who]["score"]} for who in seen.report if who in seen.totals}
    if not due:
        yield "the report lists nobody"
    if said := by_person.differences(seen.report, due):
        yield f"the report: {said}"
    found = re.search(r"<p>(\d+) students:", seen.files["report.html"])
    if counts and (not found or int(found[1]) not in counts):
        yield f"the report counts {found and found[1]}, not {counts[0]}"


def columns(term: Term, name: str, book: str) -> Iterator[str]:
    """Say what else than the assignment's column differs in the file for Canvas."""
    given, back = by_person.table(term.home / book), term.uploaded[name].rows
    if len(given) != len(back) or not given:
        yield f"{len(back)} rows came back of {len(given)}"
    for before, after in zip(given, back, strict=False):
        if {**before, COLUMN: ""} != {**after, COLUMN: ""}:
            yield f"the row of {before['Student']!r} came back as {list(after.values())}"


def cell(term: Term, name: str, one: Member) -> str:
    """What the file for Canvas has in one person's cell."""
    rows = {row["ID"]: row[COLUMN] for row in term.uploaded[name].rows}
    return rows.get(one.canvas_id, "no row")


def uploaded(
    term: Term, name: str, system: str, taken: Mapping[str, float], *but: str
) -> Iterator[str]:
    """Say whose mark in a system's file is not that of totals.csv, `but` of those of whom a
    check of its own asks, and who is in it and of no list."""
    evening = 1 if name == "evening 1" else 2
    group = term.cast.first if evening == 1 else term.cast.second
    special = {one.canvas_id for what in but for one in term.cast.all(what)}
    listed = [one for one in group if one.canvas_id not in special]
    marks = term.seen[name].marks
    due = {one.student_id: marks[one.student_id] for one in listed if one.student_id in marks}
    ids = {vars(one)[f"{system}_id"]: one.student_id for one in listed}
    found = {ids[key]: mark for key, mark in taken.items() if key in ids}
    yield from same(due, found, f"the file for {system.capitalize()}")
