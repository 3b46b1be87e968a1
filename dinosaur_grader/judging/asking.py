"""Putting questions to a notebook's children: one after the other, each at a place of
the notebook.

Which child comes next, and what it is asked, follows from the plan and from the
sentences so far alone.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.checks.words.secret import Sentence, kind_of
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget, ChildLike, Plan, SandboxLike
from dinosaur_grader.judging.verdicts import NEVER_RETURNED
from dinosaur_grader.results import INFRASTRUCTURE
from dinosaur_grader.sandbox.sandbox import ChildLost

FAULTS = (OSError, RuntimeError, MemoryError, ValueError, ChildLost)
"""What the machinery fails by; a ValueError is a message that is over the pipe's cap."""
END = ""
"""The place behind the last cell; all others are test cells, by their id."""
AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})


SharedCall = tuple[Probe, ...]
"""The probes that share one call: it is put once, and looked at by each."""


def by_function(probes: Sequence[Probe]) -> dict[str, list[SharedCall]]:
    """Return the questions by function, both in the order of the probes.

    They are asked in this order in every course. What one of them leaves behind in a class
    or a default may change the next one's answer, and by a drawn order such a mistake
    got all points under one seed and none under another.
    """
    shared: dict[Call, list[Probe]] = {}
    for probe in probes:
        shared.setdefault(probe.call, []).append(probe)
    found: dict[str, list[SharedCall]] = {}
    for own in shared.values():
        found.setdefault(own[0].function, []).append(tuple(own))
    return found


class Runner:
    """A child on its way through the notebook, and a fresh one where that is lost.

    What the cells do here counts for nothing: a cell that used up its memory after a
    question was once left out of all later children, and forty of them told what it had
    asked. Where one of them ends the child, nobody is sent again: the runner is `closed`.
    """

    def __init__(self, plan: Plan, sandbox: SandboxLike, held: contextlib.ExitStack):
        self.plan, self.sandbox = plan, sandbox
        # one of its own, so that its child can go while the walk's others live
        self.held = held.enter_context(contextlib.ExitStack())
        self.child: ChildLike | None = None
        self.position = 0
        self.closed = self.killed = False

    def at(self, place: str, deadline: float) -> ChildLike | None:
        """Bring the child to a place, or a fresh one; None where it was lost on the way or
        the time is over."""
        # where it ended may be how a child tells a secret that it was asked (attack
        # told-by-exits): nobody is sent again
        if self.closed:
            return None
        if self.child is None:
            self.child, self.position = self.held.enter_context(self.sandbox.child()), 0
        try:
            self._go(self.child, place, deadline)
        except ChildLost as loss:
            raise_if_machinery(loss)
            # ended from outside, maybe by no fault of the cell: once more
            self.closed, self.killed = self.killed or not loss.killed, True
            self.drop()
        return self.child

    def _go(self, child: ChildLike, place: str, deadline: float) -> None:
        if self.position >= len(self.plan.cells):
            return None
        for position, keep in self.plan.steps(place):
            # a child that was at an earlier test cell goes on from there
            if position >= self.position:
                left = deadline - time.monotonic()
                if left <= 0:
                    return self.drop()
                cell, most = self.plan.cells[position], self.plan.budget.cell_seconds
                # what the cell reports is not looked at: by which cells were lost or raised
                # a child told 1,900 and 300 bits (attacks told-by-lost-cells,
                # told-by-notes, told-by-errno)
                child.run_cell(cell.source, min(most, left), keep)
                self.position = position + 1
        return None

    def drop(self) -> None:
        """End the child, if there is one."""
        self.child = None
        self.held.close()


class Children:
    """The children of a walk: one at the end of the notebook, which is lent nothing, and
    others at its test cells. Once something secret was sent there is one at a time:
    children that live together share a disk, which one of them can fill."""

    def __init__(self, plan: Plan, sandbox: SandboxLike, held: contextlib.ExitStack):
        self.plan = plan
        self.fresh = functools.partial(Runner, plan, sandbox, held)
        # the one child whose own word counts: it has been asked nothing
        self.end = self.fresh()
        self.end.child = plan.run(sandbox, self.end.held)
        self.end.position = len(plan.cells)


@dataclass
class Allowance:
    """What asking may still spend: until `deadline` on the clock in all, and of each
    function `most_stuck` calls that do not come back.

    `stuck` counts such calls by function, `before` those of an earlier part of the walk.
    """

    budget: Budget
    deadline: float
    most_stuck: int
    before: Counter[str] = field(default_factory=Counter)
    stuck: Counter[str] = field(default_factory=Counter)

    def refusal(self, function: str) -> Sentence | None:
        """Say why a function is asked nothing more, if it isn't."""
        if self.stuck[function] >= self.most_stuck:
            return "skipped"
        return "spent" if time.monotonic() >= self.deadline else None

    def seconds(self, function: str) -> float:
        """Give the next call of a function its time."""
        stuck = self.stuck[function] or self.before[function]
        most = self.budget.stuck_seconds if stuck else self.budget.call_seconds
        return min(most, max(self.deadline - time.monotonic(), 0.0))


