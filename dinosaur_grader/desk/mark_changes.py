"""What a regrading would change: a row a student and cell of `grades.csv`, each with why; and
the list as CSV. Nothing here reads a database (`dinosaur_grader.desk.regrade` does)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dinosaur_grader.judging.marking import EXCUSED
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records import late
from dinosaur_grader.records.csv_tables import replaced, write_cell
from dinosaur_grader.records.final_marks import late_words
from dinosaur_grader.results import WITH_SCORE, CellMark, ProbeVerdict, Result

SHORT = 8  # characters of a version or a seed's fingerprint that a person compares
OTHER_RUN = "The mark in the gradebook was written by another program, nbgrader's own autograde for one."
LATE_WORK = "late work"
NOT_LISTED = "No longer handed in, and in no list of people."
COLUMNS = (
    *("student_id", "assignment", "function", "cell", "before", "after", "change"),
    *("state_before", "state_after", "by_hand", "why", "version_before", "version_after"),
    *("seed_before", "seed_after", "isolation_before", "isolation_after"),
)
MADE = ("version", "seed", "isolation")
Others = Mapping[str, Mapping[str, float]]
"""Automatic points in the gradebook that another run wrote, by student and cell."""


class Change(msgspec.Struct, frozen=True):
    """One row of `grades.csv` that would be another one. A score is None where there is
    none.

    `stood` says that a mark of this very work stood before, so that only the grader has
    changed. `by_hand` is what a person gave in the formgrader, which stays and counts.
    """

    student_id: str
    assignment: str
    function: str
    cell: str
    before: float | None
    after: float | None
    state_before: str
    state_after: str
    why: str
    stood: bool
    by_hand: float | None = None
    version: tuple[str, str] = ("", "")
    seed: tuple[str, str] = ("", "")
    isolation: tuple[str, str] = ("", "")

    @property
    def marks(self) -> bool:
        """Whether the score or the state changes; else only the words do."""
        before = (digits(self.before), self.state_before)
        return before != (digits(self.after), self.state_after)

    @property
    def difference(self) -> float:
        """What is gained (or, below zero, lost) in points; no score counts as none."""
        return (self.after or 0.0) - (self.before or 0.0)


def compare(
    before: Mapping[str, Result],
    after: Mapping[str, Result],
    by_hand: Mapping = {},
    known: Callable[[Result], bool] = lambda _: False,
    excused: str = "",
    excuses: Mapping[str, str] = {},
) -> Iterator[Change]:
    """Yield every row of `grades.csv` that would change between two
    classes of results, by student and cell.

    `by_hand` maps (student, cell) to a mark that was given in the formgrader; `known`
    says of other work than before whether nobody has handed it in again; `excused` is
    the version that is another one by excuses alone; `excuses` say why students need not
    hand in any more.
    """
    for student in sorted({*before, *after}):
        old, new = before.get(student), after.get(student)
        then, now = _sides(old), _sides(new)
        again = bool(old and new and old.digest != new.digest and known(new))
        gone = f"Excused: {excuses[student]}." if student in excuses else NOT_LISTED
        for cell in dict.fromkeys((*now, *then)):
            pair = (then.get(cell, Side(old)), now.get(cell, Side(new)))
            differ = _find_differences(*pair)
            if differ:
                causes = [*_causes(old, new, again, excused, gone), *_verdicts(*pair)]
                # what differs made this a change, and so there always is a reason
                why = " ".join(causes) or f"Nothing differs but the {' and the '.join(differ)}."
                same = old and new and (again or old.digest == new.digest)
                stood = bool(same and old.state in WITH_SCORE)
                yield _change(*pair, why, stood, by_hand.get((student, cell)))


def against_gradebook(
    after: Mapping[str, Result], others: Others, by_hand: Mapping
) -> Iterator[Change]:
    """Yield the marks in the gradebook that this run would replace and did not write."""
    for student, there in sorted(others.items()):
        for cell, own in _sides(after.get(student)).items():
            stands = there.get(cell)
            if cell in there and own.score is not None and digits(stands) != digits(own.score):
                hand = by_hand.get((student, cell))
                change = _change(Side(), own, OTHER_RUN, True, hand)
                yield msgspec.structs.replace(change, before=stands, state_before=own.state)


def late_work(
    moved: list[late.PenaltyChange], result_of: Mapping[str, Result]
) -> Iterator[Change]:
    """Yield what is taken off for being late, a row for each student,
    in points below zero."""
    for one in moved:
        if (result := result_of.get(one.student)) is not None:
            late_by = late_words(one.late) or "not late"
            why = f"The penalty for late work is different: {late_by}."
            who, state = (one.student, result.assignment), result.state
            points = (-one.before, -one.late.penalty)
            yield Change(*who, "", LATE_WORK, *points, state, state, why, stood=True)


class Side(NamedTuple):
    """A cell before or after: the result that it is of, and its mark."""

    result: Result | None = None
    mark: CellMark | None = None

    @property
    def state(self) -> str:
        """The result's state."""
        return self.result.state if self.result else ""

    @property
    def score(self) -> float | None:
        """The points, where the state carries any."""
        return self.mark.score if self.mark and self.state in WITH_SCORE else None

    @property
    def made(self) -> tuple[str, ...]:
        """What it was made with, as `MADE` names it."""
        return msgspec.structs.astuple(self.result.made_with) if self.result else ("", "", "")

    @property
    def row(self) -> dict[str, Any]:
        """What `grades.csv` says of the cell, by what it is."""
        if self.mark is None:
            return {}
        return {
            "points": digits(self.score),
            "most points": digits(self.mark.max_score),
            "state": self.state,
            "words": write_cell(self.mark.message),
        }


