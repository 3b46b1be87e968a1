"""No luck in a seed: `python -m bench.proofs.seeds [SET]` marks the whole gallery in a
hundred courses, or a set of beginners' wrong answers: one of `python -m tools.answers list`.

Each answer must get the same points in all of them, and draw the hints that are
labelled in each; a beginner's must lose some. The command prints what doesn't, and ends
with 1. Beginners' answers that hang or can't be read are left out.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import pstdev

from bench.hints import read_chosen
from bench.proofs import page, trial
from dinosaur_grader.workshop import gallery
from tools.answers import Answer

COURSES = 100


@dataclass(frozen=True)
class Mark:
    """One answer in one course: its points, which questions caught it, and what is not
    as labelled."""

    course: int
    answer: str
    points: float
    caught: tuple[str, ...]
    problems: tuple[str, ...]


def seed_of(course: int) -> bytes:
    """The secret seed of one of the courses."""
    return f"proof {course}".encode()


def marks(course: int, written: Sequence[Answer] = ()) -> list[Mark]:
    """The whole gallery in one course, or what beginners wrote. What an answer does to other
    functions' points the gallery's own test asks."""
    rubric, seed = trial.rubric(), seed_of(course)
    known = trial.published_questions()
    chosen = beginners(written) if written else gallery.answers(rubric)
    graded = (
        gallery.judge_answer(rubric, answer, trial.questions(answer.function, seed), known)
        for answer in chosen
    )
    return [
        Mark(
            course,
            f"{one.answer.function}/{one.answer.name}",
            one.points,
            tuple(verdict.probe for verdict in one.verdicts if not verdict.passed),
            ("every point",) * (one.points == one.full) if written else one.problems,
        )
        for one in graded
    ]


def beginners(written: Iterable[Answer]) -> list[gallery.GalleryAnswer]:
    """The wrong answers that come back."""
    return [
        gallery.GalleryAnswer(one.function, one.name, right=False, text=one.code, faults=())
        for one in written
        if one.ends not in ("hangs", "syntax")
    ]


def in_courses(
    courses: Sequence[int], processes: int = 1, written: Sequence[Answer] = ()
) -> list[Mark]:
    """The whole gallery, or what beginners wrote, in each of these courses."""
    if processes == 1:
        return [mark for course in courses for mark in marks(course, written)]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork) as pool:
        every = pool.map(functools.partial(marks, written=written), courses)
        return [mark for found in every for mark in found]


def by_answer(found: Iterable[Mark]) -> dict[str, list[Mark]]:
    """The marks of each answer."""
    every: dict[str, list[Mark]] = {}
    for mark in found:
        every.setdefault(mark.answer, []).append(mark)
    return every


def lucky(found: Iterable[Mark]) -> list[str]:
    """A line for each answer whose points depend on the course, with the questions that
    decide."""
    return [
        _luck(answer, own)
        for answer, own in by_answer(found).items()
        if len({mark.points for mark in own}) > 1
    ]


def _luck(answer: str, own: Sequence[Mark]) -> str:
    points = ", ".join(
        f"{value:g} in {times}" for value, times in Counter(m.points for m in own).items()
    )
    caught = Counter(probe for mark in own for probe in mark.caught)
    deciding = [probe for probe, times in caught.items() if times < len(own)]
    return f"{answer}: {points}; decided by {', '.join(deciding)}"


def mislabelled(found: Iterable[Mark]) -> list[str]:
    """A line for each answer that is not as labelled in some course."""
    return [
        f"{mark.answer} under {seed_of(mark.course)!r}: {'; '.join(mark.problems)}"
        for mark in found
        if mark.problems
    ]


def report(found: Sequence[Mark]) -> str:
    """The page's part."""
    every = by_answer(found)
    largest = max(pstdev([mark.points for mark in own]) for own in every.values())
    return "\n".join(
        [
            f"- {len(every)} answers in {len({mark.course for mark in found})} courses: {len(found):,} marks.",
            f"- Answers whose points depend on the course: {len(lucky(found))}. "
            f"Largest standard deviation: {largest:g}.",
            f"- Marks or hints not as labelled: {len(mislabelled(found))} of {len(found):,}.",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 where a course decides."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.proofs.seeds", description="The gallery in many courses."
    )
    parser.add_argument("set", nargs="?", help="of beginners' wrong answers")
    parser.add_argument("--courses", type=int, default=COURSES)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--write", action="store_true", help=f"into docs/evidence/{page.PAGE.name}"
    )
    chosen = parser.parse_args(arguments)
    if chosen.set and chosen.write:
        parser.error("--write takes the gallery's figures, and no set's")
    written = read_chosen(parser, chosen.set) if chosen.set else ()
    found = in_courses(range(chosen.courses), chosen.processes, written)
    print(report(found))
    if chosen.write:
        page.write("seeds", report(found))
    wrong = [*lucky(found), *mislabelled(found)]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
