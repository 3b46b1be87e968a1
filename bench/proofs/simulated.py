"""A sandbox that is only simulated: its children follow a script until something secret
is sent to one of them, and do anything from then on.

Two runs of a walk have one script and one order of questions. Where the same sentence is
said on each question, the results have to be the same, and so has what each child was
given to run: whatever else a child did went nowhere. It uses nothing of a walk but its
face, so that it can be put to any version of it.
"""

from __future__ import annotations

import builtins
import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.checks.observers import VALUE
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Cell, Result, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost

RIGHT = 1
NAMES = ("f", "g", "h")
LOSSES = ("timeout", "memory", "died", "violation")
ERRORS = sorted(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
)
TEXTS = ("", "3.2", "name 'q' is not defined", "'dWaa'", "No module named 'q'", "x" * 900)
ERRNOS = (0, 0, 1, 13, 30, 38)
BUDGET = Budget(children=6, ended_cells=3)
Draw = random.Random


@dataclass
class Case:
    """A notebook with its questions, drawn from a number."""

    number: int
    work: Submission
    secret: list[Probe]
    published: list[Probe]


def drawn_case(number: int) -> Case:
    """Some cells and functions, each with questions of every kind; a later function may
    be lent the earlier ones."""
    draw = Draw(f"case {number}")
    names = NAMES[: draw.randint(1, 3)]
    cells, secret, published = [], [], []
    for place, name in enumerate(names):
        cells += [_cell(draw, f"{name}{i} = {i}") for i in range(draw.randint(0, 2))]
        lent = [each for each in names[:place] if draw.random() < 0.6]
        for part, kind in (("expected", "variant"), ("hidden", "hidden")):
            cell = f"{name}_{part}"
            cells.append(Cell("test", "", cell, 4.0))
            for i in range(draw.randint(1, 2)):
                lends = lent if draw.random() < 0.6 else []
                asked = _probe(f"{name}.{kind}{i}", name, cell, lends, kind == "variant")
                secret.append(asked)
                if draw.random() < 0.2:  # a second probe looks at the same call
                    secret.append(replace(asked, id=f"{asked.id}b"))
                if kind == "variant":
                    call = replace(asked.call)
                    published.append(replace(asked, call=call, variant=False))
            if draw.random() < 0.4:
                cells.append(_cell(draw, f"{cell} = 0"))
    if draw.random() < 0.3:
        cells.append(Cell("test", "own", "own", 1.0))
    work = Submission("ada", "simulated", tuple(cells), "digest")
    return Case(number, work, secret, published)


def _cell(draw: Draw, source: str) -> Cell:
    return Cell("code", source, index=draw.randint(0, 9))


def _probe(id: str, name: str, cell: str, lends: Sequence[str], variant: bool) -> Probe:
    call = Call(name, (id,), stand_ins={each: Lent() for each in lends})
    return Probe(
        id,
        name,
        cell,
        1.0,
        f"{id} is asked",
        call,
        VALUE,
        {"value": RIGHT},
        gate=True,
        public=variant,
        variant=variant,
    )


@dataclass
class Child:
    """What one child was given: cells, and questions with whether it was lent."""

    steps: list[tuple[str, ...]] = field(default_factory=list)
    lost: bool = False
    """Whether a cell ended it."""

    @property
    def cells(self) -> list[str]:
        """The sources that it was to run."""
        return [step[1] for step in self.steps if step[0] == "cell"]


@dataclass
class Trace:
    """What happened in one run: its children, how many there were when the first secret
    was sent, and what was said of each secret asking, in order."""

    children: list[Child] = field(default_factory=list)
    told_at: tuple[list[str], ...] | None = None
    askings: list[tuple[str, str]] = field(default_factory=list)


class Sandbox:
    """Children of one run. `act` decides what they do once a secret was sent."""

    def __init__(self, case: Case, act: Any):
        self.case, self.act, self.trace = case, act, Trace()
        self.secret = {}
        for probe in case.secret:
            self.secret.setdefault(id(probe.call), []).append(probe)

    @contextlib.contextmanager
    def child(self) -> Iterator[Simulated]:
        """A fresh child."""
        self.trace.children.append(Child())
        yield Simulated(self, len(self.trace.children) - 1)


