"""Trying edits of a student's function: each runs where the function itself ran, in a
child of its own that is asked published questions and nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dinosaur_grader.checks import Probe
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.asking import END, Children, Runner, put_call, raise_if_machinery
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.sandbox.sandbox import ChildLost

SECONDS = {False: 0.1, True: 0.3}
"""Processor time of an edited function in one question, and in one that is slow."""


class Trial:
    """Runs edited texts at the end of the notebook, and tells of each whether it is right.

    `own` are the functions that the notebook has right so far: as where the question was
    asked, and in a notebook's `check`, these stand in the place of lent ones.
    """

    def __init__(
        self, children: Children, lender: Lender | None, deadline: float, own: set[str]
    ):
        self.children, self.lender, self.deadline = children, lender, deadline
        self.own = own
        self.runner: Runner | None = None
        self.late = self.lost = False
        """Whether the time was over before all was tried, and whether a child was lost."""

    def right(self, text: str, probes: Sequence[Probe]) -> bool | None:
        """Check whether this text answers all these questions; None where it did not come
        back, or the time is over."""
        self.late = self.late or time.monotonic() >= self.deadline
        if self.late:
            return None
        self.runner = self.runner or self.children.fresh()
        child = self.runner.at(END, self.deadline)
        if child is None:
            self.lost = True
            return None
        try:
            # by `exec`: IPython runs a cell that is no Python, and then all further ones of
            # this child, which takes thrice as long
            if not child.run_cell(f"exec({text!r})", SECONDS[False]).ok:
                return False
            for probe in probes:
                own = self.own.issuperset(probe.call.lent)
                kept = self.children.plan.own_functions(probe.call) if own else {}
                outcome = put_call(child, probe.call, SECONDS[probe.slow], self.lender, kept)
                # by its sentence: an edited text is a stranger's as much as the old one
                said = verdicts.sentence(probe, outcome)
                if said != "passed":
                    return None if said in verdicts.NEVER_RETURNED else False
        except ChildLost as loss:
            raise_if_machinery(loss)
            self.lost = True
            self.end()
            return None
        return True

    def end(self) -> None:
        """End the child, so that the next text meets none that an edit has changed."""
        if self.runner:
            self.runner.drop()
        self.runner = None
