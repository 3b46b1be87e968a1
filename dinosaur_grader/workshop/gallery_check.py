"""The proof that the checks are right here: the gallery's answers against the probes.

`check` prints the matrix, writes it as a page or as JSON, and fails on every mark or
hint that is not as labelled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, probes, published
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.printable.pages import template
from dinosaur_grader.workshop import gallery
from dinosaur_grader.workshop.gallery import Judged

NOT_AS_LABELLED = 2
_PAGE = Path(__file__).parent / "templates" / "matrix.html.j2"


def check(
    rubric: Rubric,
    tell: Callable[[str], None],
    html: Path | None = None,
    as_json: bool = False,
) -> int:
    """Ask the whole gallery; 0 where every mark and hint is as labelled, else 2. Says
    so where there is no gallery."""
    try:
        graded = grade_all(rubric)
    except FileNotFoundError as error:
        tell(f"Gallery: {error}. It was not asked.")
        return 0
    except gallery.GalleryError as error:
        tell(f"Error: {error}.")
        return NOT_AS_LABELLED
    if html is not None:
        html.write_text(page(rubric, graded), encoding="utf-8")
    if as_json:
        print(json.dumps([row(one) for one in graded], indent=1))
    else:
        show(rubric, graded)
    wrong = [one for one in graded if one.problems]
    for one in wrong:
        tell(f"Error: {one.answer.function}/{one.answer.name}: {'; '.join(one.problems)}.")
    return NOT_AS_LABELLED if wrong else 0


def grade_all(
    rubric: Rubric, seed: bytes = PRACTICE_SEED, place: Path | None = None
) -> list[Judged]:
    """Every answer of the gallery, asked the questions of this seed."""
    questions, known = asked(rubric, seed), published(rubric)
    return [
        gallery.judge_answer(rubric, answer, questions, known)
        for answer in gallery.answers(rubric, place)
    ]


def row(one: Judged) -> dict:
    """One answer's line of the matrix as JSON data."""
    return {
        "function": one.answer.function,
        "answer": one.answer.name,
        "right": one.answer.right,
        "points": one.points,
        "full": one.full,
        "caught_by": [verdict.probe for verdict in one.verdicts if not verdict.passed],
        "labelled": list(one.answer.faults),
        "hints": sorted(one.drawn),
        "problems": list(one.problems),
    }


def show(rubric: Rubric, graded: Sequence[Judged]) -> None:
    """Print a table a function: an answer a line, with its probes as dots (passed) and
    crosses (caught)."""
    console = Console()
    for function, own in _by_function(rubric, graded).items():
        probes_in_order = ", ".join(_column(verdict.probe) for verdict in own[0].verdicts)
        title = f"{function}: answers against the probes {probes_in_order}"
        table = Table(title=title, title_justify="left")
        for column in ("answer", "right", "probes", "points", "hints"):
            table.add_column(column, no_wrap=column != "hints", overflow="fold")
        for one in own:
            table.add_row(
                one.answer.name,
                "yes" if one.answer.right else "no",
                "".join("·" if verdict.passed else "x" for verdict in one.verdicts),
                f"{one.points:g}",
                "; ".join(one.problems) or ", ".join(sorted(one.drawn)),
                style="red" if one.problems else None,
            )
        console.print(table)
    right = [one for one in graded if one.answer.right]
    problems = sum(bool(one.problems) for one in graded)
    console.print(
        f"Gallery: {len(right)} right and {len(graded) - len(right)} wrong answers, {problems} not as labelled."
    )


def _by_function(rubric: Rubric, graded: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The answers to each function that has any."""
    functions = {
        f: [one for one in graded if one.answer.function == f] for f in rubric.functions
    }
    return {function: own for function, own in functions.items() if own}


def _column(probe: str) -> str:
    return probe.partition(".")[2].replace("hidden.", "h.")


def page(rubric: Rubric, graded: Sequence[Judged]) -> str:
    """The matrix as an HTML page that stands alone."""
    titles = {
        probe.id: f"{probe.title} ({probe.points:g} points)"
        for probe in probes(rubric, PRACTICE_SEED)
    }
    functions = _by_function(rubric, graded)
    return template(_PAGE).render(functions=functions, titles=titles, column=_column)