class Simulated:
    """One child."""

    def __init__(self, sandbox: Sandbox, number: int):
        self.sandbox, self.number = sandbox, number
        self.own = sandbox.trace.children[number]

    def run_cell(self, source, seconds, keep=()):
        """Run a cell: by the script, or in any way."""
        self.own.steps.append(("cell", source))
        try:
            if self.sandbox.trace.told_at is not None:
                return self.sandbox.act.cell(self, source)
            return by_drawing(_script(self, source), cell_deeds)
        except ChildLost:
            self.own.lost = True
            raise

    def ask(self, call, seconds, lend=None, kept=()):
        """Answer: by the script, or in any way once a secret was sent."""
        trace, probes = self.sandbox.trace, self.sandbox.secret.get(id(call), [])
        self.own.steps.append(("ask", *call.positional, "lent" if lend else ""))
        if not probes and trace.told_at is None:
            return by_drawing(_script(self, call.positional[0]), answers)
        if trace.told_at is None:
            trace.told_at = tuple(child.cells for child in trace.children)
        if lend:
            self._borrow(lend)
        if not probes:
            return raised(self.sandbox.act.answer(self, None))
        outcome = self.sandbox.act.answer(self, probes[0])
        trace.askings.append((probes[0].id, said(probes[0], outcome)))
        return raised(outcome)

    def _borrow(self, lend):
        for _ in range(self.sandbox.act.borrows()):
            lend(self.sandbox.act.draw.choice(ERRORS))


def _script(child: Simulated, step: str) -> Draw:
    return Draw(f"{child.sandbox.case.number} {child.number} {step}")


def said(probe: Probe, outcome: Outcome | ChildLost) -> str:
    """The sentence of an outcome, as this version of the judge says it."""
    if isinstance(outcome, ChildLost):
        outcome = Outcome(failure=Failure(outcome.kind, message=outcome.reason))
    if hasattr(verdicts, "sentence"):
        return verdicts.sentence(probe, outcome)
    return verdicts.judged(probe, outcome).message


def raised(outcome: Any) -> Any:
    """The outcome, or its loss raised."""
    if isinstance(outcome, ChildLost):
        raise outcome
    return outcome


def by_drawing(draw: Draw, deeds: Callable[[Draw], list]) -> Any:
    """One of these deeds, the first half of the time."""
    usual, *others = deeds(draw)
    return raised(usual if draw.random() < 0.5 else draw.choice(others))


def cell_deeds(draw: Draw) -> list[CellReport | ChildLost]:
    """What a cell can do."""
    error, text, errno = draw.choice(ERRORS), draw.choice(TEXTS), draw.choice(ERRNOS)
    return [
        CellReport(0, True, output=text, result_text=draw.choice(("", "1.0", text))),
        CellReport(0, False, error, text, text, errno=errno),
        CellReport(0, False, f"Of_my_own_{draw.randint(0, 9)}", text),
        CellReport(0, False, "MemoryError", text),
        CellReport(0, False, "Timeout", text),
        CellReport(0, True, stderr=True, errno=errno),
        ChildLost(draw.choice(LOSSES), text),
    ]


def answers(draw: Draw) -> list[Outcome | ChildLost]:
    """What a question can bring."""
    error, text, errno = draw.choice(ERRORS), draw.choice(TEXTS), draw.choice(ERRNOS)
    failures = [
        Failure("exception", error, text, text, errno),
        Failure("exception", f"Of_my_own_{draw.randint(0, 9)}", text, text),
        Failure("timeout", line=text),
        Failure("memory", "MemoryError", text, text),
        Failure("missing"),
        Failure(draw.choice(("violation", "skipped", text)), message=text),
    ]
    values = [None, text, 2.0, [RIGHT], {"a": text}, draw.random()]
    return [
        Outcome(RIGHT, printed=text),
        Outcome(draw.choice(values), printed=text),
        Outcome(draw.choice(values), printed=text),
        *(Outcome(failure=failure) for failure in failures),
        ChildLost(draw.choice(LOSSES), text),
    ]


