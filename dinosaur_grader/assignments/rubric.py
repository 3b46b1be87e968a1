"""A rubric: the private side of an assignment, read from its folder.

The engine knows the files of such a folder and none of its functions. What is Python in
it is loaded by path, so that the engine imports no rubric.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from dinosaur_grader.assignments import locations, toml_tables
from dinosaur_grader.assignments.right_answers import Globals, RightAnswers
from dinosaur_grader.assignments.toml_tables import (
    EXPECTED,
    HIDDEN,
    AssignmentTable,
    RubricError,
)
from dinosaur_grader.checks import published
from dinosaur_grader.checks.observing import VALUE, Observer
from dinosaur_grader.checks.published import Published
from dinosaur_grader.checks.words import Words

OBSERVE = "observe"


@dataclass(frozen=True)
class Answer:
    """A right or wrong answer that proves the questions, with the faults of which its
    hint may speak; None where any hint will do."""

    right: bool
    name: str
    text: str
    faults: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Edit:
    """A known fault, as an edit of the right answer: the text of the wrong function, the
    hint that it draws, and a notebook's globals with it (compiled once).

    A hint says what the outcome means and one step to try, without a number and without
    the solution's code.
    """

    name: str
    hint: str
    source: str
    namespace: Callable[[], Globals]


@dataclass(frozen=True, eq=False)
class Rubric:
    """The rubric of the assignment `name`: its tables, its right answers, where its
    public questions were published to, and the points of the notebook's test cells by
    id."""

    name: str
    folder: Path
    table: AssignmentTable
    answers: RightAnswers
    questions: Path
    points: Mapping[str, float]

    @property
    def functions(self) -> tuple[str, ...]:
        """The graded functions, in the notebook's order."""
        return tuple(function.name for function in self.table.functions)

    @property
    def cells(self) -> dict[str, str]:
        """The test cells that are asked by probes, each with its function."""
        return {f"{f}_{part}": f for f in self.functions for part in (EXPECTED, HIDDEN)}

    @functools.cached_property
    def special(self) -> ModuleType | None:
        """The rubric's `observe.py`, where it has one."""
        return self.module(OBSERVE) if (self.folder / f"{OBSERVE}.py").is_file() else None

    @functools.cached_property
    def observers(self) -> dict[str, Observer]:
        """The observers by name."""
        found = {VALUE.name: VALUE}
        for name, rows in self.table.observers.items():
            try:
                plain = msgspec.to_builtins(rows)
                found[name] = published.observer(name, plain, self.special)
            except AttributeError as error:
                raise RubricError(
                    f"{self.folder / locations.RUBRIC}: the observer {name} begins with what neither we "
                    f"nor observe.py have ({error})."
                ) from error
        return found

    def observer(self, name: str) -> Observer:
        """Get an observer by its name, which may be the whole of it."""
        if name.startswith("{"):
            return published.observer(name, json.loads(name), self.special)
        return self.observers[name]

    @functools.cached_property
    def published(self) -> Published:
        """The public questions, as they were published for the notebook.

        Raises RubricError where there are none.
        """
        if not (self.questions / published.PROBES).is_file():
            raise RubricError(
                f"there is no {self.questions / published.PROBES}: "
                f"`dinosaur-grader build --assignment {self.name}` makes it."
            )
        return published.read(self.questions, self.special)

    def module(self, name: str) -> Any:
        """Load a module of the rubric's folder, by its dotted name there."""
        package, before = self.package, set(sys.modules)
        try:
            with _from_source():
                found = importlib.import_module(f"{package}.{name}")
        except (ImportError, SyntaxError, NameError) as error:
            raise RubricError(
                f"{self.folder}: its module {name} can't be loaded ({type(error).__name__}: {error})."
            ) from error
        # A change in a module that no hash covers would move marks, and the version that
        # they carry would stay: nobody would be asked before a grade changes.
        new = {each for each in set(sys.modules) - before if each.startswith(f"{package}.")}
        for part in sorted(each.removeprefix(f"{package}.") for each in new):
            if part != name and part.partition(".")[0] not in (OBSERVE, "probes"):
                for each in new:  # so that it is refused again
                    del sys.modules[each]
                raise RubricError(
                    f"{self.folder}: its module {name} imports {part}, which no hash covers: "
                    f"move that into probes/ or {OBSERVE}.py."
                )
        return found

    @functools.cached_property
    def package(self) -> str:
        """A package's name for the rubric's modules, made for this process: they import
        one another from `.`, two rubrics of one name don't meet, and neither do two
        states of one."""
        digest = hashlib.sha256(str(self.folder).encode())
        probes = self.folder.glob("probes/**/*.py")
        for path in sorted([*self.folder.glob("*.py"), *probes]):
            digest.update(path.read_bytes())
        name = f"_rubric_{digest.hexdigest()[:16]}"
        package = ModuleType(name, f"The rubric in {self.folder}.")
        package.__path__ = [str(self.folder)]
        sys.modules[name] = package
        return name

    @property
    def files_alone(self) -> tuple[Path, ...]:
        """The rubric's files that lie outside of its folder."""
        return ()

    def home(self, function: str) -> Path:
        """Name the file with a function's questions."""
        return self.folder / "probes" / f"{function}.py"

    def asked(self, function: str) -> Any:
        """Get what draws a function's questions: `public()`, `twins(rng)`,
        `hidden(rng)`."""
        return self.module(f"probes.{function}")

    def returns(self, function: str) -> tuple[str, ...]:
        """List the kinds of value that a function may give back."""
        return {each.name: each.returns for each in self.table.functions}[function]

    def undrawn(self, function: str) -> list[str]:
        """List the titles of published questions whose answers can be looked up."""
        return []

    def gallery(self, function: str) -> list[Answer]:
        """List the answers beside the questions to a function, which prove them."""
        return []

    def own_text(self, words: bool) -> bytes:
        """Join what is not in files of its own, of what marks depend on or only words."""
        return b""

    def _faults_file(self, function: str) -> Path:
        return self.folder / "faults" / f"{function}.toml"

    @functools.cached_property
    def _faults(self) -> dict[str, toml_tables.FaultsTable]:
        return {f: toml_tables.faults(self._faults_file(f)) for f in self.functions}

    @functools.cache  # noqa: B019  a rubric lives as long as the process
    def edits(self, function: str) -> tuple[Edit, ...]:
        """List the known faults of one function, the likeliest first.

        Raises RubricError where the right answer has moved away from one of them.
        """
        known, home = self._faults[function].faults, self._faults_file(function)
        names = [fault.name for fault in known]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise RubricError(f"{home}: two faults have the name {twice}.")
        return tuple(self._edit(function, fault, home) for fault in known)

    def _edit(self, function: str, fault: toml_tables.FaultTable, home: Path) -> Edit:
        lines, text = self._faults[function].lines, self.answers.source(function)
        for key, new in fault.swaps.items():
            # a name among the table's `lines`, or the text itself
            old = lines.get(key, key)
            if old not in text:
                raise RubricError(
                    f"{home}: the fault {fault.name} swaps {old!r}, which the right {function} doesn't have."
                )
            text = text.replace(old, new)
        others = [source for name, source in self.answers.texts.items() if name != function]
        make = functools.partial(self.answers.namespace_of, *others, text)
        return Edit(fault.name, fault.hint, text, functools.cache(make))

    def words(self, function: str) -> Words:
        """Get what a verdict says of a function, where no known fault fits."""
        return published.words_of(self.words_table(function), list(self.returns(function)))

    def words_table(self, function: str) -> dict[str, Any]:
        """Write the same as data, to be published."""
        table = self._faults[function]
        return {
            "returns": table.returns,
            "when": msgspec.to_builtins(list(table.when)),
            "advice": table.advice,
            "advice_of_a_run": table.advice_of_a_run,
            "calls": self.answers.calls(table.gives),
            "stub": self.answers.stub(function),
            "written": msgspec.to_builtins(list(table.written)),
        }

    def files(self, words: bool) -> Iterator[Path]:
        """List the files that marks depend on, or those that only words depend on: the
        rubric's own and the published questions."""
        # Of the rubric what is asked, by name: its gallery is most of it, and 350 files
        # were listed at each start to be left out.
        alone = (self.folder / name for name in (locations.RUBRIC, f"{OBSERVE}.py"))
        yield from (path for path in alone if not words and path.is_file())
        yield from locations.hashed(self.folder, ("probes", "faults"), words)
        yield from locations.hashed(self.questions, ("",), words)


