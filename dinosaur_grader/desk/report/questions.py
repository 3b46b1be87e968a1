"""How each question did: how many passed it, and whether passing it goes along with
doing well in the others.

The second is the item-rest correlation of classical test theory: Pearson's r between the
points of the question and the points of all other questions. Only what the questions
gave is looked at, not what people gave by hand: it is the question that is judged here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable

import msgspec

from dinosaur_grader.judging.marking import EXCUSED
from dinosaur_grader.printable import clean
from dinosaur_grader.results import WITH_SCORE, ProbeVerdict, Result

LEAST = 20
"""Students; with fewer, chance decides about a correlation."""
WEAK, CLEAR = 0.2, 0.4
"""Correlations as they are usually read: below the first one weak, from the second on
clear."""
EASY, HARD = 0.9, 0.4
"""Shares that passed a question."""
MOST_TOLD = 5


class Item(msgspec.Struct, frozen=True):
    """One question: of how many students it was asked, which part passed it, and the
    item-rest correlation; where there is none, `why` says so."""

    function: str
    probe: str
    title: str
    count: int
    passed: float
    correlation: float | None
    why: str = ""
    public: bool = False

    @property
    def named(self) -> str:
        """Its title; a hidden one may have that of a question that students see."""
        return self.title if self.public else f"hidden: {self.title}"

    @property
    def difficulty(self) -> str:
        """How hard it was, in words."""
        if self.passed in (0.0, 1.0):
            return "everybody passed" if self.passed else "nobody passed"
        steps = ((EASY, "easy"), (0.6, "rather easy"), (HARD, "middling"), (0.2, "hard"))
        return next((words for least, words in steps if self.passed >= least), "very hard")

    @property
    def says(self) -> str:
        """What the correlation means, in words."""
        if self.correlation is None:
            return self.why
        if self.correlation < 0:
            return "reversed: those who passed it did worse elsewhere"
        if self.correlation < WEAK:
            return "weak: passing it says little about the rest"
        if self.correlation < CLEAR:
            return "fair: it agrees with the rest"
        return "clear: those who passed it did well elsewhere"

    @property
    def look(self) -> str:
        """Why a lecturer should look at this question, as a sentence; empty where
        nothing stands out. Of an easy question a weak correlation says nothing."""
        share = f"{percent(self.passed)} passed it"
        if self.correlation is not None and self.correlation < 0:
            return (
                f"{share}, and they did worse in the other questions: see whether it asks what it should, "
                "and whether its right answer is right."
            )
        if self.passed == 0.0:
            return "Nobody passed it: see whether it can be passed, and whether it was taught."
        if self.correlation is not None and self.correlation < WEAK and self.passed < EASY:
            return f"{share}, and that says little about the rest: a matter of luck, or a topic of its own."
        if self.passed < HARD:
            return f"{share}: it is among the hard ones. What went wrong is listed below."
        return ""

    @property
    def order(self) -> tuple[bool, bool, float]:
        """The most urgent first."""
        turned = self.correlation is not None and self.correlation < 0
        return not turned, self.passed > 0.0, self.passed


def percent(share: float) -> str:
    """A share for people; never 0 % of some, nor 100 % of not all."""
    rounded = round(100 * share)
    return f"{min(99, max(1, rounded)) if 0 < share < 1 else rounded} %"


def items(results: Iterable[Result]) -> list[Item]:
    """Every question that was asked, in the notebook's order."""
    asked: dict[tuple[str, str], list[tuple[ProbeVerdict, float]]] = {}
    for result in results:
        if result.state in WITH_SCORE:
            verdicts = [(mark.function, v) for mark in result.marks for v in mark.verdicts]
            total = sum(v.points for _, v in verdicts)
            for function, verdict in verdicts:
                if not verdict.detail.startswith(EXCUSED):  # it says nothing about who passed
                    own = asked.setdefault((function, verdict.probe), [])
                    own.append((verdict, total - verdict.points))
    return [_item(function, probe, own) for (function, probe), own in asked.items()]


def _item(function: str, probe: str, own: list[tuple[ProbeVerdict, float]]) -> Item:
    points = [verdict.points for verdict, _ in own]
    passed = sum(verdict.passed for verdict, _ in own) / len(own)
    found, why = _correlation(points, [rest for _, rest in own], passed)
    verdict, _ = own[0]
    title = clean(verdict.title or probe)
    return Item(function, probe, title, len(own), passed, found, why, verdict.public)


def _correlation(
    points: list[float], rest: list[float], passed: float
) -> tuple[float | None, str]:
    """Pearson's r, or None and why there is none."""
    if passed in (0.0, 1.0):
        return None, "can't be computed: all did the same"
    if len(points) < LEAST:
        return None, f"can't be computed for fewer than {LEAST}"
    try:
        found = statistics.correlation(points, rest)
    except statistics.StatisticsError:  # one of the two is constant
        return None, "can't be computed: all have the same points elsewhere"
    return (found, "") if math.isfinite(found) else (None, "can't be computed")


def worth_a_look(found: Iterable[Item]) -> list[Item]:
    """The questions of which something is to be told, the most urgent first."""
    told = sorted((item for item in found if item.look), key=lambda item: item.order)
    return told[:MOST_TOLD]
