"""A class's marks as a distribution: the totals and each function's points that stand,
and who is below a line."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

import msgspec

from dinosaur_grader.records.final_marks import Stand, of_result
from dinosaur_grader.results import WITH_SCORE, Result

BINS = 10


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

    @property
    def median(self) -> float:
        """Half of the class has at least so many points."""
        return statistics.median(self.scores)

    @property
    def middle(self) -> tuple[float, float] | None:
        """Between which points the middle half of the class lies; None for fewer than
        four students."""
        if self.count < 4:
            return None
        low, _, high = statistics.quantiles(self.scores, n=4, method="inclusive")
        return low, high

    @property
    def bins(self) -> list[tuple[float, float, int]]:
        """The histogram in numbers: from, to, students. A mark on an edge is counted
        above it, the full mark in the last bin, and so is what is beyond it."""
        width = self.most / BINS
        count = [0] * BINS
        for score in self.scores:
            count[_bin(score, width)] += 1
        return [(i * width, (i + 1) * width, n) for i, n in enumerate(count)]


def _bin(score: float, width: float) -> int:
    return min(BINS - 1, max(0, int(score / width + 1e-9))) if width else 0


def spreads(results: Iterable[Result], stand: Stand = of_result) -> list[Spread]:
    """Each function's marks that stand over all students who have a score, in the
    notebook's order."""
    scores: dict[str, list[float]] = {}
    most: dict[str, float] = {}
    for result in results:
        if result.state in WITH_SCORE:
            for function, points, of in by_function(result, stand):
                scores.setdefault(function, []).append(points)
                most[function] = of
    return [_spread(function, most[function], values) for function, values in scores.items()]


def by_function(result: Result, stand: Stand) -> Iterable[tuple[str, float, float]]:
    """Each function with the points that stand, and the most there are."""
    cells = stand(result).cells
    for function in dict.fromkeys(mark.function for mark in result.marks):
        own = [mark for mark in result.marks if mark.function == function]
        points = sum(cells[mark.cell].score or 0.0 for mark in own)
        yield function, points, sum(mark.max_score for mark in own)


def totals(results: Sequence[Result], stand: Stand = of_result) -> Spread | None:
    """The totals that stand, over all students who have one."""
    scored = [result for result in results if result.state in WITH_SCORE]
    values = [score for result in scored if (score := stand(result).score) is not None]
    most = most_points(results)
    return _spread("total", most, values) if values else None


def most_points(results: Iterable[Result]) -> float:
    """What there is to have, as the first result with a score says it."""
    scored = (result for result in results if result.state in WITH_SCORE)
    return next((sum(mark.max_score for mark in result.marks) for result in scored), 0.0)


def _spread(function: str, most: float, values: list[float]) -> Spread:
    full, none = sum(v >= most for v in values), sum(v == 0 for v in values)
    return Spread(
        function, most, len(values), sum(values) / len(values), full, none, tuple(values)
    )
