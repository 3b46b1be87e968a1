"""Who a lecturer should know of: at risk, late, with several attempts, with points by
hand, or for a person to look at.

What is in the page's text are counts; names and numbers of students stand behind folds.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from dinosaur_grader.desk import submissions
from dinosaur_grader.desk.report.analysis import by_function
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import digits
from dinosaur_grader.records import final_marks
from dinosaur_grader.records.final_marks import (
    FinalMark,
    FinalMarkOf,
    hand_words,
    late_words,
    of_result,
)
from dinosaur_grader.results import WITH_SCORE, Result
from dinosaur_grader.store import database as store

HALF = 0.5
"""Who has less than this part of the points is at risk."""
Doubts = Mapping[str, Sequence[str]]
"""What else a person should look at, as sentences by student."""


def read_doubts(url: str, assignment: str) -> Doubts:
    """Read what `grade` noted that a person should look at. Raises GradebookError."""
    with store.reading(url) as connection:
        noted = final_marks.read_notes(connection, assignment)
    return {one.student: one.looks for one in noted.values()}


class Pages(msgspec.Struct, frozen=True):
    """Where a student's pages lie, as seen from the report: `out` is what `grade`
    wrote, `to` the report's file."""

    out: Path
    to: Path

    def of(self, result: Result) -> dict[str, str]:
        """Return relative addresses of the student's feedback and graded notebook, of
        those that are there."""
        found, name = {}, result.assignment
        rooms = (("feedback", "feedback", "html"), ("notebook", "autograded", "ipynb"))
        for what, room, ending in rooms:
            path = self.out / room / result.student_id / name / f"{name}.{ending}"
            if not unsafe(result.student_id) and path.is_file():
                here = Path(os.path.relpath(path, self.to.parent)).as_posix()
                found[what] = quote(here, safe="/")
        return found


class Row(msgspec.Struct, frozen=True):
    """One student in a table: the points that stand, what is to be said, and the pages
    that are there, what they are to where they lie."""

    student: str
    state: str
    score: str
    why: str
    pages: dict[str, str]


KINDS = ("risk", "late", "again", "hand", "doubts")
"""The lists of students of whom something is to be said, by what it is."""


def people(
    results: Sequence[Result],
    final_mark_of: FinalMarkOf = of_result,
    pages: Pages | None = None,
    doubts: Doubts = MappingProxyType({}),
) -> dict[str, list[Row]]:
    """Gather what is to be said of the class's students, by its kind. Where nothing was noted
    of attempts and of being late, nobody is listed."""
    found: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for result in results:
        final = final_mark_of(result)
        said = (
            _risk(result, final_mark_of),
            late_words(final.late),
            _again(final),
            _hand(final),
            " ".join(reasons_of(result, doubts)),
        )
        for kind, why in zip(KINDS, said, strict=True):
            if why:
                who, score = result.student_id, digits(final.score)
                linked = pages.of(result) if pages else {}
                found[kind].append(Row(who, result.state, score, why, linked))
    # the lowest first, those without a score at the end
    found["risk"].sort(key=lambda row: (not row.score, float(row.score or 0)))
    return found


def count_reasons(results: Iterable[Result], doubts: Doubts) -> list[tuple[str, int]]:
    """Count why a person should look, most first. What is of one student only is not told
    apart."""
    reasons = Counter(
        why for result in results for why in dict.fromkeys(reasons_of(result, doubts))
    )
    shared = [(why, n) for why, n in reasons.most_common() if n > 1]
    single = len(reasons) - len(shared)
    return [*shared, *([("for an individual reason", single)] if single else [])]


def reasons_of(result: Result, doubts: Doubts) -> list[str]:
    """Say why a person should look at a student's work, as sentences. There are none
    where nobody needs to; who was late is in a list of its own."""
    said = list(doubts.get(result.student_id, ()))
    if result.needs_look or result.state not in WITH_SCORE:
        said.append(result.notes[-1] if result.notes else f"It is {result.state}.")
    if why := submissions.zero(result):
        said.append(why)
    return said


def _risk(result: Result, final_mark_of: FinalMarkOf) -> str:
    """Say in words why a student is at risk. The text is empty for those who aren't."""
    score = final_mark_of(result).score
    if score is None:
        return f"has no score: {result.state}"
    parts = list(by_function(result, final_mark_of))
    if score >= HALF * sum(most for _, _, most in parts):
        return ""
    none = [function for function, points, _ in parts if points <= 0]
    return f"no points for {', '.join(none)}" if none else "some points for every function"


def _again(final: FinalMark) -> str:
    """List the points of each attempt. The text is empty for those who had one."""
    if len(final.attempts) < 2:
        return ""
    return ", ".join(digits(one.score) or "no score" for one in final.attempts)


def _hand(final: FinalMark) -> str:
    said = [f"{name}: {hand_words(final.cells[name])}" for name in final.by_hand]
    said += [f"A comment on {name}." for name in final.comments]
    return " ".join(said)