@contextlib.contextmanager
def _from_source() -> Iterator[None]:
    """Import from the text that is there, never from bytecode."""
    # Two edits within one second leave the same date, and the old bytecode was taken. Nor
    # is a course's folder the place for caches.
    before = sys.dont_write_bytecode, sys.pycache_prefix
    sys.dont_write_bytecode, sys.pycache_prefix = True, os.devnull
    try:
        yield
    finally:
        sys.dont_write_bytecode, sys.pycache_prefix = before


def load(
    name: str, folder: Path, answers: RightAnswers, questions: Path, points: Mapping[str, float]
) -> Rubric:
    """Read the rubric in `folder`, checked against the functions that there are answers
    to.

    Raises RubricError.
    """
    table = toml_tables.assignment(folder / locations.RUBRIC)
    rubric = Rubric(name, folder, table, answers, questions, points)
    known = set(rubric.functions)
    for function in rubric.functions:
        if function not in answers.texts:
            raise RubricError(
                f"{folder / locations.RUBRIC}: the notebook has no solution cell {function}; "
                f"it has {', '.join(answers.texts) or 'none'}."
            )
        if not (folder / "probes" / f"{function}.py").is_file():
            raise RubricError(
                f"{folder / 'probes'}: there are no questions to {function} ({function}.py)."
            )
    for path in (folder / "faults").glob("*.toml"):
        if path.stem not in known:
            raise RubricError(f"{path}: {locations.RUBRIC} has no function {path.stem}.")
    return rubric