class Anything:
    """Children that do anything, drawn from a text."""

    def __init__(self, text: str):
        self.draw = Draw(text)

    def cell(self, child: Simulated, source: str) -> CellReport:
        """Run a cell."""
        usual = self.draw.random() < 0.7
        deeds = cell_deeds(self.draw)
        return raised(deeds[0] if usual else self.draw.choice(deeds))

    def answer(self, child: Simulated, probe: Probe | None) -> Outcome | ChildLost:
        """Answer a question."""
        return self.draw.choice(answers(self.draw))

    def borrows(self) -> int:
        """How often it asks back."""
        return self.draw.randint(0, 3)


class Follower(Anything):
    """Children that do anything by which the same is said of each question as in an
    earlier run: another value, another error, another end."""

    def __init__(self, text: str, earlier: Trace):
        super().__init__(text)
        self.earlier = earlier
        self.lost = {
            (number, _questions(child.steps))
            for number, child in enumerate(earlier.children)
            if child.lost
        }

    def cell(self, child: Simulated, source: str) -> CellReport:
        """Run a cell: it ends the child where one did there, at the same place among
        the questions."""
        there = (child.number, _questions(child.own.steps))
        deeds = cell_deeds(self.draw)
        *alive, loss = deeds
        return raised(loss if there in self.lost else self.draw.choice(alive))

    def answer(self, child: Simulated, probe: Probe | None) -> Outcome | ChildLost:
        """Answer so that the same is said."""
        number = len(child.sandbox.trace.askings)
        before = self.earlier.askings[number : number + 1]
        drawn: list[Outcome | ChildLost] = []
        while probe is not None and len(drawn) < 40:
            drawn = [*drawn, *answers(self.draw)]
            self.draw.shuffle(drawn)
            fitting = [each for each in drawn if (probe.id, said(probe, each)) in before]
            if fitting:
                return self.draw.choice(fitting)
        return super().answer(child, probe)


def _questions(steps: Sequence[tuple[str, ...]]) -> int:
    return sum(step[0] == "ask" for step in steps)


class Lender:
    """Lends nothing but numbers."""

    def question(self):
        """What answers one question's calls."""
        return lambda lent_call: 0


def run(case: Case, act: Any) -> tuple[Trace, Result]:
    """One walk through a case."""
    sandbox = Sandbox(case, act)
    result = walk(
        case.work,
        case.secret,
        sandbox,
        Lender(),
        BUDGET,
        b"laws",
        published=case.published,
    )
    return sandbox.trace, result


def visible(result: Result) -> Result:
    """A result without what is timed, and without the keyed digests by which only the
    class report groups."""
    marks = tuple(
        msgspec.structs.replace(
            mark,
            verdicts=tuple(
                msgspec.structs.replace(v, outcome=v.outcome.partition(" ")[0])
                for v in mark.verdicts
            ),
        )
        for mark in result.marks
    )
    return msgspec.structs.replace(result, marks=marks, seconds={}, graded_on="")


SETTLED = ("unreached", "spent")
"""What is said of a question that was not asked, and follows from no other sentence."""


def sentences(trace: Trace, result: Result) -> tuple:
    """What was said of each asking, and which questions were not asked at last."""
    verdicts = [verdict for mark in result.marks for verdict in mark.verdicts]
    last = [(v.probe, v.fault) for v in verdicts if v.fault in SETTLED]
    return tuple(trace.askings), tuple(last)


def broken(first: tuple[Trace, Result], second: tuple[Trace, Result]) -> list[str]:
    """What two runs with the same sentences show of a broken law (a)."""
    (one, result), (other, results) = first, second
    found = [
        name
        for name in Result.__struct_fields__
        if getattr(visible(result), name) != getattr(visible(results), name)
    ]
    if one.told_at != other.told_at:
        found.append("the children before the first secret")
    if len(one.children) != len(other.children):
        found.append("how many children")
    pairs = zip(one.children, other.children, strict=False)
    if not all(_beginning(a.cells, b.cells) for a, b in pairs):
        found.append("the cells of a child")
    return found


def _beginning(one: list[str], other: list[str]) -> bool:
    shortest = min(len(one), len(other))
    return one[:shortest] == other[:shortest]


def mixed(trace: Trace, case: Case) -> bool:
    """Whether law (b) is broken: a child is lent something and asked anything else than
    one function's lending questions, or runs on behind the last of them."""
    for child in trace.children:
        asked = [step for step in child.steps if step[0] == "ask"]
        if not any(step[2] for step in asked):
            continue
        functions = {step[1].partition(".")[0] for step in asked}
        behind = child.steps[-1][0] == "cell" and not child.lost
        if len(functions) > 1 or not all(step[2] for step in asked) or behind:
            return True
    return False


