"""`python -m grader report`: the class report, one self-contained page.

Marks by function, what the class misunderstood (the faults that the probes named,
counted, and what else many share), states, who needs a human look, and very similar
submissions. It is for instructors only: it shows students' names and code. It loads
nothing from anywhere, prints well and reads on a phone.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from grader.assignments import assignment as assignments
from grader.assignments import places
from grader.assignments.tables import RubricError
from grader.batch import journal, times
from grader.desk.report.misunderstood import (
    MOST_CANDIDATES,
    NOTHING_KNOWN,
    SHARED,
    Known,
    candidates,
    known_of,
    misunderstandings,
)
from grader.desk.report.similar import Group, compared
from grader.desk.shared import known as hand_in_facts
from grader.desk.shared.agreement import agree, gradebook_of
from grader.desk.which import Which
from grader.judging.stage import unsafe
from grader.printable import clean, digits, escaped
from grader.printable.pages import template
from grader.records import gradebook, hand_ins
from grader.records.standing import Marks, Stand, Standing, of_result
from grader.results import WITH_SCORE, Result

TEMPLATES = Path(__file__).parent / "templates"
WALKED = ("walk", "judge")  # the stages whose seconds count for a submission
SLOWEST = 5


class Spread(msgspec.Struct, frozen=True):
    """One function's marks: how many have a score, their mean, how many have all and
    none of the points."""

    function: str
    most: float
    count: int
    mean: float
    full: int
    none: int
    scores: tuple[float, ...]


def spreads(results: Iterable[Result], stand: Stand = of_result) -> list[Spread]:
    """Each function's marks that stand over all students who have a score, in the
    notebook's order."""
    scores: dict[str, list[float]] = {}
    most: dict[str, float] = {}
    for result in results:
        if result.state in WITH_SCORE:
            cells = stand(result).cells
            for function in dict.fromkeys(mark.function for mark in result.marks):
                own = [mark for mark in result.marks if mark.function == function]
                scores.setdefault(function, []).append(
                    sum(cells[mark.cell].score or 0.0 for mark in own)
                )
                most[function] = sum(mark.max_score for mark in own)
    return [_spread(function, most[function], values) for function, values in scores.items()]


def totals(results: Iterable[Result], stand: Stand = of_result) -> Spread | None:
    """The totals that stand, over all students who have one."""
    scored = [result for result in results if result.state in WITH_SCORE]
    values = [score for result in scored if (score := stand(result).score) is not None]
    most = sum(mark.max_score for mark in scored[0].marks) if scored else 0.0
    return _spread("total", most, values) if values else None


def _spread(function: str, most: float, values: list[float]) -> Spread:
    full, none = sum(v >= most for v in values), sum(v == 0 for v in values)
    return Spread(
        function, most, len(values), sum(values) / len(values), full, none, tuple(values)
    )


class Look(msgspec.Struct, frozen=True):
    """One student for a person to look at, with the pages that are there: what they are
    to where they lie."""

    student: str
    state: str
    score: str
    why: str
    pages: dict[str, str]


class Pages(msgspec.Struct, frozen=True):
    """Where a student's pages lie, as seen from the report: `out` is what `grade`
    wrote, `to` the report's file."""

    out: Path
    to: Path

    def of(self, result: Result) -> dict[str, str]:
        """Relative addresses of the student's feedback and graded notebook, of those
        that are there."""
        found = {}
        for what, room, ending in (
            ("feedback", "feedback", "html"),
            ("notebook", "autograded", "ipynb"),
        ):
            path = (
                self.out
                / room
                / result.student_id
                / result.assignment
                / f"{result.assignment}.{ending}"
            )
            if not unsafe(result.student_id) and path.is_file():
                found[what] = quote(
                    Path(os.path.relpath(path, self.to.parent)).as_posix(), safe="/"
                )
        return found


