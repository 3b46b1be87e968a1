"""A class's marks and questions in numbers: how the totals and each function's points that
stand are distributed, in all and by section; on which days the work came; how many passed
each question, and whether those who passed it did worse in the others.

That is the item-rest correlation of classical test theory: Pearson's r between the
points of the question and the points of all other questions. Only what the questions
gave is looked at there, not what people gave by hand: it is the question that is judged.
"""

from __future__ import annotations

import datetime
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dinosaur_grader.judging.marking import EXCUSED
from dinosaur_grader.records.final_marks import FinalMarkOf, of_result
from dinosaur_grader.results import WITH_SCORE, ProbeVerdict, Result

LEAST = 20
"""Students; with fewer, chance decides about a correlation."""
HARD = 0.4
"""Share that passed a question."""
MAX_TOLD = 5
BINS = 10
FEW = 5
"""With a score in a section; of fewer the marks are not told."""
MAX_DAYS = 14
MEASURES = ("students", "mean", "median", "standard_deviation", "lowest", "highest")


Row = dict[str, Any]
"""A row of a table, by the names that its columns have in the CSV file."""


def measure(function: str, of: float, scores: Sequence[float]) -> Row:
    """Measure the marks of one function, or of all: how many have a score, where the scores
    lie, how many have all and none of the points, and their histogram."""
    return dict(
        function=function,
        students=len(scores),
        mean=sum(scores) / len(scores),
        median=statistics.median(scores),
        standard_deviation=statistics.stdev(scores) if len(scores) > 1 else None,
        lowest=min(scores),
        highest=max(scores),
        of=of,
        all_points=sum(score >= of for score in scores),
        no_points=sum(score == 0 for score in scores),
        bins=_bins(of, scores),
    )


def _bins(most: float, scores: Iterable[float]) -> list[tuple[float, float, int]]:
    """Return the histogram in numbers: from, to, students. A mark on an edge is counted
    above it, the full mark in the last bin, and so is what is beyond it."""
    width, count = most / BINS, [0] * BINS
    for score in scores:
        place = int(score / width + 1e-9) if width else 0
        count[min(BINS - 1, max(0, place))] += 1
    return [(i * width, (i + 1) * width, n) for i, n in enumerate(count)]


def spreads(results: Iterable[Result], final_mark_of: FinalMarkOf = of_result) -> list[Row]:
    """Measure each function's marks that stand over all students who have a score, in
    the notebook's order."""
    scores: dict[str, list[float]] = {}
    most: dict[str, float] = {}
    for result in results:
        if result.state in WITH_SCORE:
            for function, points, of in by_function(result, final_mark_of):
                scores.setdefault(function, []).append(points)
                most[function] = of
    return [measure(function, most[function], own) for function, own in scores.items()]


def by_function(
    result: Result, final_mark_of: FinalMarkOf
) -> Iterable[tuple[str, float, float]]:
    """Yield each function with the points that stand, and the most there are."""
    cells = final_mark_of(result).cells
    for function in dict.fromkeys(mark.function for mark in result.marks):
        own = [mark for mark in result.marks if mark.function == function]
        if any(cells[mark.cell].waits for mark in own):
            continue  # what nobody has marked is no zero
        points = sum(cells[mark.cell].score or 0.0 for mark in own)
        yield function, points, sum(mark.max_score for mark in own)


def totals(results: Sequence[Result], final_mark_of: FinalMarkOf = of_result) -> Row | None:
    """Measure the totals that stand, over all students who have one."""
    scored = [result for result in results if result.state in WITH_SCORE]
    values = [score for result in scored if (score := final_mark_of(result).score) is not None]
    return measure("total", most_points(scored), values) if values else None


def most_points(results: Iterable[Result]) -> float:
    """Return the most points there are to have, as the first result
    with a score says it."""
    scored = (result for result in results if result.state in WITH_SCORE)
    return next((sum(mark.max_score for mark in result.marks) for result in scored), 0.0)


Sections = Mapping[str, Sequence[str]]
"""The sections that each student is in."""


