"""What is written in a questions cell: `public`, `hidden`, `fault`, `right`, `wrong`, and
what else they say of one function.

They do something only while an assignment is read. In an editor, where somebody runs
the cell, they return nothing and change nothing.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import hashlib
import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.question import Question
from dinosaur_grader.assignments.rubric_tables import (
    FaultTable,
    FileName,
    Points,
    RubricError,
    WhenTable,
    WrittenTable,
    converted,
)
from dinosaur_grader.checks.calls import MAX_STEPS, Call, Lent, Spy
from dinosaur_grader.checks.comparisons import parts
from dinosaur_grader.checks.frames import Frame
from dinosaur_grader.checks.generators import GeneratorState
from dinosaur_grader.checks.properties import read_property
from dinosaur_grader.checks.values import plain_data

Lists = Callable[..., Sequence[Question]]


@dataclass(frozen=True)
class WrittenQuestion:
    """A question as it was written: its points and title, what draws its arguments, and
    the fields of a `Question` that it sets. `see` and `fits` say what is compared, and
    how. With `share` each step has its part of the points."""

    points: float
    title: str
    ask: Any
    see: Mapping[str, str]
    fits: Mapping[str, Any]
    lend: Sequence[str] | None
    fields: Mapping[str, Any]
    share: bool = False

    @property
    def only(self) -> str:
        """The `only` of the Question."""
        return str(self.fields.get("only", ""))

    @property
    def name(self) -> str:
        """The title as a part of the question's id."""
        return slug(self.title)

    def observer(self, steps: Sequence[str] = ()) -> str:
        """Get what is seen, as the observer's name: its rows in JSON. Of `steps` that is
        what each expression gives."""
        whole = self.see == {"value": "value"}
        seen = _values(steps) if whole and steps else dict(self.see)
        if self.fits == {"fits": "close"}:
            return "value" if whole and not steps else json.dumps(seen)
        return json.dumps({name: {"from": path, **self.fits} for name, path in seen.items()})


@dataclass(frozen=True)
class Answer:
    """A right or wrong answer that puts the questions to the test, with the faults that
    its hint may name; None where any hint will do."""

    right: bool
    name: str
    text: str
    faults: tuple[str, ...] | None = None


@dataclass
class Said:
    """All that is said of one function."""

    public: list[WrittenQuestion] = field(default_factory=list)
    hidden: list[WrittenQuestion] = field(default_factory=list)
    lists: dict[str, Lists] = field(default_factory=dict)
    faults: list[FaultTable] = field(default_factory=list)
    once: list[tuple[str, str]] = field(default_factory=list)
    when: list[WhenTable] = field(default_factory=list)
    written: list[WrittenTable] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)


_said: ContextVar[Said | None] = ContextVar("said", default=None)


@contextlib.contextmanager
def about(said: Said) -> Iterator[None]:
    """Let what is called while this lasts be said of one function."""
    token = _said.set(said)
    try:
        yield
    finally:
        _said.reset(token)


def public(points: float | Lists, title: str = "", ask: object = (), **options: Any) -> None:
    """Ask a question that students see. It is published with one seed, and asked with
    the course's when work is graded.

    `ask` is a function of a NumPy generator that draws the arguments, or the arguments
    themselves: a tuple of them, one that is none, or what `call` returns. For
    `options` see `hidden`. A single function is one that lists Questions.
    """
    _add("public", points, title, ask, options)


def hidden(points: float | Lists, title: str = "", ask: object = (), **options: Any) -> None:
    """Ask a question that nobody sees before work is graded.

    `compare` says how values are compared (`close`, with `rtol` and `atol`, `equal`,
    `set`, `unordered`, `printed`, `text`), `see` what is looked at (`"value"`,
    `"arguments.0"`, `"printed"`, `"figure"`, or several by name), `lend` which right functions stand
    in for the student's: the other exercises that the right answer calls, if it is left
    out. `raises` is the exception that is right, or the name of one of the lesson's own.
    With `share=True` the points are shared among the expressions of `steps`.
    """
    _add("hidden", points, title, ask, options)


def variants(lists: Lists) -> None:
    """Name a function of a generator that lists what is asked in the place of the
    published questions."""
    _add("variants", lists, "", (), {})


OPTIONS = {
    **{"points": Points, "title": str, "see": str | dict[str, str], "lend": list[str] | None},
    **{"compare": str, "rtol": float, "atol": float, "about": list[str], "only": str},
    **dict.fromkeys(("share", "gate", "slow"), bool),
    **dict.fromkeys(("raises", "near", "tells"), Any),
}
"""What `public` and `hidden` are told of a question, each with its type."""


