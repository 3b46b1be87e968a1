"""Facts about each hand-in, collected for whoever looks through the class: from
`collect`, from the roster, from earlier attempts."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from dinosaur_grader.assignments.course_rules import BEST
from dinosaur_grader.batch import attempts, journal, rosters
from dinosaur_grader.batch.grade import Graded, Options
from dinosaur_grader.judging.reading.intake import NOTHING
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records import final_marks
from dinosaur_grader.records.final_marks import Attempt, SubmissionNotes
from dinosaur_grader.records.tables import safe
from dinosaur_grader.results import MISSING, WITH_SCORE, Result

DOUBTS = "doubts.csv"
"""Beside the hand-ins: what `collect` was not sure of, or left out, by student."""

UNTIMED = "Others' work says when it was handed in and this doesn't: it counts as on time."


def note(graded: Graded, options: Options, tell: Callable[[str], None]) -> None:
    """Write `hand_ins.jsonl` under `--out`; `tell` is given what nobody should
    miss."""
    name, before = graded.assignment, final_marks.read_notes(options.out, graded.assignment)
    aside: dict[str, list[Result]] = {}
    for result in journal.results(graded.journal, name, aside=True):
        aside.setdefault(result.student_id, []).append(result)
    found = journal.results(graded.journal, name)
    noted = _noted(found, before, name, options, tell, aside)
    for student in _untimed(options.submitted, name, noted):
        looks = (*noted[student].looks, UNTIMED)
        noted[student] = msgspec.structs.replace(noted[student], looks=looks)
    final_marks.write_notes(options.out, name, noted)


def _untimed(submitted: Path, name: str, noted: Mapping[str, SubmissionNotes]) -> list[str]:
    """Whose work doesn't say when it came, where others' does: who takes the file away
    is not late."""
    here = [student for student, one in noted.items() if one.counts]
    without = [one for one in here if not attempts.handed_in(submitted / one / name)]
    return without if len(without) < len(here) else []


def note_some(
    results: Iterable[Result], name: str, options: Options, tell: Callable[[str], None]
) -> None:
    """The same for these results alone, where the last attempt of each student counts:
    what was noted of others stays."""
    before = final_marks.read_notes(options.out, name)
    now = _noted(results, before, name, options, tell, {})
    final_marks.write_notes(options.out, name, {**before, **now})


def _noted(
    results: Iterable[Result],
    before: Mapping[str, SubmissionNotes],
    name: str,
    options: Options,
    tell: Callable[[str], None],
    aside: Mapping[str, list[Result]],
) -> dict[str, SubmissionNotes]:
    """What is known of these results by now; `aside` are those of attempts that do not
    count."""
    noted, unsure = attempts.read(options.submitted, name), doubts(options.submitted)
    listed = rosters.ids(options.roster) if options.roster else ()
    rule, known = options.rules().attempts, {}
    for result in results:
        student = result.student_id
        own, had = noted.get(student, []), before.get(student, SubmissionNotes(name, student))
        history = final_marks.history(had.attempts, own, [*aside.get(student, []), result])
        stray = _stray(student, listed)
        fell = "" if rule == BEST else _fell(history, result)
        known[student] = SubmissionNotes(
            name,
            student,
            attempts.told_late(own, result.digest),
            (*unsure.get(student, []), *stray, *filter(None, [fell])),
            history,
            result.digest,
        )
        new = result.digest not in {one.digest for one in had.attempts}
        for sentence in (*stray, *([fell] if fell and new else []), *_missed(result)):
            tell(f"Look: {escaped(student)}: {sentence}")
    return known


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


def doubts(submitted: Path) -> dict[str, list[str]]:
    """What was left there, by student."""
    try:
        with open(attempts.beside(submitted, DOUBTS), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.get("student_id") or "", []).append(row.get("why") or "")
    return found


def write_doubts(into: Path, doubts: Iterable[tuple[str, str]]) -> None:
    """Leave beside the hand-ins what a person should look at, by student."""
    with open(attempts.beside(into, DOUBTS), "w", encoding="utf-8", newline="") as file:
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


def _fell(history: tuple[Attempt, ...], result: Result) -> str:
    """That an attempt had more points than the one that counts, as a sentence; empty
    where none had."""
    others = (one.score or 0.0 for one in history if one.digest != result.digest)
    best = max(others, default=0.0)
    if not result.digest or result.state == MISSING or (result.score or 0.0) >= best:
        return ""
    points = digits(result.score) or "no"
    return f"The submission that counts has {points} points; another one had {digits(best)}."
