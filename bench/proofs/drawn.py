"""What a simulated hand-in is made of: notebooks with questions of every sort, and all that
a process can do while it runs a cell or answers. Each is drawn from a text, so that a
number is enough to see a run again."""

from __future__ import annotations

import builtins
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome, Spied, Spy
from dinosaur_grader.checks.observers import VALUE, Observation, Observer
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.results import Cell
from dinosaur_grader.sandbox.sandbox import ChildLost

Draw = random.Random
NAMES = ("f", "g", "h")
LOSSES = ("timeout", "memory", "died", "violation")
ERRORS = sorted(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
)
TEXTS = ("", "3.2", "name 'q' is not defined", "'dWaa'", "No module named 'q'", "x" * 900)
ERRNOS = (0, 0, 1, 13, 30, 38)
FUNCTION = "def {0}(x):\n    y = x + {1}\n    return y * 2\n"


@dataclass(frozen=True)
class Late:
    """A deed that takes so many seconds of the clock."""

    seconds: float
    deed: Any


@dataclass(frozen=True)
class Sort:
    """A sort of question: what is looked at, what a right answer gives, and what the call
    has beside its argument."""

    observe: Observer
    right: Outcome
    call: dict[str, Any] = field(default_factory=dict)
    others: tuple[dict, ...] = ()


def _observer(*paths: str) -> Observer:
    return Observer("drawn", tuple(Observation(path, path) for path in paths))


_RAISED = Failure("exception", "ValueError", bases=("ValueError", "Exception"))
_SPY = Spy(("x",), (1,), record=("x",))
SORTS = (
    Sort(VALUE, Outcome(1)),
    Sort(VALUE, Outcome(1)),
    Sort(
        _observer("value.0", "value.1", "arguments.0", "printed"), Outcome((1, 2), [3], "3.2")
    ),
    Sort(_observer("value.0", "value.1"), Outcome([1, 2]), {"steps": ("x = 1", "x + 1")}),
    Sort(_observer("figure"), Outcome(figure=[{"title": "3.2"}])),
    Sort(_observer("raised.ValueError"), Outcome(failure=_RAISED)),
    Sort(
        _observer("asked.spy.x", "calls.spy", "value"),
        Outcome(1, spied=[Spied("spy", {"x": 3})]),
        {"stand_ins": {"spy": _SPY}},
        ({"calls.spy": 0, "value": 1},),
    ),
)


@dataclass(frozen=True)
class Case:
    """A notebook's cells with its questions, drawn from a number."""

    number: int
    cells: tuple[Cell, ...]
    secret: tuple[Probe, ...]
    published: tuple[Probe, ...]

    @property
    def calm(self) -> bool:
        """Whether hardly anything happens in it, so that its result is often kept."""
        return self.number % 4 == 0


def drawn_case(number: int) -> Case:
    """Some cells and functions, each with questions of every sort; a later function may
    be lent the earlier ones."""
    draw = Draw(f"case {number}")
    names = NAMES[: draw.randint(1, 3)]
    cells, secret, published = [], [], []
    for place, name in enumerate(names):
        cells += [_code(draw, f"{name}{i} = {i}") for i in range(draw.randint(0, 2))]
        if draw.random() < 0.15:  # a function that edits can be tried on
            cells.append(_code(draw, FUNCTION.format(name, draw.randint(1, 9))))
        lent = [each for each in names[:place] if draw.random() < 0.6]
        for part, sort in (("expected", "variant"), ("hidden", "hidden")):
            cell = f"{name}_{part}"
            cells.append(Cell("test", "", cell, 4.0))
            for i in range(draw.randint(1, 2)):
                lends = lent if draw.random() < 0.6 else []
                own = draw.choice(SORTS)
                asked = question(f"{name}.{sort}{i}", cell, lends, own, sort == "variant")
                secret.append(asked)
                if draw.random() < 0.2:  # a second probe looks at the same call
                    secret.append(replace(asked, id=f"{asked.id}b", observe=VALUE))
                    secret[-1] = replace(secret[-1], expected={"value": 1}, others=())
                if sort == "variant":
                    call = replace(asked.call)
                    slow = draw.random() < 0.2
                    published.append(replace(asked, call=call, variant=False, slow=slow))
            if draw.random() < 0.4:
                cells.append(_code(draw, f"{cell} = 0"))
    if draw.random() < 0.3:
        cells.append(Cell("test", "own", "own", 1.0))
    return Case(number, tuple(cells), tuple(secret), tuple(published))


def _code(draw: Draw, source: str) -> Cell:
    return Cell("code", source, index=draw.randint(0, 9), aside=draw.random() < 0.1)


def question(
    id: str, cell: str, lends: Sequence[str] = (), sort: Sort = SORTS[0], variant: bool = False
) -> Probe:
    """A secret question, which lends right functions of these names."""
    function = id.partition(".")[0]
    extras = dict(sort.call)
    stand_ins = extras.pop("stand_ins", {}) | {name: Lent() for name in lends}
    known = Fault("known", "It is a known mistake.", sort.observe(Outcome(2.0)))
    return Probe(
        id,
        function,
        cell,
        1.0,
        f"{id} is asked",
        Call(function, (id,), stand_ins=stand_ins, **extras),
        sort.observe,
        sort.observe(sort.right),
        others=sort.others,
        faults=(known,),
        gate=True,
        public=variant,
        variant=variant,
    )


def cell_deeds(draw: Draw) -> list[CellReport | ChildLost]:
    """What a cell can do, the usual first and the loss of its process last."""
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
        Failure("exception", error, text, text, errno, (error, "ValueError")),
        Failure("exception", error, text, text, errno),
        Failure("exception", f"Of_my_own_{draw.randint(0, 9)}", text, text),
        Failure("timeout", line=text),
        Failure("memory", "MemoryError", text, text),
        Failure("missing"),
        Failure(draw.choice(("violation", "skipped", text)), message=text),
    ]
    values = [None, text, 2.0, [1], {"a": text}, draw.random(), (1, text), [1, 3], (text, 2)]
    spied = [Spied("spy", {"x": draw.choice((3, text))}, draw.randint(1, 3))]
    figure = draw.choice((None, [{"title": text}], [text]))
    step = ((draw.randint(0, 1), failures[0]),)
    return [
        *(_copy(sort.right) for sort in SORTS),
        Outcome(1, printed=text, spied=spied, figure=figure),
        Outcome(1, [3], text, spied),
        Outcome(draw.choice(values), [draw.choice((3, text))], text, spied, figure=figure),
        Outcome(draw.choice(values), printed=text, failed=step),
        *(Outcome(failure=failure, spied=spied) for failure in failures),
        ChildLost(draw.choice(LOSSES), text),
    ]


def _copy(right: Outcome) -> Outcome:
    """The same without what was said of it. By hand: `replace` takes most of a pair."""
    values = right.value, right.arguments, right.same, right.printed
    return Outcome(*values, right.spied, right.failure, right.figure)


def faults(draw: Draw) -> list[Exception]:
    """How the grader's own machinery can fail."""
    text = draw.choice(TEXTS)
    lost = ChildLost("infrastructure", text)
    return [lost, OSError(text), RuntimeError(text), MemoryError(text), ValueError(text)]


def by_drawing(draw: Draw, deeds: Callable[[Draw], list], calm: bool = False) -> Any:
    """One of these deeds, the first half of the time, or nearly always."""
    usual, *others = deeds(draw)
    return usual if draw.random() < (0.95 if calm else 0.5) else draw.choice(others)