def _add(
    part: str, points: float | Lists, title: str, ask: object, options: dict[str, Any]
) -> None:
    said = _said.get()
    if said is None:
        return
    if callable(points):
        said.lists[part] = points
    if part in said.lists and (not callable(points) or getattr(said, part, [])):
        raise TypeError(
            f"{part}() takes a function that lists all questions, or one question a call"
        )
    if callable(points):
        return
    if not title:
        raise TypeError(f"{part}(points, title, arguments): the title is missing")
    for name, value in {"points": points, "title": title, **options}.items():
        if name not in OPTIONS:
            raise TypeError(f"{part}() knows no option {name}")
        try:
            converted(value.item() if isinstance(value, np.generic) else value, OPTIONS[name])
        except ValueError as error:
            raise TypeError(f"{part}(): {name} can't be {value!r:.60} ({error})") from error
    see = options.pop("see", "value")
    fields: dict[str, Any] = {"gate": True}
    if "raises" in options:
        raised = _exception(options.pop("raises"))
        # who always raises it knows nothing
        fields = {"gate": False} | ({"about": ("error",)} if see == "value" else {})
        see = {"error": f"raised.{raised}", **_named(see)}
    fits = {"fits": options.pop("compare", "close")}
    fits |= {key: options.pop(key) for key in ("rtol", "atol") if key in options}
    lend, share = options.pop("lend", None), options.pop("share", False)
    getattr(said, part).append(
        WrittenQuestion(points, title, ask, _named(see), fits, lend, fields | options, share)
    )


def _named(see: str | Mapping[str, str]) -> Mapping[str, str]:
    return {see.partition(".")[0]: see} if isinstance(see, str) else see


def _exception(asked: type | str) -> str:
    """Name the exception that is asked for. Raises TypeError where it is none, or one
    that any slip raises."""
    name = asked if isinstance(asked, str) else getattr(asked, "__name__", repr(asked))
    kind = getattr(builtins, name, Exception) if isinstance(asked, str) else asked
    is_error = isinstance(kind, type) and issubclass(kind, Exception)
    if not name.isidentifier() or not is_error or name == "Exception":
        raise TypeError(
            f"raises={name}: it has to be one kind of error, as in raises=ValueError"
        )
    return name


def call(
    *positional: object,
    lend: Sequence[str] = (),
    spies: Mapping[str, Spy] | None = None,
    files: Mapping[str, str] | None = None,
    **keywords: object,
) -> Call:
    """Write a call with keywords, stand-ins or files."""
    stand_ins = {name: Lent() for name in lend} | dict(spies or {})
    beside = converted(files or {}, dict[FileName, str])
    return Call("", positional, keywords, stand_ins, beside)


def steps(text: str, /, **names: object) -> Call:
    """Write statements that are run one after the other, with `names` among those of the
    notebook: `steps("s = Stack(); s.push(a); s.pop()", a=3)`. What each expression gives
    is compared, and so is the error that it raises."""
    lines = tuple(map(ast.unparse, ast.parse(textwrap.dedent(text)).body))
    if not _values(lines) or len(lines) > MAX_STEPS:
        raise TypeError(
            f"steps() takes up to {MAX_STEPS} statements, and an expression among them"
        )
    return Call("", (), names, steps=lines)


@dataclass(frozen=True)
class Properties:
    """A call of steps, and what has to be true of the values that they give a name."""

    call: Call
    texts: tuple[str, ...]

    def observer(self, shown: bool) -> str:
        """Get what is seen, as the observer's name. Students read the names in it, so
        properties that are not `shown` have numbers for names."""
        numbered = {f"property {i}": text for i, text in enumerate(self.texts, 1)}
        named = {text: text for text in self.texts} if shown else numbered
        return see({n: {"from": "value", "holds": text} for n, text in named.items()})


def holds(properties: str | Sequence[str], text: str, /, **names: object) -> Properties:
    """Ask whether properties hold after some statements, with `names` among those of the
    notebook: `holds("sum(t) == n", "t = throws(n, rng)", n=30, rng=rng)`. They are
    worked out outside of the student's process, on the values that the statements give a
    name and on `names`, with the operators and the functions of a closed list."""
    texts = (properties,) if isinstance(properties, str) else tuple(properties)
    for each in texts:
        try:
            read_property(each)
        except SyntaxError as error:
            raise TypeError(f"holds({each!r}): {error.msg}") from error
    body = ast.parse(textwrap.dedent(text)).body
    targets = (node for one in body if isinstance(one, ast.Assign) for node in one.targets)
    named = [node.id for one in targets for node in ast.walk(one) if isinstance(node, ast.Name)]
    if not texts or not named:
        raise TypeError(
            "holds(property, statements): a statement has to give a value a name, as in "
            'holds("t == sorted(t)", "t = order(a)", a=[3, 1])'
        )
    lines = (*map(ast.unparse, body), *dict.fromkeys(named))
    return Properties(Call("", (), names, steps=lines), texts)