class Asker:
    """Asks, and holds one sentence for each probe.

    `take` judges an outcome at once, so that nothing of it is kept.
    """

    def __init__(
        self,
        children: Children,
        lender: Lender | None,
        take: Callable[[Probe, Outcome], Sentence],
        allowance: Allowance,
    ):
        self.children, self.plan = children, children.plan
        self.lender, self.take, self.allowance = lender, take, allowance
        self.given: dict[str, Sentence] = {}
        self.killed: set[str] = set()
        self.judging = 0.0

    @property
    def ended_well(self) -> bool:
        """Whether no child was lost and nothing ran out of time."""
        usual = {"passed", "wrong", "raised"}
        return not self.killed and usual.issuperset(map(kind_of, self.given.values()))

    def at_the_end(self, question: SharedCall) -> None:
        """Ask at the end of the notebook, with the notebook's own functions in the
        place of lent ones."""
        # nothing is lent here: a child that had been asked about `sample` would ask the
        # right one for the answers
        kept = self.plan.own_functions(question[0].call)
        kept |= {question[0].function: question[0].cell}
        # another one is asked at its test cell, and told there that nobody came to it
        if question[0].cell in self.plan.reached:
            self.ask(self.children.end, question, END, kept)

    def in_place(self, questions: Sequence[SharedCall]) -> None:
        """Ask each at its test cell, lent what its call lends, in children that see nothing
        else."""
        if not questions:
            return
        runner = self.children.fresh()
        # in the notebook's order, so that one child passes all places
        for place in self.plan.reached:
            for question in (each for each in questions if each[0].cell == place):
                self.ask(runner, question, place, AS_THEY_ARE)
        for question in questions:  # the plan never came to the cells of what is left
            if question[0].id not in self.given:
                self._give(question, "unreached")
        runner.drop()  # gone before another one is made, as said above

    def ask(
        self, runner: Runner, question: SharedCall, place: str, kept: Mapping[str, str]
    ) -> None:
        """Put one question to a child at a place until it is settled."""
        # once more where the child was ended from outside, or was lost on its way
        while not self._has_sentence(question):
            child = runner.at(place, self.allowance.deadline)
            if runner.closed:
                self._give(question, "unreached")
            elif child and self._put(child, question, kept):
                # after these sentences it is asked nothing more, whether it lives on or
                # not: else how it went on would say more than the sentence
                runner.drop()

    def _has_sentence(self, question: SharedCall) -> bool:
        """Check whether a question is not to be asked: it was, or the allowance refuses
        it."""
        asked = question[0].id in self.given
        if not asked and (refusal := self.allowance.refusal(question[0].function)):
            # so each question has a sentence, and what is not asked costs no more time
            self._give(question, refusal)
        return question[0].id in self.given

    def _give(self, question: SharedCall, sentence: Sentence) -> None:
        self.given |= {probe.id: sentence for probe in question}

    def _put(self, child: ChildLike, question: SharedCall, kept: Mapping[str, str]) -> bool:
        """Put one question; whether the child is to be asked nothing more."""
        call = question[0].call
        seconds = self.allowance.seconds(call.function)
        try:
            outcome = put_call(child, call, seconds, self.lender, kept)
        except ChildLost as loss:
            raise_if_machinery(loss)
            if loss.killed and question[0].id not in self.killed:
                # from outside, maybe by no fault of this question: it is asked again
                self.killed.add(question[0].id)
                return True
            outcome = Outcome(failure=Failure(loss.kind, message=loss.reason))
        return self._judge(question, outcome)

    def _judge(self, question: SharedCall, outcome: Outcome) -> bool:
        started = time.perf_counter()
        said = {probe.id: self.take(probe, outcome) for probe in question}
        self.judging += time.perf_counter() - started
        self.given |= said
        over = not set(NEVER_RETURNED).isdisjoint(said.values())
        self.allowance.stuck[question[0].function] += over
        return over


def put_call(
    child: ChildLike, call: Call, seconds: float, lender: Lender | None, kept: Mapping[str, str]
) -> Outcome:
    """Put a call to a child, which is lent right functions where none of its own is `kept`."""
    lends = not kept.keys() >= set(call.lent)
    return child.ask(call, seconds, lender.question() if lender and lends else None, kept)


def raise_if_machinery(loss: ChildLost) -> None:
    """Raise what is no child's doing: nothing of this walk may count."""
    if loss.kind == INFRASTRUCTURE:
        raise loss
