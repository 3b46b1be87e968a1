"""One student's questions asked again, with the answers kept and put in words that fit on a
line or two: what an appeal is looked at with.

The walk is the one that grades, in the same kind of sandbox; only here each answer is
remembered for the instructor.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.question_cache import questions
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.checks.comparisons import array, close, number
from dinosaur_grader.checks.frames import Frame
from dinosaur_grader.checks.values import Drawn, Opaque, in_order
from dinosaur_grader.judging.clock import in_time
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.marking import excused
from dinosaur_grader.judging.verdicts import SECONDS, judged
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.printable import clean
from dinosaur_grader.results import Level, ProbeVerdict, Result, Submission
from dinosaur_grader.sandbox.sandbox import NOTHING, ChildLost, Sandbox

MOST = 400  # characters of one value
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 6, 6, 16
"""Of a table that is drawn: rows, columns, characters of a cell."""
UNREAD = "can't be shown: reading it takes too long, or fails"


class Compared(NamedTuple):
    """One value that the judge compared, as texts, and whether the answer's fits."""

    what: str
    right: str
    answer: str
    difference: str
    fits: bool


@dataclass(frozen=True)
class Answer:
    """What came of a question once, in words: a class of them is small, where outcomes
    could be 16 MB each. `message` says what is wrong with this very answer, `ending` how
    it ended where it is no value."""

    passed: bool
    message: str
    compared: tuple[Compared, ...]
    ending: str


NOT_ASKED = "The question was not asked, because one like it had already run out of time."
UNASKED = Answer(passed=False, message="", compared=(), ending=NOT_ASKED)


@dataclass(frozen=True)
class Replayed:
    """One question asked again: `recorded` is the verdict that was kept, `now` that of
    this replay, `parameters` are the names of the function's.

    `answer` is `UNASKED` where its like hung before.
    """

    probe: Probe
    recorded: ProbeVerdict | None
    now: ProbeVerdict
    answer: Answer
    parameters: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the replay says what was recorded."""
        return self.recorded is not None and self.recorded.passed == self.now.passed

    @property
    def words(self) -> str:
        """What is wrong with this answer. The verdict's own message is that of the
        published question, where another one with the course's numbers was asked in its
        place."""
        own = "" if self.now.passed or not self.probe.variant else self.answer.message
        return own or self.now.message


def read(probe: Probe, outcome: Outcome) -> Answer:
    """Put an outcome into words. What can't be read in time is told as such."""
    due = probe.expected
    right = {name: due.get(name) for name in probe.asks_for}

    def compared() -> tuple[Compared, ...]:
        got = probe.see(outcome)
        return tuple(_compared(probe, name, right[name], got) for name in right)

    def unread() -> tuple[Compared, ...]:
        return tuple(Compared(name, value(right[name]), UNREAD, "", False) for name in right)

    verdict = judged(replace(probe, variant=False), outcome)
    rows = in_time(SECONDS, compared, unread)
    return Answer(verdict.passed, verdict.message, rows, ending(outcome))


def _compared(probe: Probe, name: str, right: object, got: Mapping[str, object]) -> Compared:
    answer = got.get(name)
    fits = name in got and probe.observe.fits(name, right, answer)
    label = probe.observe.holds(name) or name
    return Compared(label, value(right), value(answer), difference(right, answer), fits)


def replay(
    submission: Submission,
    recorded: Result,
    work: Assignment,
    secret: Seed,
    level: Level,
    reasons: Mapping[str, str],
    kept: tuple[Path, ...],
) -> list[Replayed]:
    """Walk the notebook of the assignment `work` again in a sandbox of `level`, with
    the questions of `secret`, and keep the answers. `reasons` are the questions that the
    student is excused from, `kept` is what the notebook may not read beside the
    assignment's own secrets.

    Raises IsolationUnavailable where the level isn't available, and ChildLost where the
    machinery fails.
    """
    asked, published = questions(work, secret.value)
    secret_too, requires = (*work.secret, *kept), work.rubric.table.requires
    with Sandbox(level, None, work.beside, secret_too, requires=requires) as sandbox:
        listening = _Listening(sandbox, asked)
        lender = Lender(work.rubric.answers, sandbox.child)
        result = walk(
            submission, asked, listening, lender, seed=secret.value, published=published
        )
        lender.close()
    result = excused(result, reasons)
    before = {verdict.probe: verdict for mark in recorded.marks for verdict in mark.verdicts}
    now = {verdict.probe: verdict for mark in result.marks for verdict in mark.verdicts}
    parameters = {
        name: tuple(inspect.signature(function).parameters)
        if inspect.isfunction(function)
        else ()
        for name, function in work.rubric.answers.functions.items()
    }
    return [
        Replayed(p, before.get(p.id), found, listening.answer(found), parameters[p.function])
        for p in asked
        if (found := now.get(p.id))
    ]