def _values(lines: Sequence[str]) -> dict[str, str]:
    """Say where the values of expressions are found."""
    if len(lines) == 1 and lines[0].isidentifier():
        return {lines[0]: "value.0"}
    parsed = enumerate(ast.parse(line).body[0] for line in lines)
    return {f"step {i + 1}": f"value.{i}" for i, node in parsed if isinstance(node, ast.Expr)}


def see(rows: Mapping[str, object]) -> str:
    """Write what is looked at as the `observe` of a Question: names for people, and where
    each is found, or `{"from": ..., "fits": ...}`."""
    return json.dumps(dict(rows))


def fault(old: str | Mapping[str, str], new: str = "", hint: str = "", name: str = "") -> None:
    """Name a known fault: the right answer with `new` in the place of `old`, which stands
    in it once, or with several such swaps; and the hint that is said where an answer
    gives what it gives."""
    said = _said.get()
    if said is None:
        return
    swaps = {old: new} if isinstance(old, str) else dict(old)
    if not hint:
        raise TypeError("fault(old, new, hint): the hint is missing")
    own = name or slug(new) or f"without_{slug(old) if isinstance(old, str) else 'it'}"
    taken = {known.name for known in said.faults}
    own = next(
        n for n in (own, *(f"{own}_{i}" for i in range(2, 999))) if n not in taken or name
    )
    said.faults.append(FaultTable(own, hint, swaps))
    if isinstance(old, str):
        said.once.append((own, old))


def classes(
    nothing: str = "",
    step: str = "",
    detail: str = "",
    because: Mapping[str, str] | None = None,
) -> None:
    """Put the known faults, by their names, in three classes. Of `nothing` the central thing
    is missing: it keeps a fifth of the points at most. Of a `step` one part of the recipe is:
    it keeps between a fifth and 70 percent. A `detail` keeps half at least. For one that
    keeps something else, `because` says why, in a line."""
    if (said := _said.get()) is None:
        return
    each = {"nothing": nothing, "step": step, "detail": detail}
    found = [(name, kind) for kind, names in each.items() for name in names.split()]
    if twice := next((name for name, _ in found if [n for n, _ in found].count(name) > 1), ""):
        raise TypeError(f"classes(): {twice} is in two of them")
    said.words |= {"classes": dict(found), "because": dict(because or {})}


def right(text: str, name: str = "") -> None:
    """Show a right answer in another style: it has to get every point."""
    _answer(True, text, name, "")


def wrong(text: str, faults: str = "", name: str = "") -> None:
    """Show a wrong answer: it has to lose a point. `faults` are the names of those that
    its hint may speak of; without them any hint will do."""
    _answer(False, text, name, faults)


def _answer(is_right: bool, text: str, name: str, faults: str) -> None:
    if (said := _said.get()) is not None:
        number = sum(one.right == is_right for one in said.answers) + 1
        own = name or f"{'right' if is_right else 'wrong'}_{number}"
        told = tuple(faults.replace(",", " ").split()) or None
        said.answers.append(Answer(is_right, own, text.rstrip("\n") + "\n", told))


def when(seen: Mapping[str, str], hint: str, name: str) -> None:
    """Say something of an outcome by its looks, where no known fault gives it."""
    if (said := _said.get()) is not None:
        said.when.append(WhenTable(name, hint, dict(seen)))


def written(pattern: str, hint: str, name: str, *, error: str = "", besides: str = "") -> None:
    """Say something of an answer by how one of its lines is written. With an `error`, a
    pattern for `KeyError: 'n'` and the like, it is said only of a line that led to one; with
    `besides`, only where another statement has that pattern, too."""
    if (said := _said.get()) is not None:
        said.written.append(WrittenTable(name, hint, pattern, error, besides))


def words(**texts: Any) -> None:
    """Say what the function gives back (`returns`, and its `kinds`), `advice` where an
    observation differs, and `advice_of_a_run`; in which `order` the steps make what is
    observed, and under which name (`made_as`)."""
    if (said := _said.get()) is not None:
        said.words |= texts


def slug(text: str) -> str:
    """Turn a text into a name."""
    return re.sub(r"\W+", "_", text).strip("_").lower()[:60]


def _sendable(value: object) -> object:
    """Return an argument as plain data where it has one of pandas' tables, or a
    generator."""
    copied = plain_data(value)
    sent = (Frame, GeneratorState)
    return copied if any(isinstance(part, sent) for part in parts(copied)) else value