def _sides(result: Result | None) -> dict[str, Side]:
    return {mark.cell: Side(result, mark) for mark in result.marks} if result else {}


def _find_differences(before: Side, after: Side) -> list[str]:
    """List what `grades.csv` would say otherwise of a cell."""
    then, now = before.row, after.row
    return [what for what in (then or now) if then.get(what) != now.get(what)]


def _change(before: Side, after: Side, why: str, stood: bool, by_hand: float | None) -> Change:
    result, mark = after.result or before.result, after.mark or before.mark
    return Change(
        student_id=result.student_id,
        assignment=result.assignment,
        function=mark.function,
        cell=mark.cell,
        before=before.score,
        after=after.score,
        state_before=before.state,
        state_after=after.state,
        why=why,
        stood=stood,
        by_hand=by_hand,
        **dict(zip(MADE, zip(before.made, after.made, strict=True), strict=True)),
    )


def _causes(
    old: Result | None, new: Result | None, again: bool, excused: str, gone: str
) -> Iterator[str]:
    """Yield what is another thing than before, from the student's work to the machine."""
    if old is None:
        yield "New in the class."
    elif new is None:
        yield gone
    if old is None or new is None:
        return
    if again:
        yield "Another attempt counts, though nothing new was submitted."
    elif old.digest != new.digest:
        yield "A different submission."
    for what, then, now in zip(MADE, Side(old).made, Side(new).made, strict=True):
        if then != now and what == "version" and then == excused:
            yield "The excuses in course.toml changed."
        elif then != now:
            named = "Kit" if what == "version" else what.capitalize()
            yield f"{named} {_short(then)} -> {_short(now)}."
    if old.key == new.key and old.wording != new.wording:
        yield "The wording is that of a newer kit; no mark depends on it."
    elif old.key == new.key:
        yield "Graded again, since there was no score."


def _short(name: str) -> str:
    """Cut a version or a fingerprint to as many characters as a person compares."""
    return (name if name.isalpha() else name[:SHORT]) or "none"


def _verdicts(before: Side, after: Side) -> Iterator[str]:
    """Yield which probes of the cell have another verdict than before, old and new."""
    then, now = before.mark, after.mark
    if then is None or now is None or before.result.digest != after.result.digest:
        return  # other work, or none: there is nothing to compare
    found = list(_differences(then, now))
    if not found and then.score != now.score:
        # the gate of this one was opened or shut there: see that cell's row
        found = [
            "No verdict of this cell differs: one of another cell of the function does, or the points do."
        ]
    yield from found


def _differences(then: CellMark, now: CellMark) -> Iterator[str]:
    before, after = ({v.probe: v for v in mark.verdicts} for mark in (then, now))
    for probe in dict.fromkeys((*before, *after)):
        old, new = before.get(probe), after.get(probe)
        if _said(old) != _said(new):
            told = new is not None and (not new.passed or new.detail.startswith(EXCUSED))
            message = f" ({new.message})" if new and told else ""
            yield f"{probe}: {_said(old)} -> {_said(new)}{message}."


def _said(verdict: ProbeVerdict | None) -> str:
    if verdict is None:
        return "not asked"
    points = f"{digits(verdict.points)} of {digits(verdict.max_points)}"
    return f"{'passed' if verdict.passed else 'not passed'}, {points}"


def write(changes: Iterable[Change], path: Path) -> None:
    """Write the list as CSV, whole or not at all. It is safe to open in a spreadsheet,
    as `grades.csv` is."""
    with replaced(path) as rows:
        rows.writerow(COLUMNS)
        rows.writerows(map(_csv_row, changes))


def _csv_row(change: Change) -> tuple[str, ...]:
    who = (escaped(change.student_id), change.assignment, change.function, change.cell)
    points = (digits(change.before), digits(change.after), digits(change.difference))
    states = (change.state_before, change.state_after, digits(change.by_hand), change.why)
    return (*who, *points, *states, *change.version, *change.seed, *change.isolation)
