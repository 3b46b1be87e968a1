"""Trying edits of a student's function: each runs where the function itself ran, in a
child of its own that is asked published questions and nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dinosaur_grader.checks import Probe
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.asking import END, Children, Runner, raise_if_machinery
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.sandbox.sandbox import ChildLost

SECONDS = {False: 0.1, True: 0.3}
"""Processor time of an edited function in one question, and in one that is slow."""


class Trial:
    """Runs edited texts at the end of the notebook, and tells of each whether it is right."""

    def __init__(self, children: Children, lender: Lender | None, deadline: float):
        self.children, self.lender, self.deadline = children, lender, deadline
        self.runner: Runner | None = None
        self.late = False
        """Whether the time was over before all was tried."""

    def right(self, text: str, probes: Sequence[Probe]) -> bool | None:
        """Check whether this text answers all these questions; None where it did not come
        back, or the time is over."""
        self.late = self.late or time.monotonic() >= self.deadline
        if self.late:
            return None
        self.runner = self.runner or self.children.fresh()
        child = self.runner.at(END, self.deadline)
        if child is None:
            return None
        try:
            if not child.run_cell(text, SECONDS[False]).ok:
                return False
            for probe in probes:
                lend = self.lender.question() if self.lender and probe.call.lent else None
                outcome = child.ask(probe.call, SECONDS[probe.slow], lend)
                # by its sentence: an edited text is a stranger's as much as the old one
                said = verdicts.sentence(probe, outcome)
                if said != "passed":
                    return None if said in verdicts.NEVER_RETURNED else False
        except ChildLost as loss:
            raise_if_machinery(loss)
            self.end()
            return None
        return True

    def end(self) -> None:
        """End the child, so that the next text meets none that an edit has changed."""
        if self.runner:
            self.runner.drop()
        self.runner = None