class _Listening:
    """A sandbox that remembers what its children answered, by probe."""

    def __init__(self, sandbox: Sandbox, asked: Sequence[Probe]):
        self.sandbox = sandbox
        self.answers: dict[str, list[Answer]] = {}
        self.same_call: dict[Call, list[Probe]] = {}  # some look at the answer to one call
        for probe in asked:
            self.same_call.setdefault(probe.call, []).append(probe)

    def keeps(self, call: Call, outcome: Outcome) -> None:
        # a published question that is asked for its words is not a part of the marks
        for probe in self.same_call.get(call, ()):
            self.answers.setdefault(probe.id, []).append(read(probe, outcome))

    def answer(self, now: ProbeVerdict) -> Answer:
        """Return the answer that a verdict is on: one question may be asked at two places."""
        given = self.answers.get(now.probe, [])
        fitting = [answer for answer in given if answer.passed == now.passed] or given
        return fitting[-1] if fitting else UNASKED

    @contextlib.contextmanager
    def child(self) -> Iterator[_ListeningChild]:
        with self.sandbox.child() as child:
            yield _ListeningChild(child, self)


class _ListeningChild:
    def __init__(self, child, listening: _Listening):
        self.child, self.listening = child, listening

    def __getattr__(self, name):
        return getattr(self.child, name)

    def ask(self, call: Call, seconds: float, lend, kept=NOTHING) -> Outcome:
        try:
            outcome = self.child.ask(call, seconds, lend, kept)
        except ChildLost as loss:
            self.listening.keeps(call, Outcome(failure=Failure(loss.kind, message=loss.reason)))
            raise
        self.listening.keeps(call, outcome)
        return outcome


def value(what: object, most: int = MOST) -> str:
    """Describe a value with its kind and shape where they matter. The text is cut to
    `most` characters and has no control characters."""
    text = ""
    for piece in _pieces(what):
        text += clean(piece[: most + 1])
        if len(text) > most:
            long = isinstance(what, str | bytes) and f" ({len(repr(what))} characters)"
            return f"{text[:most]} ...{long or ''}"
    return text


def _pieces(what: object) -> Iterator[str]:
    """Yield a value's text bit by bit: of one that is long only the beginning is shown."""
    if isinstance(what, np.ndarray):
        yield _array_text(what)
    elif isinstance(what, Frame):
        yield _table_text(what)
    elif isinstance(what, dict):
        for number, (key, part) in enumerate(what.items()):
            yield f"{', ' * bool(number)}{_key(key)}: "
            yield from _pieces(part)
    elif isinstance(what, Drawn | set | frozenset):
        yield from _pieces(list(what.items) if isinstance(what, Drawn) else in_order(what))
    elif isinstance(what, list | tuple):
        nested = any(isinstance(part, np.ndarray | dict | list) for part in what)
        yield f"{len(what)}: ["
        for number, part in enumerate(what):
            yield ("; " if nested else ", ") * bool(number)
            yield from _pieces(part)
        yield "]"
    elif isinstance(what, Opaque):
        yield f"<{what.kind}, which is not plain data>"
    elif what is None:
        yield "nothing"
    else:
        yield format(what, ".10g") if isinstance(what, float) else repr(what)


