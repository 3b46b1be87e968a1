"""What two wrong answers share that went wrong in the same way: an outcome's print.

A print is the sentence on a question and a digest, as `raised 9f86d081884c7d65`. The
digest is keyed by the course's seed, so that nobody without it can try numbers on it; it
tells whether two outcomes are alike, and nothing of what they are. It groups students in
the class report, makes no mark and no word, and is on no student's page.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import re
from collections.abc import Iterator
from typing import Any

from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Failure, Opaque, Outcome
from dinosaur_grader.checks.observing import array, number
from dinosaur_grader.checks.words import secret
from dinosaur_grader.judging import clock

WRONG, RAISED = "wrong", "raised"
SECONDS = 0.5
"""Processor time of one print; without one an answer is grouped by what was said."""
MOST_PARTS, MOST_TEXT = 2_000, 300
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|\d+")


def outcome_fingerprint(probe: Probe, outcome: Outcome, seed: bytes) -> str:
    """Make the print of a wrong outcome; empty where nothing came, or reading it takes too
    long. What fits isn't looked at: two answers need not be right in the same way."""
    failure = outcome.failure
    if failure is not None:
        return _of_failure(probe, failure, seed)
    # the values come from a stranger, and may not stop a class
    with contextlib.suppress(Exception, clock.TooLong):
        seen = clock.within(SECONDS, functools.partial(_seen, probe, outcome))
        return f"{WRONG} {_digest(seed, probe.id, seen)}"
    return ""


def _of_failure(probe: Probe, failure: Failure, seed: bytes) -> str:
    """Print an error by its type and its text without numbers, both in the digest; else by
    the sentence alone. All of it is a stranger's word, and no part of it is kept."""
    said = secret.sentence(probe, Outcome(failure=failure))
    if said != RAISED:
        return said
    # the type in the digest, too: its name, one of 72, was once a word by which a told
    # child spoke in the class report
    text = _NUMBER.sub("#", failure.message[:MOST_TEXT])
    return f"{RAISED} {_digest(seed, probe.id, failure.type[:MOST_TEXT] + text)}"


def _digest(seed: bytes, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    key = hashlib.sha256(b"outcome prints\0" + seed).digest()
    return hashlib.blake2b(text, key=key, digest_size=8).hexdigest()


def _seen(probe: Probe, outcome: Outcome) -> str:
    """Return the observations that are off, as text."""
    got = probe.observe(outcome)
    # values, not only the names of what is off: by names, 18 answers with 12
    # causes were one group
    off = [
        name
        for name in probe.asks_for
        if name not in got or not probe.observe.fits(name, probe.expected[name], got[name])
    ]
    parts = (part for name in off for part in (name, *_parts(got.get(name, Opaque("absent")))))
    return "\n".join(itertools.islice(parts, MOST_PARTS))


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
    elif isinstance(value, list | tuple) or hasattr(value, "shape"):
        yield from _of_a_list(value)
    else:
        yield repr(value)[:MOST_TEXT]


def _of_a_list(value: Any) -> Iterator[str]:
    as_array = array(value)
    if as_array is None:
        yield f"{len(value)} parts"
        for part in value:
            yield from _parts(part)
        return
    column = as_array.ndim == 2 and as_array.shape[1] == 1
    yield f"shape {as_array.shape[:1] if column else as_array.shape}"
    yield from (f"{one + 0.0:.3e}" for one in as_array.ravel()[:MOST_PARTS])