def by_section(
    results: Sequence[Result], sections: Sections, final_mark_of: FinalMarkOf = of_result
) -> list[Row]:
    """Measure the totals of each section, by its name, and at the end of who is in none;
    nothing where there are no sections. Of fewer than `FEW` with a score nothing is told:
    the lowest mark would be somebody's."""
    inside: dict[str, list[Result]] = {}
    for result in results if sections else ():
        for name in sections.get(result.student_id) or ("",):
            inside.setdefault(name, []).append(result)
    found = []
    for name in sorted(inside, key=lambda name: (not name, name)):
        marks = totals(inside[name], final_mark_of)
        told = marks if marks and marks["students"] >= FEW else dict.fromkeys(MEASURES)
        row = dict(section=name, with_score=told["students"]) | {m: told[m] for m in MEASURES}
        found.append(row | {"students": len(inside[name])})
    return found


def by_day(
    moments: Iterable[datetime.datetime], zone: datetime.tzinfo | None = None
) -> list[tuple[str, int]]:
    """Count moments in UTC by the day in a zone, this computer's if none is given. Days
    without one are there; what came more than `MAX_DAYS` before the last is one row."""
    utc = (moment.replace(tzinfo=datetime.UTC) for moment in moments)
    count = Counter(moment.astimezone(zone).date() for moment in utc)
    if not count:
        return []
    last = max(count)
    first = max(min(count), last - datetime.timedelta(days=MAX_DAYS - 1))
    days = [first + datetime.timedelta(days=i) for i in range((last - first).days + 1)]
    early = sum(n for day, n in count.items() if day < first)
    rows = [(f"before {first}", early)] if early else []
    return [*rows, *((str(day), count[day]) for day in days)]


def _look(item: Row) -> str:
    """Say in a sentence why a lecturer should look at this question; empty where
    nothing stands out."""
    share = f"{percent(item['passed'])} passed it"
    if excused := item["excused"]:
        share += f" and {excused} {'was' if excused == 1 else 'were'} excused"
    if (item["item_rest_correlation"] or 0) < 0:
        return (
            f"{share}, and they did worse in the other questions: see whether it asks what it should, "
            "and whether its right answer is right."
        )
    if item["passed"] == 0.0:
        return "Nobody passed it: see whether it can be passed, and whether it was taught."
    if item["passed"] < HARD:
        return f"{share}: it is among the hard ones. What went wrong is listed below."
    return ""


def percent(share: float) -> str:
    """Round a share to a percentage for people. It is never 0 % of some,
    nor 100 % of not all."""
    rounded = round(100 * share)
    return f"{min(99, max(1, rounded)) if 0 < share < 1 else rounded} %"


def questions(results: Iterable[Result]) -> list[Row]:
    """List every question that was asked, in the notebook's order: of how many students,
    which part passed it, the item-rest correlation of those who were not excused, where
    there is one, how many were, and why to look at it."""
    asked: dict[tuple[str, str], list[tuple[ProbeVerdict, float]]] = {}
    for result in results:
        if result.state in WITH_SCORE:
            verdicts = [(mark.function, v) for mark in result.marks for v in mark.verdicts]
            total = sum(v.points for _, v in verdicts)
            for function, verdict in verdicts:
                own = asked.setdefault((function, verdict.probe), [])
                own.append((verdict, total - verdict.points))
    found = [_question(*key, own) for key, own in asked.items()]
    return [row | {"look": _look(row)} for row in found]


def _question(function: str, probe: str, own: list[tuple[ProbeVerdict, float]]) -> Row:
    # Who failed and was excused has the points, and has not passed. Without them in the
    # count, a question that everybody is excused from would be one that all passed.
    judged = [each for each in own if not each[0].detail.startswith(EXCUSED)]
    points = [verdict.points for verdict, _ in judged]
    verdict, _ = own[0]
    return dict(
        function=function,
        # a hidden one may have the title of a question that students see
        question=f"{'' if verdict.public else 'hidden: '}{verdict.title or probe}",
        asked_of=len(own),
        passed=sum(verdict.passed for verdict, _ in judged) / len(own),
        item_rest_correlation=_correlation(points, [rest for _, rest in judged]),
        excused=len(own) - len(judged),
    )


def _correlation(points: list[float], rest: list[float]) -> float | None:
    """Compute Pearson's r, if there are enough students and neither is constant."""
    if len(points) < LEAST or min(points) == max(points) or min(rest) == max(rest):
        return None
    return statistics.correlation(points, rest)


def worth_a_look(found: Iterable[Row]) -> list[Row]:
    """Sort the questions that a lecturer should look at, the most urgent first: those that
    strong students fail and weak ones pass, then those that the fewest passed."""
    told = [row for row in found if row["look"]]
    told.sort(key=lambda row: ((row["item_rest_correlation"] or 0) >= 0, row["passed"]))
    return told[:MAX_TOLD]
