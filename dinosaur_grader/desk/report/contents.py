"""What the class report says, before it is a page or tables."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dinosaur_grader.desk.report import analysis, misconceptions
from dinosaur_grader.desk.report.analysis import Sections
from dinosaur_grader.desk.report.attention import Doubts, Pages, count_reasons, people
from dinosaur_grader.desk.report.misconceptions import NOTHING_KNOWN, Known
from dinosaur_grader.desk.report.similar import NOTHING_SIMILAR, Similar
from dinosaur_grader.records.final_marks import FinalMarkOf, of_result
from dinosaur_grader.results import WITH_SCORE, Result

Came = Mapping[str, datetime.datetime]
"""When a student's work came, in UTC without saying so, of those of whom that is known."""


class Contents:
    """All that the report says. `made` counts the marks by the kit, seed and isolation that
    they were made with, `days` the hand-ins by the day, `most` is the full mark."""

    def __init__(
        self,
        results: Sequence[Result],
        title: str,
        alike: Similar = NOTHING_SIMILAR,
        pages: Pages | None = None,
        known: Known = NOTHING_KNOWN,
        final_mark_of: FinalMarkOf = of_result,
        doubts: Doubts = MappingProxyType({}),
        sections: Sections = MappingProxyType({}),
        came: Came = MappingProxyType({}),
    ):
        """Gather it. Without `pages` nobody's are linked. `known` has the rubric's names
        and students' code; `final_mark_of` gives the marks that stand, `doubts` what else
        a person should look at."""
        here = {result.student_id for result in results}
        self.title, self.count, self.alike = title, len(results), alike
        self.states = dict(sorted(Counter(result.state for result in results).items()))
        self.made = _made(results)
        self.most = analysis.most_points(results)
        self.total = analysis.totals(results, final_mark_of)
        self.marks = analysis.spreads(results, final_mark_of)
        self.marks += [self.total] if self.total else []
        self.sections = analysis.by_section(results, sections, final_mark_of)
        self.days = analysis.by_day(moment for who, moment in came.items() if who in here)
        self.questions = analysis.questions(results)
        self.faults = misconceptions.misunderstandings(results, known)
        self.candidates = misconceptions.candidates(results, known)
        self.people = people(results, final_mark_of, pages, doubts)
        self.reasons = count_reasons(results, doubts)


def _made(results: Sequence[Result]) -> list[dict[str, str | int]]:
    """Count the results with a score by the kit, seed and isolation that they were
    made with, most first."""
    scored = Counter(result.made_with for result in results if result.state in WITH_SCORE)
    return [
        dict(kit=made.version[:12], seed=made.seed, level=made.level, count=count)
        for made, count in scored.most_common()
    ]