def report(
    results: list[Result],
    similar: Sequence[Group],
    title: str,
    pages: Pages | None = None,
    times: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
    thin: Sequence[str] = (),
    long: Sequence[str] = (),
    known: Known = NOTHING_KNOWN,
    stand: Stand = of_result,
    looks: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """The page as HTML text. `times` has seconds by stage by a result's key; without
    `pages` nothing is linked. `thin` and `long` name students with almost
    nothing to compare, and with too much. `known` has the rubric's names and students'
    code; `stand` gives the marks that stand, `looks` what else a person should look at."""
    by_function, total = spreads(results, stand), totals(results, stand)
    faults, unnamed = misunderstandings(results, known), candidates(results, known)
    return template(TEMPLATES / "report.html").render(
        title=title,
        states=sorted(Counter(result.state for result in results).items()),
        count=len(results),
        spreads=[*by_function, *([total] if total else [])],
        median=statistics.median(total.scores) if total else None,
        chart=_chart(by_function) if by_function else "",
        faults=[fault for fault in faults if fault.students >= SHARED],
        rare=[fault for fault in faults if fault.students < SHARED],
        candidates=unnamed[:MOST_CANDIDATES],
        left_out=len(unnamed[MOST_CANDIDATES:]),
        shared=SHARED,
        folder=known.folder or "rubrics/NAME/faults",
        looks=[
            _look(result, pages, stand(result).score, why)
            for result in results
            if (why := _why(result, stand(result), looks.get(result.student_id, ())))
        ],
        similar=similar,
        thin=thin,
        long=long,
        made=_made(results),
        time=spent(results, times),
    )


def _look(result: Result, pages: Pages | None, score: float | None, why: list[str]) -> Look:
    linked = pages.of(result) if pages else {}
    said = clean(" ".join(why))
    return Look(escaped(result.student_id), result.state, digits(score), said, linked)


def _why(result: Result, stands: Standing, looks: Sequence[str]) -> list[str]:
    """Why a person should look at a student's work, as sentences; none where nobody
    needs to."""
    said = list(looks)
    if result.needs_look or result.state not in WITH_SCORE:
        said.append(result.notes[-1] if result.notes else "")
    if why := hand_in_facts.zero(result):
        said.append(why)
    if stands.late or stands.told_late:
        said.append("Late.")
    return said


def _made(results: Iterable[Result]) -> list[dict[str, str | int]]:
    """With which kit, seed and isolation the marks were made, and how many of them;
    most first."""
    scored = Counter(result.made_with for result in results if result.state in WITH_SCORE)
    return [
        dict(kit=made.version[:12], seed=made.seed, level=made.level, count=count)
        for made, count in scored.most_common()
    ]


class Spent(msgspec.Struct, frozen=True):
    """Seconds that the notebooks took to be walked: how many are known, their sum and
    median, the slowest ones."""

    count: int
    total: float
    median: float
    slowest: tuple[tuple[str, float], ...]


def spent(results: Iterable[Result], times: Mapping[str, Mapping[str, float]]) -> Spent | None:
    """The times of the results that have one, or None."""
    known = [
        (escaped(r.student_id), sum(times[r.key].get(s, 0.0) for s in WALKED))
        for r in results
        if r.key in times
    ]
    if not known:
        return None
    seconds = [each for _, each in known]
    slowest = sorted(known, key=lambda pair: (-pair[1], pair[0]))[:SLOWEST]
    return Spent(len(known), sum(seconds), statistics.median(seconds), tuple(slowest))


def _chart(by_function: list[Spread]) -> str:
    """Histograms of the marks, a function each, as SVG text."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(
        1, len(by_function), figsize=(2.4 * len(by_function), 2.2), sharey=True, squeeze=False
    )
    for axis, spread in zip(axes[0], by_function, strict=True):
        axis.hist(
            spread.scores, bins=10, range=(0, spread.most), color="#0072B2", edgecolor="white"
        )
        axis.set_title(spread.function, fontsize=10)
        axis.set_xlabel(f"points of {digits(spread.most)}", fontsize=8)
        axis.tick_params(labelsize=8)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0][0].set_ylabel("students", fontsize=8)
    axes[0][0].yaxis.get_major_locator().set_params(integer=True)
    figure.tight_layout()
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return text.getvalue()[text.getvalue().index("<svg") :]


def codes(out: Path, assignment) -> dict[str, list[str]]:
    """Each student's code cells but for the tests, from the autograded notebooks that
    `grade` wrote: the code that counts may stand in any of them, so the graded cells
    come first and the others behind them."""
    found = {}
    for path in sorted(
        (out / "autograded").glob(f"*/{assignment.name}/{assignment.name}.ipynb")
    ):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [
            (cell["metadata"].get("nbgrader", {}), "".join(cell["source"]))
            for cell in cells
            if cell["cell_type"] == "code"
        ]
        own = [
            (not marks.get("solution"), text) for marks, text in code if not marks.get("grade")
        ]
        found[path.parts[-3]] = [text for _, text in sorted(own, key=lambda one: one[0])]
    return found


def command(
    out: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The folder that `grade` wrote.")
    ],
    to: Annotated[
        Path | None, typer.Option(help="The page; report.html in that folder where left out.")
    ] = None,
    assignment: Which = "",
    database: Annotated[str | None, typer.Option(help="URL of a gradebook elsewhere.")] = None,
) -> int:
    """Write the class report: marks, what the class misunderstood, who needs a look."""
    written = out / "results.jsonl"
    if not written.exists():
        print(
            f"Error: there is no {written}: grade first, or name the folder with --out.",
            file=sys.stderr,
        )
        return 2
    course = places.course_of(Path.cwd(), out.resolve(), out.resolve().parent)
    try:
        work = assignments.load(places.chosen(assignment, course), course)
    except (places.NoAssignment, RubricError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    results = list(journal.results(written, work.name))
    if not results:
        print(
            f"Error: {written} has no results of {work.name}: grade it first.", file=sys.stderr
        )
        return 2
    try:
        marks = Marks(gradebook_of(out, database), out)
        agree(out, work.name, marks)
    except gradebook.GradebookError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    to = to or out / "report.html"
    alike = compared(codes(out, work), release)
    page = report(
        results,
        alike.groups,
        work.title,
        Pages(out, to),
        times.read(written),
        alike.thin,
        alike.long,
        known_of(out, work),
        marks.of,
        {one.student: one.looks for one in hand_ins.read(out, work.name).values()},
    )
    to.write_text(page, encoding="utf-8")
    print(f"report:     {to}")
    return 0
