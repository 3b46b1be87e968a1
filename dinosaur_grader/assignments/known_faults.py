"""What a question tells of the known faults: the observations that each of them would
give. They make words; no mark depends on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dinosaur_grader.assignments.faults import Edit
from dinosaur_grader.assignments.question import Question
from dinosaur_grader.assignments.right_answers import Globals
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.checks import Fault
from dinosaur_grader.checks.calls import Call, Outcome, perform
from dinosaur_grader.checks.observing import FAILURE, close

RunCall = Callable[[Call, str, Callable[[], Globals]], Outcome]
"""What comes of a call in the globals that are given, which a name tells apart."""


def telling_faults(
    rubric: Rubric,
    edits: Sequence[Edit],
    question: Question,
    expected: dict[str, Any],
    outcome: RunCall,
) -> list[Fault]:
    """The faults among `edits` that the question tells, in their order."""
    observe, table = rubric.observers[question.observe], []
    for edit in edits:
        seen = observe(outcome(question.call, edit.name, edit.namespace))
        if question.near is not None and not close(
            seen, observe(perform(question.near, edit.namespace(), rubric.answers.functions))
        ):
            continue  # rounding decides what this fault gives, so it can't be told by it on another machine
        if not close(expected, seen) and _tells(question, seen):
            table.append(Fault(edit.name, edit.hint, seen))
    return table


def _tells(question: Question, seen: dict[str, Any]) -> bool:
    """Whether these observations speak of one fault. An error comes out of many."""
    return FAILURE not in seen if question.tells is None else question.tells(seen)