@dataclass
class Tally:
    """Pairs of runs, those that could be compared, and what was found: the pair's
    number and what differed."""

    pairs: int = 0
    comparable: int = 0
    found: list[tuple[int, str]] = field(default_factory=list)


def pairs(numbers: Sequence[int], until_found: bool = False) -> Tally:
    """Put each case to two runs, and compare them."""
    tally = Tally()
    for number in numbers:
        case = drawn_case(number)
        first = run(case, Anything(f"first {number}"))
        second = run(case, Follower(f"second {number}", first[0]))
        tally.pairs += 1
        if any(mixed(each[0], case) for each in (first, second)):
            tally.found.append((number, "asked and lent"))
        if sentences(*first) == sentences(*second):
            tally.comparable += 1
            tally.found += [(number, what) for what in broken(first, second)]
        if until_found and tally.found:
            break
    return tally


FEW_CELL_DEEDS = (
    CellReport(0, True),
    CellReport(0, False, "MemoryError", "3.2"),
    ChildLost("died", "3.2"),
)
FEW_ANSWERS = (
    Outcome(RIGHT),
    Outcome(2.0),
    Outcome("3.2"),
    Outcome(failure=Failure("exception", "ValueError", "3.2", "3.2", 13)),
    Outcome(failure=Failure("exception", "Own3_2")),
    Outcome(failure=Failure("timeout")),
    ChildLost("memory", ""),
    ChildLost("violation", "3.2"),
)


class Chosen:
    """Children that do what a list of numbers says, and the first thing after its end;
    `sizes` has how many there were to choose from each time."""

    def __init__(self, choices: Sequence[int]):
        self.choices, self.sizes, self.draw = choices, list[int](), Draw(0)

    def _choose(self, deeds: Sequence[Any]) -> Any:
        place = len(self.sizes)
        self.sizes.append(len(deeds))
        return deeds[self.choices[place] if place < len(self.choices) else 0]

    def cell(self, child: Simulated, source: str) -> CellReport:
        """Run a cell."""
        return raised(self._choose(FEW_CELL_DEEDS))

    def answer(self, child: Simulated, probe: Probe | None) -> Outcome | ChildLost:
        """Answer a question."""
        return self._choose(FEW_ANSWERS)

    def borrows(self) -> int:
        """It doesn't."""
        return 0


def every_run(case: Case) -> Iterator[tuple[Trace, Result]]:
    """All runs of a case, whatever its children choose."""
    choices: list[int] | None = []
    while choices is not None:
        act = Chosen(choices)
        yield run(case, act)
        choices = _next(choices, act.sizes)


def _next(choices: Sequence[int], sizes: Sequence[int]) -> list[int] | None:
    """The choices behind these; None behind the last ones."""
    made = [*choices, *[0] * (len(sizes) - len(choices))][: len(sizes)]
    while made and made[-1] + 1 == sizes[len(made) - 1]:
        made.pop()
    return [*made[:-1], made[-1] + 1] if made else None


def pages(case: Case) -> dict[tuple, set[bytes]]:
    """The results of all runs of a case, by what was said."""
    found: dict[tuple, set[bytes]] = {}
    for trace, result in every_run(case):
        page = msgspec.json.encode(visible(result))
        found.setdefault(sentences(trace, result), set()).add(page)
    return found


def small_cases() -> dict[str, Case]:
    """Notebooks so small that every run of them can be made."""
    f, g = (Cell("test", "", f"{name}_expected", 4.0) for name in "fg")
    between = Cell("code", "x = 0", index=0)
    one = _probe("f.variant0", "f", "f_expected", (), True)
    known = replace(one, call=replace(one.call), variant=False)
    two = _probe("f.hidden0", "f", "f_expected", (), False)
    lending = _probe("g.hidden0", "g", "g_expected", ("f",), False)
    cells = {"two questions": (between, f), "one that lends": (f, between, g)}
    secret = {"two questions": [one, two], "one that lends": [one, lending]}
    return {
        name: Case(
            0, Submission("ada", "simulated", cells[name], "digest"), secret[name], [known]
        )
        for name in cells
    }
