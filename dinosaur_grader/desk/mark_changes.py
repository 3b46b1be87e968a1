"""What a regrading would change: two journals compared, a row a student and cell of
`grades.csv`, each with why."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from rich.console import Group
from rich.table import Table
from rich.text import Text

from dinosaur_grader.judging.excuses import EXCUSED
from dinosaur_grader.printable import clean, digits, escaped
from dinosaur_grader.records.late import Moved
from dinosaur_grader.records.tables import safe
from dinosaur_grader.results import WITH_SCORE, CellMark, ProbeVerdict, Result

COLUMNS = (
    *(
        "student_id",
        "assignment",
        "function",
        "cell",
        "before",
        "after",
        "change",
        "state_before",
        "state_after",
    ),
    *("by_hand", "why", "version_before", "version_after", "seed_before", "seed_after"),
    *("isolation_before", "isolation_after"),
)
ROWS_SHOWN = 40
SHORT = 8  # characters of a version or a seed's fingerprint that a person compares


OTHER_RUN = (
    "The mark in the gradebook comes from another run: one with another --out, or nbgrader."
)


LATE_WORK = "late work"
ANOTHER = "A different submission."
OTHER_ATTEMPT = "Another attempt counts, though nothing new was submitted."


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
        return (digits(self.before), self.state_before) != (
            digits(self.after),
            self.state_after,
        )

    @property
    def difference(self) -> float:
        """What is gained (or, below zero, lost) in points; no score counts as none."""
        return (self.after or 0.0) - (self.before or 0.0)


def compare(
    before: Mapping[str, Result],
    after: Mapping[str, Result],
    by_hand: Mapping = {},
    known: Callable[[Result], bool] = lambda _: False,
) -> Iterator[Change]:
    """Every row of `grades.csv` that would change between two journals, by student and
    cell.

    `by_hand` maps (student, cell) to a mark that was given in the formgrader; `known`
    says of other work than before whether nobody has handed it in again.
    """
    for student in sorted({*before, *after}):
        old, new = before.get(student), after.get(student)
        for change in _student(old, new, known):
            yield msgspec.structs.replace(change, by_hand=by_hand.get((student, change.cell)))


def against_gradebook(
    after: Mapping[str, Result], others: Mapping[str, Mapping[str, float]], by_hand: Mapping
) -> Iterator[Change]:
    """The marks in the gradebook that this run would replace and did not write.

    `others` maps a student to the automatic points there, by cell.
    """
    for student, there in sorted(others.items()):
        result = after.get(student)
        for cell, mark in _marks(result).items():
            after_it = _score(result, mark)
            if (
                cell in there
                and after_it is not None
                and digits(there[cell]) != digits(after_it)
            ):
                yield Change(
                    result.student_id,
                    result.assignment,
                    mark.function,
                    cell,
                    there[cell],
                    after_it,
                    result.state,
                    result.state,
                    OTHER_RUN,
                    stood=True,
                    by_hand=by_hand.get((student, cell)),
                    version=("", result.version),
                    seed=("", result.seed),
                    isolation=("", result.level),
                )


def late_work(moved: Iterable[Moved], result_of: Mapping[str, Result]) -> Iterator[Change]:
    """What the course's rules would take off for being late, where that is something
    else than before: a row a student, in points below zero."""
    for one in moved:
        if (result := result_of.get(one.student)) is not None:
            yield Change(
                one.student,
                result.assignment,
                "",
                LATE_WORK,
                -one.before,
                -one.after,
                result.state,
                result.state,
                f"The penalty for late work is different ({one.seconds / 3600:.1f} hours late).",
                stood=True,
            )


def _student(
    old: Result | None, new: Result | None, known: Callable[[Result], bool]
) -> Iterator[Change]:
    then, now = _marks(old), _marks(new)
    for cell in dict.fromkeys((*now, *then)):
        if _row(old, then.get(cell)) != _row(new, now.get(cell)):
            change = _change(old, new, then.get(cell), now.get(cell))
            if old and new and old.digest != new.digest and known(new):
                scored = old.state in WITH_SCORE
                why = change.why.replace(ANOTHER, OTHER_ATTEMPT, 1)
                change = msgspec.structs.replace(change, stood=scored, why=why)
            yield change


def _marks(result: Result | None) -> dict[str, CellMark]:
    return {mark.cell: mark for mark in result.marks} if result else {}


def _score(result: Result | None, mark: CellMark | None) -> float | None:
    return mark.score if result and mark and result.state in WITH_SCORE else None


def _row(result: Result | None, mark: CellMark | None):
    """What `grades.csv` says of a cell."""
    if result is None or mark is None:
        return None
    return (
        digits(_score(result, mark)),
        digits(mark.max_score),
        result.state,
        safe(mark.message),
    )


def _change(
    old: Result | None, new: Result | None, then: CellMark | None, now: CellMark | None
) -> Change:
    result, mark = new or old, now or then
    return Change(
        student_id=result.student_id,
        assignment=result.assignment,
        function=mark.function,
        cell=mark.cell,
        before=_score(old, then),
        after=_score(new, now),
        state_before=old.state if old else "",
        state_after=new.state if new else "",
        why=" ".join([*_causes(old, new), *_verdicts(old, new, then, now)]),
        stood=bool(old and new and old.state in WITH_SCORE and old.digest == new.digest),
        version=_both(old, new, "version"),
        seed=_both(old, new, "seed"),
        isolation=_both(old, new, "level"),
    )


def _both(old: Result | None, new: Result | None, name: str) -> tuple[str, str]:
    return getattr(old, name, ""), getattr(new, name, "")


def _causes(old: Result | None, new: Result | None) -> Iterator[str]:
    """What is another thing than before, from the student's work to the machine."""
    if old is None or new is None:
        yield (
            "New in the class."
            if old is None
            else "No longer handed in, and not in the roster."
        )
        return
    if old.digest != new.digest:
        yield ANOTHER
    for what, name in (("kit", "version"), ("seed", "seed"), ("isolation", "level")):
        then, now = _both(old, new, name)
        if then != now:
            yield f"{what.capitalize()} {short(then)} -> {short(now)}."
    if old.key == new.key and old.wording != new.wording:
        yield "The wording is that of a newer kit; no mark depends on it."
    elif old.key == new.key:
        yield "Graded again, since there was no score."


