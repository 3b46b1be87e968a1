"""The marks that count, read from the gradebook: each as `dinosaur_grader.records.final_marks` puts
it together."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import Gradebook

from dinosaur_grader.records import final_marks, gradebook_marks


@dataclass(frozen=True)
class Scores:
    """`of` maps a student's id to the score, without those that have none; `most` is
    the assignment's full score."""

    assignment: str
    of: dict[str, float]
    most: float


def scores(gradebook: Gradebook, assignment: str) -> Scores:
    """All scores of an assignment; time grows as the number of students. Raises
    nbgrader's MissingEntry.

    Work with a cell that neither the grader nor a human has marked has no score:
    nbgrader itself would call it zero.
    """
    most = gradebook.find_assignment(assignment).max_score
    there = gradebook_marks.read(gradebook.db.connection(), assignment)
    marks = {student: final_marks.of_gradebook(one).score for student, one in there.items()}
    return Scores(
        assignment, {name: mark for name, mark in marks.items() if mark is not None}, most
    )


def by_hand(url: str, assignment: str) -> dict[tuple[str, str], float]:
    """The marks that people gave in the formgrader, by (student, cell), from the
    gradebook at `url`; it is only read.

    Extra credit is not a mark in place of ours and is not among them. Raises
    `GradebookError`.
    """
    there = gradebook_marks.given(url, assignment, only_people=True)
    return {
        (student, name): cell.hand
        for student, one in there.items()
        for name, cell in one.cells.items()
        if cell.hand is not None
    }
