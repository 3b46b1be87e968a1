"""What Canvas and Moodle hand over on an evening of a term: zips, grade book, groups,
worksheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.dinosaur_grader.desk import evening_class
from tests.dinosaur_grader.desk.by_person import NAME
from tests.dinosaur_grader.desk.evening_class import COLUMN, write_rows
from tests.dinosaur_grader.desk.term.people import TESTER, TESTS_AS, Member

ESSAY = "essay (4712)"
"""A column of the grade book that is none of ours."""
FIRST_FILE = 899_999
TESTS = Member(TESTER, TESTER, FIRST_FILE, "1", "Test", "Student", "ada-in-place", False, 1)
HEADING = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", COLUMN, ESSAY)
POINTS = ("    Points Possible", "", "", "", "", "{most}", "20.00")


def zips(folder: Path, evening: int, group: Sequence[Member], kinds: dict[str, bytes]) -> None:
    """Canvas's zip, where a group's file has the group's name and the id of who handed it in,
    and Moodle's, where each member's folder has it."""
    named = [replace(one, first="", last=one.team) if one.team else one for one in group]
    evening_class.canvas_zip(folder / f"canvas-{evening}.zip", [*named, TESTS], kinds)
    each = [replace(one, uploads=True) for one in group]
    evening_class.moodle_zip(folder / f"moodle-{evening}.zip", each, kinds)


def grade_book(
    path: Path, group: Sequence[Member], marks: Mapping[str, str], most: str = "100.00"
) -> None:
    """Canvas's grade book with these cells in the assignment's column, by Canvas's id."""
    rows = [HEADING, tuple(cell.format(most=most) for cell in POINTS)]
    rows += [(*_row(one), marks.get(one.canvas_id, ""), "12.5") for one in reversed(group)]
    rows.append(("Student, Test", TESTER, "", TESTS_AS, "Monday", "", ""))
    write_rows(path, rows)


def _row(one: Member) -> tuple[str, ...]:
    return one.sort_name, one.canvas_id, one.student_id, one.login, one.section


def groups(path: Path, group: Sequence[Member]) -> None:
    """Canvas's export of its groups."""
    rows = [
        (
            *("name", "canvas_user_id", "user_id", "login_id", "sections"),
            *("group_name", "canvas_group_id", "group_id"),
        )
    ]
    rows += [
        (one.name, one.canvas_id, one.student_id, one.login, one.section, one.team, "", "")
        for one in group
    ]
    write_rows(path, rows)


def worksheet(path: Path, group: Sequence[Member]) -> None:
    """Moodle's grading worksheet, where the site shows ID numbers and addresses."""
    rows = [
        (
            *("Identifier", "Full name", "ID number", "Email address"),
            *("Status", "Grade", "Maximum Grade", "Feedback comments"),
        )
    ]
    rows += [
        (
            *(f"Participant {one.moodle_id}", one.name, one.student_id, one.email),
            *("Submitted for grading", "", "100.00", ""),
        )
        for one in reversed(group)
    ]
    write_rows(path, rows)


def rules(path: Path, due: str, *more: str) -> None:
    """`course.toml`: that one file counts for a group, the last moment, what coming later
    costs, and `more` lines before."""
    late = "late = {percent_a_day = 10, days_if_only_told = 1}"
    path.write_text(
        "\n".join([f'group_work = ["{NAME}"]', *more, f"due.{NAME} = {due}", late, ""]),
        encoding="utf-8",
    )
