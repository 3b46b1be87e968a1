"""From an outcome to its verdict, at once. This is where the judge sits, far from the
student's process.

An outcome is a stranger's: it is judged when it comes, under a clock, and dropped. What
is kept of it, the verdict, has a few kilobytes at most, whatever came.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Mapping, Sequence

from grader.judging import clock, order
from grader.judging.outcome_prints import outcome_print
from utils.checks import Probe, Verdict, failed, judge
from utils.checks.calls import Failure, Outcome
from utils.checks.words.advice import STOPPED
from utils.checks.words.reading.reader import Reading

VIOLATION = "violation"
NOT_ASKED = Outcome(failure=Failure("skipped"))
SECONDS = 2.0
"""Processor time of one judgement; a right answer takes milliseconds."""


class Verdicts:
    """What was said of a walk's questions so far, and the prints of the outcomes that
    were wrong, by the probe's id."""

    def __init__(
        self,
        probes: Sequence[Probe],
        readings: Mapping[str, Reading] | None = None,
        seed: bytes = b"",
    ):
        self.sharing = order.by_call(probes)
        self.readings, self.seed = readings or {}, seed
        self.given: dict[str, Verdict] = {}
        self.prints: dict[str, str] = {}
        self.unanswered: set[str] = set()
        self.seconds = 0.0

    def take(self, probe: Probe, outcome: Outcome) -> None:
        """Judge the outcome of a probe's call, for all that share this call."""
        started = time.perf_counter()
        for each in self.sharing[id(probe.call)]:
            verdict = judged(each, outcome, self.readings.get(each.function))
            self.given[each.id] = verdict
            if not verdict.passed:
                self.prints[each.id] = outcome_print(each, outcome, self.seed)
            if outcome.failure is not None and outcome.failure.kind != "exception":
                self.unanswered.add(each.id)
        self.seconds += time.perf_counter() - started

    def skip(self, probe: Probe) -> None:
        """Settle a question that is not asked any more."""
        if probe.id not in self.given:
            self.given[probe.id] = judged(probe, NOT_ASKED)
            self.unanswered.add(probe.id)

    def failed_with_an_answer(self, probe: Probe) -> bool:
        """Whether it failed by what it gave: one that hung or died has its sentence."""
        verdict = self.given.get(probe.id)
        return bool(verdict and not verdict.passed and probe.id not in self.unanswered)


def judged(probe: Probe, outcome: Outcome, reading: Reading | None = None) -> Verdict:
    """The judge's verdict. An outcome that makes the judge itself raise, or busy for
    too long, is not an answer: it fails the question.

    A text that does so is not read: it makes words only.
    """
    for text in (reading, None) if reading else (None,):
        with contextlib.suppress(
            Exception, clock.TooLong
        ):  # the values come from a stranger, and may not stop a class
            return clock.within(SECONDS, functools.partial(judge, probe, outcome, text))
    return failed(probe, VIOLATION, STOPPED[VIOLATION])
