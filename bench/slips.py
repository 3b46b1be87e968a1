"""What nine slips cost: `python -P -m bench.slips` hands in nine solved notebooks with one
slip each, grades them as a class is graded, and prints what each keeps."""

from __future__ import annotations

from collections.abc import Sequence

from bench.hints import ASSIGNMENT, ROOT, Written, on_the_page
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.rubric import Rubric

SLIPS = (
    ("clip", "fixed_10", "always clips at 10"),
    ("clip", "no_lower", "cuts above the limit only"),
    ("sample", "argmax", "takes the likeliest character"),
    ("sample", "state_not_carried", "starts each step from the zero state"),
    ("optimize", "no_update", "never updates"),
    ("optimize", "clips_at_10", "clips at 10 for 5"),
    ("model", "no_modulo", "has no `%`: training ends after the last name"),
    ("model", "state_not_carried", "starts each name from the zero state"),
    ("model", "not_shuffled", "never shuffles the names"),
)
"""The function, the known fault, and what the answer does."""


def find_costs(slips: Sequence[tuple[str, str, str]] = SLIPS) -> list[str]:
    """Grade a notebook a slip, and draw a table in Markdown of what is kept."""
    work = assignments.load(ASSIGNMENT, locations.course_of(ROOT))
    texts = {
        (function, edit.name): edit.source
        for function in work.rubric.functions
        for edit in work.rubric.edits(function)
    }
    written = [
        Written(function, name, what, "values", "", "", texts[function, name])
        for function, name, what in slips
    ]
    rows = [
        f"| `{one.answer.function}` {one.answer.mistake} | "
        f"{work.rubric.faults(one.answer.function).classes[one.answer.name]} | "
        f"{one.points:g} of {_points(work.rubric, one.answer.function):g} |"
        for one in on_the_page(written)
    ]
    return ["| slip | class | points kept |", "| --- | --- | ---: |", *rows]


def _points(rubric: Rubric, function: str) -> float:
    """Add up the points of a function's cells."""
    return sum(own for cell, own in rubric.points.items() if cell.startswith(f"{function}_"))


if __name__ == "__main__":
    print("\n".join(find_costs()))
