"""From an outcome to its verdict, at once: the judge sits here, far from the student's
process.

An outcome is a stranger's: it is judged when it comes, under a clock, and dropped. Of a
secret question nothing leaves but a `Sentence`, one of a closed list: whatever a child
knows that has seen one, that choice is all it can say.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from dinosaur_grader.checks import Probe, Verdict, failed, judge, passes
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.words import secret
from dinosaur_grader.checks.words.advice import STOPPED
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.checks.words.secret import PublishedVerdict, Sentence
from dinosaur_grader.judging import clock

NEVER_RETURNED: tuple[Sentence, ...] = ("timeout", "stopped")
"""What is said where a call did not come back."""
VIOLATION = "violation"
SECONDS = 2.0
"""Processor time of one judgement; a right answer takes milliseconds."""
_Value = TypeVar("_Value")


class _Unjudged(Exception):
    """An outcome makes the judge itself raise, or busy for too long."""


def sentence(probe: Probe, outcome: Outcome) -> Sentence:
    """Say of a secret question's outcome what may be said."""
    try:
        return secret.sentence(probe, outcome, _passes)
    except _Unjudged:
        # whatever made the judge raise came from a stranger, and is a failed question
        return "stopped"


def _passes(probe: Probe, outcome: Outcome) -> bool:
    return _within(functools.partial(passes, probe, outcome))


def judged(probe: Probe, outcome: Outcome, reading: Reading | None = None) -> Verdict:
    """Judge a published question's outcome in full words.

    A text that makes the judge raise, or busy for too long, is not read: it makes words
    only.
    """
    for text in (reading, None) if reading else (None,):
        with contextlib.suppress(_Unjudged):
            return _within(functools.partial(judge, probe, outcome, text))
    # made without the observers, which may be what raised
    return failed(probe, VIOLATION, STOPPED[VIOLATION])


def in_words(
    probes: Sequence[Probe],
    sentences: Sequence[Sentence],
    heard: Sequence[PublishedVerdict],
    readings: Mapping[str, Reading],
    published: Sequence[Probe],
) -> list[Verdict]:
    """Make the verdicts on secret questions. Texts that make that raise, or take too
    long, are not read: a decoy of a thousand signs once cost all marks."""
    with contextlib.suppress(_Unjudged):
        make = functools.partial(secret.in_words, probes, sentences, heard)
        return _within(functools.partial(make, readings, published))
    return secret.in_words(probes, sentences, heard, {}, published)


def _within(judging: Callable[[], _Value]) -> _Value:
    try:
        return clock.within(SECONDS, judging)
    # the values come from a stranger, and may not stop a class
    except (Exception, clock.TooLong) as error:
        raise _Unjudged from error