def _table_text(what: Frame) -> str:
    """Draw a table by its first rows, in columns that are as wide as their values."""
    rows, columns = len(what), len(what.columns)
    shown = range(min(rows, MAX_ROWS))
    columns_of = [("", what.index), *zip(what.columns, what.data, strict=True)]
    drawn = [
        _as_wide([str(label)[:MAX_CELL], *(_cell(column[row]) for row in shown)])
        for label, column in columns_of[: MAX_COLUMNS + 1]
    ]
    more = ["..."] if rows > MAX_ROWS or columns > MAX_COLUMNS else []
    lines = ["  ".join(row).rstrip() for row in zip(*drawn, strict=True)]
    return "\n".join([f"({rows} rows, {columns} columns)", *lines, *more])


def _cell(one: object) -> str:
    return value(one.item() if isinstance(one, np.generic) else one, MAX_CELL)


def _as_wide(texts: list[str]) -> list[str]:
    width = max(map(len, texts))
    return [text.rjust(width) for text in texts]


def _array_text(what: np.ndarray) -> str:
    shape = " x ".join(map(str, what.shape)) or "one number"
    # a column reads better on a line, and of many dimensions NumPy shows all
    flat = what.ravel() if what.ndim > 2 or what.shape[1:] == (1,) else what
    numbers = np.array2string(flat, precision=6, threshold=24, edgeitems=2, separator=", ")
    return f"({shape}){chr(10) if chr(10) in numbers and flat.ndim > 1 else ' '}{numbers}"


def _key(key: object) -> str:
    return str(key) if str(key).isprintable() else repr(key)


def difference(expected: object, got: object) -> str:
    """Say how far an answer is from the right one: the largest difference and where it
    is. The text is empty where there is none."""
    if got is None or close(expected, got):
        return "nothing came" if got is None and expected is not None else ""
    lists = isinstance(expected, list | tuple) and isinstance(got, list | tuple)
    if lists and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        place = next((place for place, pair in pairs if not close(*pair)), 0)
        both = f"{value(expected[place], 80)} and {value(got[place], 80)}"
        return f"first at entry {place}: {both}"
    if (one := number(expected)) is not None and (other := number(got)) is not None:
        return f"{abs(one - other):.6g}"
    wanted, found = array(expected), array(got)
    if wanted is None or found is None:
        return ""
    if wanted.shape != found.shape:
        return f"the shape is {found.shape}, not {wanted.shape}"
    return _largest(wanted, found)


def _largest(wanted: np.ndarray, found: np.ndarray) -> str:
    away = np.abs(wanted - found)
    place = np.unravel_index(np.argmax(np.where(np.isnan(away), np.inf, away)), away.shape)
    where = f"[{', '.join(map(str, place))}]"
    return f"{away[place]:.6g} at {where}: {wanted[place]:.10g} and {found[place]:.10g}"


def question(call: Call, parameters: Sequence[str]) -> list[tuple[str, str]]:
    """Describe a call as pairs of what and value: its arguments by the function's
    `parameters`, its stand-ins, the files that were written for it."""
    given = dict(zip(parameters, call.positional, strict=False)) | call.keywords
    rows = [("steps", "; ".join(call.steps))] if call.steps else []
    rows += [row for name, what in given.items() for row in _argument(name, what)]
    rows += [(f"{name}, lent", _stand_in(what)) for name, what in call.stand_ins.items()]
    files = call.files.items()
    return rows + [(name, f"a file of {len(text)} characters") for name, text in files]


def _argument(name: str, what: object) -> list[tuple[str, str]]:
    """Describe an argument on a line, or a dictionary of arrays on a line each."""
    if isinstance(what, dict) and any(isinstance(part, np.ndarray) for part in what.values()):
        return [(f"{name}[{key!r}]", value(part)) for key, part in what.items()]
    return [(name, value(what))]


def _stand_in(what) -> str:
    if isinstance(what, Lent):
        return "the right function" + ", its dictionary in reverse" * what.reverse
    records = ", ".join(what.record) or "its calls"
    return f"a stand-in that records {records} and returns {len(what.answers)} set answers"


def ending(outcome: Outcome) -> str:
    """Say how an answer ended where it is not a value: the error with the student's own
    line. The text is empty where all went well."""
    failure = outcome.failure
    if failure is None:
        return ""
    said = ": ".join(part for part in (failure.type, failure.message) if part)
    where = f" (at: {failure.line})" if failure.line else ""
    return clean(f"{failure.kind}. {said}{where}")
