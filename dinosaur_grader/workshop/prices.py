"""What each known fault keeps of the points, against the class in which its author put it:
`dinosaur-grader check --points`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked_of
from dinosaur_grader.checks import Probe, passes, score
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.probe import passed as passed_verdict
from dinosaur_grader.workshop.gallery import NOT_AS_LABELLED

if TYPE_CHECKING:
    from dinosaur_grader.assignments.right_answers import Globals
    from dinosaur_grader.assignments.rubric import Rubric

COURSES = 10
BOUNDS = {"nothing": (0.0, 0.2), "step": (0.2, 0.7), "detail": (0.5, 1.0)}
"""What a fault of each class keeps, as shares of a function's points."""
MOST_EXCEPTIONS = 0.1
"""The share of a function's faults that may keep something else, with a reason."""
NARROW = 1e-9


@dataclass(frozen=True)
class Price:
    """What one answer keeps of a function's points in one course: `passed` are the questions
    that it passes, `because` is the reason for an exception."""

    function: str
    name: str
    kind: str
    because: str
    passed: frozenset[str]
    points: float
    full: float

    @property
    def share(self) -> float:
        """The points as a share."""
        return self.points / self.full if self.full else 0.0

    @property
    def fits(self) -> bool:
        """Whether it is what its class says."""
        low, high = BOUNDS.get(self.kind, (0.0, 1.0))
        return low - NARROW <= self.share <= high + NARROW


def seeds(courses: int = COURSES) -> list[bytes]:
    """Name the seeds of so many courses; the first is the practice seed."""
    return [PRACTICE_SEED, *(f"points {number}".encode() for number in range(1, courses))]


def find_prices(rubric: Rubric, function: str, seed: bytes) -> list[Price]:
    """Ask each known fault of a function the questions of one course."""
    table, questions = rubric.faults(function), asked_of(rubric, function, seed)
    return [
        find_price(
            rubric,
            questions,
            edit.name,
            edit.namespace(),
            table.classes.get(edit.name, ""),
            table.because.get(edit.name, ""),
        )
        for edit in rubric.edits(function)
    ]


def find_price(
    rubric: Rubric,
    questions: Sequence[Probe],
    name: str,
    namespace: Globals,
    kind: str = "",
    because: str = "",
) -> Price:
    """Ask one answer, in the globals of its notebook, these questions to its function."""
    right = rubric.answers.functions
    calls = {id(probe.call): probe.call for probe in questions}
    with quietly(rubric.answers.files):
        outcomes = {place: perform(call, namespace, right) for place, call in calls.items()}
    own = [probe for probe in questions if passes(probe, outcomes[id(probe.call)])]
    return Price(
        questions[0].function,
        name,
        kind,
        because,
        frozenset(probe.id for probe in own),
        sum(score(questions, [passed_verdict(probe) for probe in own]).values()),
        sum(probe.points for probe in questions),
    )


def find_problems(prices: Sequence[Price]) -> Iterator[str]:
    """Say what breaks the order among the known faults of one function in one course."""
    for one in prices:
        if not one.kind:
            yield f"{one.name} is in no class: put it in one by classes()."
        elif not one.fits and not one.because:
            yield f"{one.name}, a {one.kind}, keeps {one.points:g} of {one.full:g} points."
        elif one.fits and one.because:
            yield f"{one.name} needs no reason: it keeps what a {one.kind} keeps."
    exceptions = [one.name for one in prices if one.because]
    if len(exceptions) > MOST_EXCEPTIONS * len(prices):
        yield f"{len(exceptions)} of {len(prices)} faults are exceptions: {', '.join(exceptions)}."
    yield from find_reversals([one for one in prices if one.kind != "nothing"])


def find_reversals(prices: Sequence[Price]) -> Iterator[str]:
    """Say which answer has fewer points than one that passes less."""
    for one, other in permutations(prices, 2):
        if one.passed > other.passed and one.points < other.points:
            yield f"{one.name} passes more than {other.name}, and has fewer points."


def check(rubric: Rubric, tell: Callable[[str], None], functions: Sequence[str]) -> int:
    """Print the table of these functions in ten courses, and tell what breaks the order; 0
    where nothing does, else 2."""
    problems = []
    # a rubric without classes promises nothing
    for function in (name for name in functions if rubric.faults(name).classes):
        courses = [find_prices(rubric, function, seed) for seed in seeds()]
        print(
            "\n".join([f"### `{function}`, {courses[0][0].full:g} points", "", *table(courses)])
        )
        print()
        found = dict.fromkeys(each for prices in courses for each in find_problems(prices))
        problems += [f"{function}: {each}" for each in found]
    for each in problems:
        tell(f"Error: {each}")
    return NOT_AS_LABELLED if problems else 0


def table(courses: Sequence[Sequence[Price]]) -> list[str]:
    """Draw a table in Markdown: the faults of one function by class and by what they keep,
    in all courses."""
    rows = []
    for own in zip(*courses, strict=True):
        kept = sorted({one.points for one in own})
        points = f"{kept[0]:g}" if len(kept) == 1 else f"{kept[0]:g} to {kept[-1]:g}"
        one = own[0]
        row = f"| `{one.name}` | {one.kind} | {points} | {100 * one.share:.0f} % | {one.because} |"
        rows.append((list(BOUNDS).index(one.kind) if one.kind else -1, kept[0], row))
    heading = "| fault | class | points kept | share | why it is an exception |"
    return [heading, "| --- | --- | ---: | ---: | --- |", *(row for *_, row in sorted(rows))]


def find_losses(answers: Sequence[Price], faults: Sequence[Price]) -> Iterator[str]:
    """Say which of these answers the rule against constants costs a point, though it passes
    what no fault of the class nothing does."""
    nothing = [one.passed for one in faults if one.kind == "nothing"]
    for one in answers:
        if one.passed and not one.points and not any(one.passed <= other for other in nothing):
            yield f"{one.name} passes {', '.join(sorted(one.passed))}, and gets nothing for it."
