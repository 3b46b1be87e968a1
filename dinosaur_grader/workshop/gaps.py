"""What the questions to a function leave open: known faults that none of them tells
apart, questions that no wrong answer and no known fault fails, and those that open the
gate to a function that returns a constant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from dinosaur_grader.checks import passes
from dinosaur_grader.checks.comparisons import close
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.probe import differing

if TYPE_CHECKING:
    from dinosaur_grader.assignments.rubric import Rubric
    from dinosaur_grader.checks import Probe
    from dinosaur_grader.workshop.gallery import Judged


@dataclass(frozen=True)
class Gaps:
    """What is open for one function: pairs of faults by name, and questions by title."""

    function: str
    alike: tuple[tuple[str, str], ...]
    never_failed: tuple[str, ...]
    constant: tuple[str, ...] = ()

    def notes(self) -> Iterator[str]:
        """Say each in a sentence."""
        for one, other in self.alike:
            yield f"no question to {self.function} tells the fault {one} from {other}."
        for title in self.never_failed:
            yield (
                f'no wrong answer fails the question "{title}" to {self.function}: what does it ask for?'
            )
        for title in self.constant:
            yield (
                f'the question "{title}" to {self.function} has the same right answer in every course: a '
                "function that returns it has the points of the public questions, too. Draw its arguments."
            )


def gaps(rubric: Rubric, function: str, judged: Sequence[Judged], seed: bytes) -> Gaps:
    """Find what is open for a function, whose gallery was `judged` with this seed."""
    from dinosaur_grader.assignments.probes import asked_of

    questions = asked_of(rubric, function, seed)
    failed, seen = {}, {}
    with quietly(rubric.answers.files):
        for edit in rubric.edits(function):
            right = rubric.answers.functions
            outcomes = [perform(q.call, edit.namespace(), right) for q in questions]
            pairs = list(zip(questions, outcomes, strict=True))
            failed[edit.name] = {q.id for q, outcome in pairs if not passes(q, outcome)}
            seen[edit.name] = [q.see(outcome) for q, outcome in pairs]
    alike = [
        (one, other)
        for one, other in combinations(failed, 2)
        # one that passes everything is said to be undetected, which is enough
        if failed[one] and failed[one] == failed[other] and close(seen[one], seen[other])
    ]
    caught = {
        v.probe for one in judged if not one.answer.right for v in one.verdicts if not v.passed
    }
    caught = caught.union(*failed.values())
    never_failed = tuple(q.title for q in questions if q.id not in caught)
    return Gaps(
        function, tuple(alike), never_failed, _constant(rubric, function, questions, seed)
    )


def _constant(
    rubric: Rubric, function: str, questions: Sequence[Probe], seed: bytes
) -> tuple[str, ...]:
    """Find the hidden gate questions whose right answer is that of another course, too."""
    from dinosaur_grader.assignments.probes import probes_of

    # steps and figures have to be made, whatever they are
    made = {q.id for q in questions if q.call.steps or q.call.draws}
    gates = [q for q in questions if q.gate and not q.public and q.id not in made]
    others = (
        {q.id: q.expected for q in probes_of(rubric, function, seed + b" again")}
        if gates
        else {}
    )
    return tuple(q.title for q in gates if not differing(q, others[q.id]))