def short(name: str) -> str:
    """A version or a fingerprint in as many characters as a person compares."""
    return (name if name.isalpha() else name[:SHORT]) or "none"


def _verdicts(old, new, then: CellMark | None, now: CellMark | None) -> Iterator[str]:
    """Which probes of the cell have another verdict than before, old and new."""
    if then is None or now is None or old.digest != new.digest:
        return  # other work, or none: there is nothing to compare
    found = list(_differences(then, now))
    yield from found
    if not found and then.score != now.score:
        others = [line for mark in new.marks for line in _of_the_function(old, mark, now)]
        yield from others or ["No verdict differs, but the cell's points do."]


def _of_the_function(old: Result, mark: CellMark, now: CellMark) -> Iterator[str]:
    """The differences in a function's other cells: they may have opened or shut the
    gate of this one."""
    then = _marks(old).get(mark.cell)
    if mark.function == now.function and mark.cell != now.cell and then:
        yield from _differences(then, mark)


def _differences(then: CellMark, now: CellMark) -> Iterator[str]:
    before, after = ({v.probe: v for v in mark.verdicts} for mark in (then, now))
    for probe in dict.fromkeys((*before, *after)):
        old, new = before.get(probe), after.get(probe)
        if _said(old) != _said(new):
            told = new is not None and (not new.passed or new.detail.startswith(EXCUSED))
            message = f" ({clean(new.message)})" if new and told else ""
            yield f"{probe}: {_said(old)} -> {_said(new)}{message}."


def _said(verdict: ProbeVerdict | None) -> str:
    if verdict is None:
        return "not asked"
    return f"{'passed' if verdict.passed else 'not passed'}, {digits(verdict.points)} of {digits(verdict.max_points)}"


def write(changes: Iterable[Change], path: Path) -> None:
    """The list as CSV, whole or not at all; safe to open in a spreadsheet, as
    `grades.csv` is."""
    draft = path.with_name(path.name + ".new")
    with open(draft, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(map(_csv_row, changes))
    os.replace(draft, path)


def _csv_row(change: Change) -> tuple[str, ...]:
    points = (digits(change.before), digits(change.after), digits(change.difference))
    start = (
        escaped(change.student_id),
        change.assignment,
        change.function,
        change.cell,
        *points,
    )
    states = (change.state_before, change.state_after, digits(change.by_hand), safe(change.why))
    return (*start, *states, *change.version, *change.seed, *change.isolation)


def table(changes: Iterable[Change]) -> Group:
    """Those whose marks change, for a terminal, and under it each reason once; the
    first rows of a long list."""
    rows = Table(title="What changes")
    for name in ("student", "cell", "before", "after", "change", "by hand", "why"):
        left = name in ("student", "cell")
        rows.add_column(name, justify="left" if left else "right", overflow="fold")
    reasons: dict[str, int] = {}
    for _, change in zip(range(ROWS_SHOWN), (c for c in changes if c.marks), strict=False):
        number_of = reasons.setdefault(clean(change.why), len(reasons) + 1)
        rows.add_row(*map(Text, (*_cells(change), f"[{number_of}]")))  # never read as markup
    return Group(rows, *(Text(f"[{number_of}] {why}") for why, number_of in reasons.items()))


def _cells(change: Change) -> tuple[str, ...]:
    before, after = digits(change.before), digits(change.after)
    if change.state_before != change.state_after:
        before, after = (
            f"{before} {change.state_before}".strip(),
            f"{after} {change.state_after}".strip(),
        )
    difference = f"{change.difference:+.6g}" if change.difference else ""
    start = (escaped(change.student_id), change.cell, before, after, difference)
    return (*start, digits(change.by_hand))


def summary(changes: Iterable[Change]) -> str:
    """The list in a few sentences: how many students gain and lose, what stays by hand,
    and where only words change."""
    changes = list(changes)
    totals: dict[str, float] = {}
    for change in changes:
        if change.marks:
            totals[change.student_id] = totals.get(change.student_id, 0.0) + change.difference
    gain, lose = sum(t > 0 for t in totals.values()), sum(t < 0 for t in totals.values())
    words = sum(not change.marks for change in changes)
    hand = sum(change.marks and change.by_hand is not None for change in changes)
    said = [f"Students whose marks or state change: {len(totals)} ({gain} gain, {lose} lose)."]
    said += [f"Cells where only the wording changes: {words}."] if words else []
    said += (
        [f"Cells with a mark given by hand, which stays, counts and needs a look: {hand}."]
        if hand
        else []
    )
    return " ".join(said)