class Questions:
    """One function's questions as they are drawn: `public()`, `variants(rng)`,
    `hidden(rng)`."""

    def __init__(
        self,
        name: str,
        function: str,
        said: Said,
        lends: tuple[str, ...],
        is_variable: bool = False,
        show_hidden_messages: bool = False,
    ):
        self.name, self.function, self.said, self.lends = name, function, said, lends
        self.is_variable = is_variable
        self.show_hidden_messages = show_hidden_messages

    def public(self) -> list[Question]:
        """The published ones."""
        if "public" in self.said.lists:
            return list(self.said.lists["public"]())
        seed = f"{self.name} {self.function} published".encode()
        return self._drawn(self.said.public, seed)

    def variants(self, rng: np.random.Generator) -> list[Question]:
        """The published ones with the course's numbers."""
        if "public" in self.said.lists:
            lists = self.said.lists.get("variants")
            return list(lists(rng)) if lists else []
        return self._drawn(self.said.public, rng.bytes(16))

    def hidden(self, rng: np.random.Generator) -> list[Question]:
        """The hidden ones."""
        if "hidden" in self.said.lists:
            return list(self.said.lists["hidden"](rng))
        return self._drawn(self.said.hidden, rng.bytes(16))

    @property
    def points(self) -> tuple[float, float]:
        """The points of all public and of all hidden questions."""
        said, rng = self.said, np.random.default_rng(0)
        public = self.public() if "public" in said.lists else said.public
        hidden = self.hidden(rng) if "hidden" in said.lists else said.hidden
        first, second = (
            sum(q.points for q in part if q.only != "notebook") for part in (public, hidden)
        )
        return first, second

    def undrawn(self) -> list[str]:
        """List the titles of published questions that draw nothing: who looks the answer
        up has their points."""
        if "public" in self.said.lists:
            return []
        return [one.title for one in self.said.public if not self._draws(one)]

    def _draws(self, one: WrittenQuestion) -> bool:
        rng = np.random.default_rng(0)
        before = rng.bit_generator.state
        call = self._question(one, rng).call
        given = parts((call.positional, call.keywords))
        return rng.bit_generator.state != before or any(
            isinstance(part, GeneratorState) for part in given
        )

    def _drawn(self, written: Sequence[WrittenQuestion], seed: bytes) -> list[Question]:
        # a generator of its own for each, so that one more leaves all others as they are
        made = []
        for one in written:
            digest = hashlib.sha256(seed + b"\0" + one.title.encode()).digest()
            whole = self._question(one, np.random.default_rng([*digest]))
            made += self._shares(whole) if one.share else [whole]
        return made

    def _shares(self, whole: Question) -> list[Question]:
        """Make a question of each expression among the steps, or of each property, which
        share one call. The last one has what is left of the points."""
        seen = [*json.loads(whole.observe)] if whole.call.steps else []
        if len(seen) < 2 or whole.about:
            raise RubricError(
                f"the question {whole.title!r} to {self.function}: share=True takes steps() with two "
                "expressions or more, or holds() with two properties, and no raises= or about=."
            )
        part = round(whole.points / len(seen), 2)
        points = [part] * (len(seen) - 1)
        points.append(round(whole.points - sum(points), 2))
        return [
            replace(
                whole,
                name=f"{whole.name}_{slug(name)}",
                title=f"{whole.title}, {name}",
                points=own,
                about=(name,),
            )
            for name, own in zip(seen, points, strict=True)
        ]

    def _question(self, one: WrittenQuestion, rng: np.random.Generator) -> Question:
        asked = one.ask
        if callable(asked):
            try:
                asked = asked(rng)
            except (Exception, SystemExit) as error:
                raise RubricError(
                    f"the question {one.title!r} to {self.function} can't be drawn: {percent_file.place(error)}"
                ) from error
        if self.is_variable and isinstance(asked, tuple) and not asked:
            asked = steps(self.function)
        properties = asked if isinstance(asked, Properties) else None
        if properties:
            asked = properties.call
        if not isinstance(asked, Call):
            asked = Call("", asked if isinstance(asked, tuple) else (asked,))
        if asked.steps and any(path.startswith("raised.") for path in one.see.values()):
            raise RubricError(
                f"the question {one.title!r} to {self.function}: leave out raises=. Of steps() the error "
                "of each step is compared with the right answer's."
            )
        lend = self.lends if one.lend is None else one.lend
        stand_ins = {name: Lent() for name in lend} | asked.stand_ins
        draws = any(path.partition(".")[0] == "figure" for path in one.see.values())
        asked = replace(
            asked,
            positional=tuple(map(_sendable, asked.positional)),
            keywords={name: _sendable(value) for name, value in asked.keywords.items()},
        )
        whole = replace(asked, function=self.function, stand_ins=stand_ins, draws=draws)
        shown = self.show_hidden_messages or any(one is each for each in self.said.public)
        seen = properties.observer(shown) if properties else one.observer(asked.steps)
        return Question(one.name, one.points, one.title, whole, seen, **one.fields)
