"""What the class report says, before it is a page or tables."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from dinosaur_grader.desk.report import analysis, misconceptions
from dinosaur_grader.desk.report.analysis import Item, Section, Sections, Spread
from dinosaur_grader.desk.report.attention import Doubts, Pages, People, people
from dinosaur_grader.desk.report.misconceptions import (
    NOTHING_KNOWN,
    Candidate,
    Known,
    Misunderstanding,
)
from dinosaur_grader.desk.report.similar import NOTHING_SIMILAR, Similar
from dinosaur_grader.records.final_marks import FinalMarkOf, of_result
from dinosaur_grader.results import WITH_SCORE, Result

Came = Mapping[str, datetime.datetime]
"""When a student's work came, in UTC without saying so, of those of whom that is known."""


class Contents(msgspec.Struct, frozen=True):
    """All that the report says. `made` counts the marks by the kit, seed and isolation that
    they were made with, `days` the hand-ins by the day, `most` is the full mark."""

    title: str
    count: int
    states: dict[str, int]
    made: list[dict[str, str | int]]
    most: float
    total: Spread | None
    spreads: list[Spread]
    sections: list[Section]
    days: list[tuple[str, int]]
    items: list[Item]
    faults: list[Misunderstanding]
    candidates: list[Candidate]
    people: People
    alike: Similar

    @classmethod
    def of(
        cls,
        results: Sequence[Result],
        title: str,
        alike: Similar = NOTHING_SIMILAR,
        pages: Pages | None = None,
        known: Known = NOTHING_KNOWN,
        final_mark_of: FinalMarkOf = of_result,
        doubts: Doubts = MappingProxyType({}),
        sections: Sections = MappingProxyType({}),
        came: Came = MappingProxyType({}),
    ) -> Contents:
        """Gather them. Without `pages` nobody's are linked. `known` has the rubric's names
        and students' code; `final_mark_of` gives the marks that stand, `doubts` what else
        a person should look at."""
        total = analysis.totals(results, final_mark_of)
        by_function = analysis.spreads(results, final_mark_of)
        here = {result.student_id for result in results}
        return cls(
            title=title,
            count=len(results),
            states=dict(sorted(Counter(result.state for result in results).items())),
            made=_made(results),
            most=analysis.most_points(results),
            total=total,
            spreads=[*by_function, *([total] if total else [])],
            sections=analysis.by_section(results, sections, final_mark_of),
            days=analysis.by_day(moment for who, moment in came.items() if who in here),
            items=analysis.items(results),
            faults=misconceptions.misunderstandings(results, known),
            candidates=misconceptions.candidates(results, known),
            people=people(results, final_mark_of, pages, doubts),
            alike=alike,
        )


def _made(results: Sequence[Result]) -> list[dict[str, str | int]]:
    """Count the results with a score by the kit, seed and isolation that they were
    made with, most first."""
    scored = Counter(result.made_with for result in results if result.state in WITH_SCORE)
    return [
        dict(kit=made.version[:12], seed=made.seed, level=made.level, count=count)
        for made, count in scored.most_common()
    ]
