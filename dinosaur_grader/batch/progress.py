"""What a person, or a program, sees while a class is graded: a plain line every few
seconds, or JSON for machines."""

from __future__ import annotations

import sys
import time
from collections import Counter

import msgspec

from dinosaur_grader.printable import digits
from dinosaur_grader.results import Result

SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """Counts what was graded and says so. A context manager; `total` is the number of
    students, or None where nobody knows it.

    This one prints plain lines on stderr, at most one every few seconds.
    """

    def __init__(self, total: int | None):
        self.total = total
        self.states: Counter[str] = Counter()
        self.reused = self.earlier = 0
        self.last = ""
        self.started = self.said = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_) -> None:
        if self.line() != self.last:
            self.say(self.line())

    def done(self, result: Result, reused: bool = False, earlier: bool = False) -> None:
        """Count a result; `reused` ones were graded by an earlier run, and an `earlier`
        attempt is graded beside one for each student."""
        self.states[result.state] += 1
        self.reused += reused
        self.earlier += earlier
        self.show(result)

    def show(self, result: Result) -> None:
        if time.monotonic() - self.said >= SECONDS_BETWEEN_LINES:
            self.said, self.last = time.monotonic(), self.line()
            self.say(self.last)

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    @property
    def rate(self) -> float:
        """Submissions graded by this run, a second."""
        graded = sum(self.states.values()) - self.reused
        return graded / max(time.monotonic() - self.started, 1e-6)

    def line(self) -> str:
        finished = sum(self.states.values()) - self.earlier
        counts = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        of = "" if self.total is None else f" of {self.total}"
        attempts = f"{self.earlier} earlier attempt{'s' * (self.earlier > 1)}"
        beside = f", and {attempts}" if self.earlier else ""
        parts = [f"{finished}{of} done{beside}", counts, f"{self.rate:.1f} a second"]
        parts += [f"{self.reused} from an earlier run"] if self.reused else []
        return "; ".join(part for part in parts if part)


class Events(Progress):
    """One JSON object a line: `{"event": "graded", ...}` for each student."""

    def __exit__(self, *_) -> None:
        rate = round(self.rate, 3)
        self.event("finished", states=dict(self.states), reused=self.reused, rate=rate)

    def show(self, result: Result) -> None:
        score, seconds = digits(result.score), round(result.seconds.get("walk", 0.0), 3)
        who = dict(student_id=result.student_id, state=result.state)
        self.event("graded", **who, score=score, seconds=seconds)

    def event(self, name: str, **what) -> None:
        print(msgspec.json.encode({"event": name, **what}).decode(), flush=True)
