"""What is known of each hand-in, put together for who looks through the class: from
`collect`, from the roster, from earlier attempts."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.batch import journal, rosters
from grader.batch.grade import Graded, Options
from grader.desk.lms import collected
from grader.judging.stage import NOTHING
from grader.printable import digits, escaped
from grader.records import hand_ins
from grader.records.hand_ins import Attempt, HandIn
from grader.records.tables import safe
from grader.results import MISSING, WITH_SCORE, Result

DOUBTS = "doubts.csv"
"""Beside `collected.csv`: what `collect` was not sure of, or left out, by student."""


def note(graded: Graded, options: Options, tell: Callable[[str], None]) -> None:
    """Write `hand_ins.jsonl` under `--out`; `tell` is given what nobody should
    miss."""
    name, before = graded.assignment, hand_ins.read(options.out, graded.assignment)
    found = journal.results(graded.journal, name)
    hand_ins.write(options.out, name, _noted(found, before, name, options, tell))


def note_some(
    results: Iterable[Result], name: str, options: Options, tell: Callable[[str], None]
) -> None:
    """The same for these results alone: what was noted of others stays."""
    before = hand_ins.read(options.out, name)
    now = _noted(results, before, name, options, tell)
    hand_ins.write(options.out, name, {**before, **now})


def _noted(
    results: Iterable[Result],
    before: dict[str, HandIn],
    name: str,
    options: Options,
    tell: Callable[[str], None],
) -> dict[str, HandIn]:
    late, doubts = _late(options.submitted), _doubts(options.submitted)
    listed = rosters.ids(options.roster) if options.roster else ()
    noted = {}
    for result in results:
        student = result.student_id
        looks = [*doubts.get(student, []), *_stray(student, listed)]
        attempts = before[student].attempts if student in before else ()
        noted[student] = HandIn(
            name,
            student,
            bool(result.digest) and late.get(student) == result.digest,
            tuple(looks),
            hand_ins.with_this(attempts, result),
        )
        for sentence in (*_stray(student, listed), *_fell(attempts, result), *_missed(result)):
            tell(f"Look: {escaped(student)}: {sentence}")
    return noted


def zero(result: Result) -> str:
    """Why work without a single point may not be what it seems, as a sentence; empty
    where it has points."""
    if result.state not in WITH_SCORE or result.score:
        return ""
    notes = " ".join(result.notes)
    functions = list(dict.fromkeys(mark.function for mark in result.marks))
    if functions and all(f"No cell defines {function}." in notes for function in functions):
        return "No cell defines any of the functions: another assignment's notebook?"
    faults = {v.fault for mark in result.marks for v in mark.verdicts if not v.passed}
    blank = faults and faults <= {"unwritten", "none", ""}
    return "No points at all: the blank notebook?" if blank else "No points at all."


def _late(submitted: Path) -> dict[str, str]:
    """Whose collected file the system called late, and its sha256."""
    place = submitted / "collected.csv"
    rows = collected.read(place) if place.exists() else []
    return {row["student_id"]: row["sha256"] for row in rows if row["late"]}


def _doubts(submitted: Path) -> dict[str, list[str]]:
    try:
        with open(submitted / DOUBTS, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.get("student_id") or "", []).append(row.get("why") or "")
    return found


def write_doubts(into: Path, doubts: Iterable[tuple[str, str]]) -> None:
    """Leave beside `collected.csv` what a person should look at, by student."""
    with open(into / DOUBTS, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("student_id", "why"))
        rows.writerows((escaped(student), safe(why)) for student, why in doubts)


def _stray(student: str, listed: tuple[str, ...]) -> list[str]:
    """Who is not in the roster; whether the folder is hidden."""
    if not listed:
        return ["The folder is hidden."] if student.startswith(".") else []
    if student in listed:
        return []
    lower = {other.lower(): other for other in listed}
    near = lower.get(student.lower().lstrip(".")) or next(
        iter(difflib.get_close_matches(student, listed, 1, 0.8)), ""
    )
    meant = f" Did you mean {escaped(near)}?" if near else ""
    return [f"Not in the roster.{meant}"]


def _missed(result: Result) -> list[str]:
    """What lies in the place of a notebook that is missing."""
    why = result.notes[-1] if result.notes else NOTHING
    return [why] if result.state == MISSING and why != NOTHING else []


def _fell(attempts: tuple[Attempt, ...], result: Result) -> list[str]:
    """Whether a new hand-in has fewer points than one before it."""
    best = max((one.score or 0.0 for one in attempts), default=0.0)
    new = result.digest and result.digest not in {one.digest for one in attempts}
    if new and result.state != MISSING and (result.score or 0.0) < best:
        return [
            f"The new hand-in has {digits(result.score) or 'no'} points, an earlier one had {digits(best)}."
        ]
    return []
