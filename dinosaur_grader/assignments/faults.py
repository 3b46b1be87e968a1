"""The known faults of an assignment: wrong functions, made by editing the right ones,
and the hint that each of them draws.

A hint says what the outcome means and one step to try, without a number and without the
solution's code. Trusted side only: what these functions give for a probe's call is
computed here, and only observations leave. They make words; no mark depends on them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dinosaur_grader.assignments.question import Question
from dinosaur_grader.assignments.right_answers import Globals, RightAnswers
from dinosaur_grader.assignments.tables import FaultsTable, RubricError
from dinosaur_grader.checks import Fault
from dinosaur_grader.checks.calls import Call, Outcome
from dinosaur_grader.checks.observing import FAILURE, close

if TYPE_CHECKING:  # it imports this module
    from dinosaur_grader.assignments.rubric import Rubric

RunCall = Callable[[Call, str, Callable[[], Globals]], Outcome]
"""What comes of a call in the globals that are given, which a name tells apart."""


@dataclass(frozen=True)
class Edit:
    """A fault as an edit of the right answer: `swaps` are pairs (text that is there,
    text in its place), `home` is the file that says so."""

    answers: RightAnswers
    function: str
    name: str
    hint: str
    swaps: tuple[tuple[str, str], ...]
    home: str

    @property
    def source(self) -> str:
        """The faulty function's text. Raises RubricError where the right answer has
        moved away from the edit."""
        text = self.answers.source(self.function)
        for old, new in self.swaps:
            if old not in text:
                raise RubricError(
                    f"{self.home}: the fault {self.name} swaps {old!r}, which the right {self.function} doesn't have."
                )
            text = text.replace(old, new)
        return text

    def namespace(self) -> Globals:
        """Make a notebook's globals in which the function is the faulty one (compiled
        once)."""
        return _namespace(self.answers, self.function, self.source)


@functools.cache
def _namespace(answers: RightAnswers, function: str, text: str) -> Globals:
    others = (source for name, source in answers.texts.items() if name != function)
    return answers.namespace_of(*others, text)


def edits(
    answers: RightAnswers, function: str, table: FaultsTable, home: str
) -> tuple[Edit, ...]:
    """List the known faults of one function, the likeliest first.

    A swap's key is a name among the table's `lines`, or the text itself.
    """
    known = [fault.name for fault in table.faults]
    twice = next((name for name in known if known.count(name) > 1), None)
    if twice:
        raise RubricError(f"{home}: two faults have the name {twice}.")
    return tuple(
        Edit(
            answers,
            function,
            fault.name,
            fault.hint,
            tuple((table.lines.get(old, old), new) for old, new in fault.swaps.items()),
            home,
        )
        for fault in table.faults
    )


def telling_faults(
    rubric: Rubric,
    edits: Sequence[Edit],
    question: Question,
    expected: dict[str, Any],
    outcome: RunCall,
) -> tuple[Fault, ...]:
    """Find the faults among `edits` that the question tells, in their order."""
    observe, found = rubric.observers[question.observe], []
    for edit in edits:
        seen = observe(outcome(question.call, edit.name, edit.namespace))
        # Rounding decides what some faults give. On another machine such a fault would
        # look like another one, and a student would be told of a mistake not made.
        if question.near is not None and not close(
            seen, observe(outcome(question.near, edit.name, edit.namespace))
        ):
            continue
        if not close(expected, seen) and _tells(question, seen):
            found.append(Fault(edit.name, edit.hint, seen))
    return tuple(found)


def _tells(question: Question, seen: dict[str, Any]) -> bool:
    """Tell whether these observations speak of one fault. An error comes out of many."""
    return FAILURE not in seen if question.tells is None else question.tells(seen)
