"""From an outcome to its verdict, at once: the judge sits here, far from the student's
process.

An outcome is a stranger's: it is judged when it comes, under a clock, and no walk keeps
it. Of a secret question nothing leaves but a `Sentence`, one of a closed list: whatever a child
knows that has seen one, that choice is all it can say.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

# with all that only a wrong answer needs: what is loaded under a clock is paid for by the
# student, and a module whose loading was ended may stay half made
from dinosaur_grader.checks import Probe, Verdict, failed, judge, passes
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.comparisons import array, number
from dinosaur_grader.checks.frames import Frame
from dinosaur_grader.checks.probe import differing
from dinosaur_grader.checks.values import SETS, Drawn, Opaque, in_order
from dinosaur_grader.checks.words import diagnosis, evidence, of_kinds, of_tables, secret  # noqa: F401
from dinosaur_grader.checks.words.advice import STOPPED
from dinosaur_grader.checks.words.reading import broken, rules  # noqa: F401
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.checks.words.secret import PublishedVerdict, Sentence
from dinosaur_grader.judging.clock import in_time

NEVER_RETURNED: tuple[Sentence, ...] = ("timeout", "stopped")
"""What is said where a call did not come back."""
VIOLATION = "violation"
SECONDS = 2.0
"""Processor time of one judgement; a right answer takes milliseconds."""
RAISED = "raised"
"""How the fingerprint of an error begins."""
FINGERPRINT_SECONDS = 0.5
"""Processor time of one fingerprint; without one an answer is grouped by what was said."""
MAX_PARTS, MAX_TEXT = 2_000, 300
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|\d+")
_Value = TypeVar("_Value")


def sentence(probe: Probe, outcome: Outcome) -> Sentence:
    """Say of a question's outcome what may be said, once for each outcome."""
    known = outcome.judged

    def said() -> str:
        return known.setdefault(probe.id, secret.sentence(probe, outcome, passes))

    # whatever made the judge raise came from a stranger, and is a failed question
    return known.get(probe.id) or in_time(SECONDS, said, lambda: "stopped")


def judged(probe: Probe, outcome: Outcome, reading: Reading | None = None) -> Verdict:
    """Judge a published question's outcome in full words.

    A text that makes the judge raise, or busy for too long, is not read: it makes words
    only.
    """

    def unread() -> Verdict:
        # made without the observers, which may be what raised
        violated = failed(probe, VIOLATION, STOPPED[VIOLATION])
        return in_time(SECONDS, lambda: judge(probe, outcome), lambda: violated)

    if reading is None:
        return unread()
    return in_time(SECONDS, lambda: judge(probe, outcome, reading), unread)


def read(reading: Reading) -> bool:
    """Read all that a text shows, and check whether that came to an end in time."""

    def work() -> bool:
        reading.slips  # noqa: B018  kept from now on
        return True

    return in_time(SECONDS, work, lambda: False)


def in_words(
    probes: Sequence[Probe],
    sentences: Sequence[Sentence],
    answered: Sequence[PublishedVerdict],
    readings: Mapping[str, Reading],
) -> list[Verdict]:
    """Make the verdicts on secret questions. Texts that make that raise, or take too
    long, are not read: a decoy of a thousand signs once cost all marks."""

    def by(texts: Mapping[str, Reading]) -> list[Verdict]:
        return secret.in_words(probes, sentences, answered, texts)

    return in_time(SECONDS, lambda: by(readings), lambda: by({}))


def outcome_fingerprint(probe: Probe, outcome: Outcome, seed: bytes) -> str:
    """Make the fingerprint of a wrong outcome: its sentence, and a digest of what came;
    empty where reading that takes too long. What fits isn't looked at: two answers need not
    be right in the same way."""
    said = sentence(probe, outcome)
    if said in NEVER_RETURNED:
        return said

    def made() -> str:
        failure = outcome.failure
        seen = _seen(probe, outcome) if failure is None else _of_failure(failure)
        # the sentence and no word of its own: by one, a step that raised was told apart
        # from a call that did
        return f"{said} {_digest(seed, probe.id, seen)}"

    return in_time(FINGERPRINT_SECONDS, made, lambda: "")


def _of_failure(failure: Failure) -> str:
    """Return an error's type and its text without numbers, which go into a digest: both
    are a stranger's words, and no part of them is kept. The type's name, one of 72, was
    once a word by which a told child spoke in the class report."""
    return failure.type[:MAX_TEXT] + _NUMBER.sub("#", failure.message[:MAX_TEXT])


def _digest(seed: bytes, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    key = hashlib.sha256(b"outcome prints\0" + seed).digest()
    return hashlib.blake2b(text, key=key, digest_size=8).hexdigest()


def _seen(probe: Probe, outcome: Outcome) -> str:
    """Return the observations that are off, as text."""
    got = probe.see(outcome)
    # values, not only the names of what is off: by names, 18 answers with 12
    # causes were one group
    off = differing(probe, got)
    parts = (part for name in off for part in (name, *_parts(got.get(name, Opaque("absent")))))
    return "\n".join(itertools.islice(parts, MAX_PARTS))


def _parts(value: object) -> Iterator[str]:
    """Yield a plain value's parts, numbers at four digits: rounding and the dress of a
    number or a column make no difference."""
    as_number = number(value)
    if as_number is not None:
        yield f"{as_number + 0.0:.3e}"
    elif isinstance(value, dict):
        for key, inner in sorted(value.items(), key=lambda item: repr(item[0])):
            yield f"key {key!r:.100}"
            yield from _parts(inner)
    elif isinstance(value, SETS):
        yield from _of_a_list(in_order(value))
    elif isinstance(value, Drawn | Frame):
        yield from _of_a_list(value.parts if isinstance(value, Frame) else value.items)
    elif isinstance(value, list | tuple) or hasattr(value, "shape"):
        yield from _of_a_list(value)
    else:
        yield repr(value)[:MAX_TEXT]


def _of_a_list(value: Any) -> Iterator[str]:
    as_array = array(value)
    if as_array is None:
        yield f"{len(value)} parts"
        for part in value:
            yield from _parts(part)
        return
    # a column and a list of the same numbers are one mistake
    column = as_array.ndim == 2 and as_array.shape[1] == 1
    yield f"shape {as_array.shape[:1] if column else as_array.shape}"
    yield from (f"{one + 0.0:.3e}" for one in as_array.ravel()[:MAX_PARTS])
