"""A rubric: the private side of an assignment, read from its percent files.

Questions, known faults and answers stand beside the lesson in `source/NAME.py`, or in
`rubrics/NAME/FUNCTION.py` of the same form, beside modules that they import. The engine
knows these files and none of their functions.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec

from dinosaur_grader.assignments import locations, packages, percent_file, rubric_tables
from dinosaur_grader.assignments.cell_text import CellText
from dinosaur_grader.assignments.percent_file import PercentCell
from dinosaur_grader.assignments.private_modules import BUILTINS, RUBRIC
from dinosaur_grader.assignments.right_answers import Globals, RightAnswers
from dinosaur_grader.assignments.rubric_tables import (
    EXPECTED,
    HIDDEN,
    AssignmentTable,
    FaultsTable,
    FaultTable,
    FunctionTable,
    RubricError,
    Settings,
    converted,
)
from dinosaur_grader.checks import published
from dinosaur_grader.checks.observers import VALUE, Observer
from dinosaur_grader.checks.published import Published
from dinosaur_grader.checks.words import Words
from dinosaur_grader.checks.words.looks import KINDS
from dinosaur_grader.home import below

if TYPE_CHECKING:
    from dinosaur_grader.assignments.question_cells import Answer, Questions, Said

OBSERVE = "observe"
TITLE = re.compile(r"^# # +(.+?) *$", re.MULTILINE)
ONLY_WORDS = {"classes", "fault", "right", "wrong", "when", "written", "words"}
"""What a questions cell calls that no mark depends on."""
ALIKE = {"list", "tuple", "array"}
KIND_IN_WORDS = {
    "none": "nothing",
    "dict": "a dictionary",
    "array": "an array",
    "iterator": "an iterator",
    "dataframe": "a DataFrame",
    "series": "a Series",
}


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
    """The rubric of the assignment `name`: its lesson, the folder with what stands beside
    it (which need not be there), its right answers, where its public questions were
    published to, and the points of the notebook's test cells by id."""

    name: str
    lesson: Path
    folder: Path
    answers: RightAnswers
    questions: Path
    points: Mapping[str, float]

    @functools.cached_property
    def table(self) -> AssignmentTable:
        """Its title, its functions in the notebook's order with their points, its files."""
        told = settings(self.lesson)
        names = dict.fromkeys(cell.keys["questions"] for _, cell in self.questions_cells)
        order = [name for name in self.answers.texts if name in names]
        if lacking := packages.lacking(told.requires):
            raise RubricError(
                f"{self.lesson} requires {', '.join(lacking)}, {packages.how_to_install(lacking)}."
            )
        functions = tuple(self._function(name) for name in order)
        return AssignmentTable(functions=functions, **msgspec.structs.asdict(told))

    def _function(self, name: str) -> FunctionTable:
        cells = (f"{name}_{part}" for part in (EXPECTED, HIDDEN))
        return FunctionTable(name, sum(self.points.get(cell, 0.0) for cell in cells))

    @property
    def functions(self) -> tuple[str, ...]:
        """The graded functions, in the notebook's order."""
        return tuple(function.name for function in self.table.functions)

    @property
    def cells(self) -> dict[str, str]:
        """The test cells that are asked by questions, each with its function."""
        return {f"{f}_{part}": f for f in self.functions for part in (EXPECTED, HIDDEN)}

    @functools.cached_property
    def special(self) -> ModuleType | None:
        """The rubric's `observe.py`, where it has one."""
        return self.module(OBSERVE) if (self.folder / f"{OBSERVE}.py").is_file() else None

    @functools.cache  # noqa: B019  a rubric lives as long as the process
    def observer(self, name: str) -> Observer:
        """Get an observer by its name: `value`, or its rows in JSON, as `see` writes them.

        Raises RubricError for rows that are none.
        """
        if name == VALUE.name:
            return VALUE
        try:
            rows = json.loads(name)
            rubric_tables.check_rows(rows, str(self.lesson))
            return published.observer(name, rows, self.special)
        except (json.JSONDecodeError, AttributeError) as error:
            raise RubricError(
                f"{self.lesson}: there is no observer {name} ({error}): write it by see({{...}})."
            ) from error

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
        """Load a module of the rubric's folder, by its name there."""
        try:
            return importlib.import_module(f"{self.package}.{name}")
        except (ImportError, SyntaxError, NameError) as error:
            raise RubricError(
                f"{self.folder}: its module {name} can't be loaded ({type(error).__name__}: {error})."
            ) from error

    @functools.cached_property
    def package(self) -> str:
        """A package's name for the rubric's modules, made for this process: they import
        one another from `.`, two rubrics of one name don't meet, and neither do two
        states of one."""
        digest = hashlib.sha256(str(self.folder).encode())
        for path in self._modules():
            digest.update(path.read_bytes())
        name = f"{RUBRIC}{digest.hexdigest()[:16]}"
        package = ModuleType(name, f"The rubric in {self.folder}.")
        package.__path__ = [str(self.folder)]
        sys.modules[name] = package
        return name

    @functools.cached_property
    def said(self) -> dict[str, Said]:
        """What the questions cells say, by function. Raises RubricError, with the line,
        for a cell that can't be run."""
        # what a hand-in whose questions are known doesn't take
        from dinosaur_grader.assignments.question_cells import Said, about

        found = {function: Said() for function in self.answers.texts}
        for path, cell in self.questions_cells:
            name = cell.keys["questions"]
            if name not in found:
                raise RubricError(
                    f"{path}, line {cell.line}: there is no exercise {name!r} for these questions; "
                    f"there is {', '.join(found) or 'none'}."
                )
            with about(found[name]):
                _run(path, cell, self._names_of(path))
        return {name: said for name, said in found.items() if said != Said()}

    @functools.cache  # noqa: B019  a rubric lives as long as the process
    def _names_of(self, path: Path) -> Globals:
        """Make the globals in which a file's questions cells run: the right notebook's."""
        name = f"{self.package}.{path.stem}"
        return {**self.answers.namespace, "__name__": name, "__package__": self.package}

    def written(self, function: str) -> SimpleNamespace:
        """Get what a function's questions cells define."""
        _ = self.said
        return SimpleNamespace(**self._names_of(self.home(function)))

    @functools.cached_property
    def questions_cells(self) -> list[tuple[Path, PercentCell]]:
        """The cells with questions, each with its file, in the order of the functions."""
        named = [self.folder / f"{name}.py" for name in self.answers.texts]
        paths = [self.lesson, *(path for path in named if path.is_file())]
        cells = [(path, cell) for path in paths for cell in percent_file.read(path)]
        # a misspelled name's, too, so that it is told of
        others = (path for path in self._modules() if path not in named)
        cells += [(path, cell) for path in others for cell in percent_file.read_if_one(path)]
        return [(path, cell) for path, cell in cells if cell.asks]

    @functools.cache  # noqa: B019  a rubric lives as long as the process
    def asked(self, function: str) -> Questions:
        from dinosaur_grader.assignments.question_cells import Questions

        others = CellText(self.answers.source(function)).reads or frozenset()
        lends = tuple(name for name in self.lendable if name != function and name in others)
        is_variable = not callable(self.answers.functions[function])
        shown = self.table.show_hidden_messages
        return Questions(self.name, function, self.said[function], lends, is_variable, shown)

    @property
    def lendable(self) -> tuple[str, ...]:
        """The exercises that can be lent: a class would have to give its objects away."""
        right = self.answers.functions
        return tuple(
            n for n in self.said if callable(right[n]) and not isinstance(right[n], type)
        )

    @functools.cache  # noqa: B019
    def faults(self, function: str) -> FaultsTable:
        """Gather what is said of a function's wrong outcomes. Raises RubricError."""
        said, text = self.said[function], self.answers.source(function)
        for name, old in said.once:
            if text.count(old) != 1:
                raise RubricError(
                    f"{self.home(function)}: the fault {name} swaps {old!r}, which stands {text.count(old)} times "
                    f"in the right {function}: it has to stand there once."
                )
        told = {key: value for key, value in said.words.items() if key != "kinds"}
        plain = dict(faults=said.faults, when=said.when, written=said.written, **told)
        try:
            table = msgspec.convert(msgspec.to_builtins(plain), FaultsTable)
        except msgspec.ValidationError as error:
            raise RubricError(
                f"{self.home(function)}: words of {function}: {error}."
            ) from error
        return rubric_tables.checked_faults(table, str(self.home(function)))

    @functools.cache  # noqa: B019
    def edits(self, function: str) -> tuple[Edit, ...]:
        """List the known faults of one function, the likeliest first.

        Raises RubricError where the right answer has moved away from one of them.
        """
        return tuple(self._edit(function, fault) for fault in self.faults(function).faults)

    def _edit(self, function: str, fault: FaultTable) -> Edit:
        text = self.answers.source(function)
        for old, new in fault.swaps.items():
            if old not in text:
                raise RubricError(
                    f"{self.home(function)}: the fault {fault.name} swaps {old!r}, which the right {function} "
                    "doesn't have."
                )
            text = text.replace(old, new)
        others = [source for name, source in self.answers.texts.items() if name != function]
        make = functools.partial(self.answers.namespace_of, *others, text)
        return Edit(fault.name, fault.hint, text, functools.cache(make))

    def home(self, function: str) -> Path:
        """Name the file with a function's questions."""
        return next(
            path for path, cell in self.questions_cells if cell.keys["questions"] == function
        )

    @functools.cache  # noqa: B019
    def returns(self, function: str) -> tuple[str, ...]:
        """List the kinds of value that a right answer may give back: those that are said,
        or what it gives to the first public question."""
        if "kinds" in self.said[function].words:
            return tuple(self.said[function].words["kinds"])
        first = next(iter(self.asked(function).public()), None)
        if first is None or first.call.draws or first.call.steps:
            return ()
        if not self.answers.functions.keys() >= {*first.call.lent}:
            return ()
        # what a hand-in alone doesn't take
        from dinosaur_grader.checks.in_notebook import quietly
        from dinosaur_grader.checks.perform import perform

        with quietly(self.answers.files):
            value = perform(
                first.call, dict(self.answers.namespace), self.answers.functions
            ).value
        kind = next((n for n, k in KINDS.items() if isinstance(value, k)), "")  # type: ignore[arg-type]
        if kind in ALIKE:
            return (kind, *sorted(ALIKE - {kind}))
        return (kind, "array") if kind == "number" else (kind,) if kind else ()

    def undrawn(self, function: str) -> list[str]:
        """List the titles of published questions whose answers can be looked up."""
        return self.asked(function).undrawn()

    def gallery(self, function: str) -> list[Answer]:
        """List the answers that prove the questions to a function."""
        return self.said[function].answers if function in self.said else []

    def files(self, words: bool) -> Iterator[Path]:
        """List the files that marks depend on, or those that only words depend on: the
        modules beside the questions, which they may import, and the published ones."""
        if not words:
            named = {self.folder / f"{function}.py" for function in self.answers.texts}
            yield from (path for path in self._modules() if path not in named)
        # the kit's own folder holds those of its other notebooks, too, each in a folder
        folders = (self.questions, Path(self.questions, published.FAULTS).parent)
        for path in locations.hashed(self.questions, ("",), words):
            # the same in all, it makes them a package; a wheel has it once
            if path.parent in folders and path.name != "__init__.py":
                yield path

    def words(self, function: str) -> Words:
        """Get what a verdict says of a function, where no known fault fits."""
        return published.words_of(self.words_table(function), list(self.returns(function)))

    def words_table(self, function: str) -> dict[str, Any]:
        """Write the same as data, to be published."""
        table = self.faults(function)
        first = next(iter(self.returns(function)), "")
        return {
            "returns": table.returns or KIND_IN_WORDS.get(first, f"a {first or 'value'}"),
            "when": msgspec.to_builtins(list(table.when)),
            "advice": table.advice,
            "advice_of_a_run": table.advice_of_a_run,
            "calls": self.answers.calls(),
            "stub": self.answers.stub(function),
            "written": msgspec.to_builtins(list(table.written)),
            "order": table.order,
            "made_as": table.made_as,
        }

    @functools.cached_property
    def _statements(self) -> list[tuple[bool, str]]:
        cells = self.questions_cells
        return [each for path, cell in cells for each in _statements(path, cell)]

    def _modules(self) -> list[Path]:
        """List the modules in the rubric's folder, at any depth; a gallery is none."""
        found = (self.folder.joinpath(*inside) for inside in below(self.folder))
        gallery = self.folder / "gallery"
        return sorted(
            path
            for path in found
            if path.suffix == ".py" and path.name[0] != "." and gallery not in path.parents
        )

    def own_text(self, words: bool) -> bytes:
        """Join what marks depend on of the questions cells, or what only words do."""
        kept = [part for only_words, part in self._statements if only_words == words]
        if not words:
            kept += [c.text for c in percent_file.read(self.lesson) if "settings" in c.keys]
        return "\0".join(kept).encode()


def settings(lesson: Path) -> Settings:
    """Read the settings of a lesson: its title, which is its first heading where none is
    set, the files that a notebook finds beside it, and what it requires. Raises RubricError."""
    cells = percent_file.read(lesson)
    headings = (
        found[1] for cell in cells if cell.markdown for found in TITLE.finditer(cell.text)
    )
    found = Settings(title=next(headings, lesson.stem.replace("_", " ").capitalize()))
    for cell in cells:
        if "settings" in cell.keys:
            own: Globals = {"__builtins__": BUILTINS}
            _run(lesson, cell, own)
            said = {name: value for name, value in own.items() if not name.startswith("_")}
            known = msgspec.structs.asdict(found)
            try:
                if unknown := sorted(said.keys() - known):
                    raise ValueError(
                        f"there is no setting {unknown[0]}; there are {', '.join(known)}"
                    )
                found = converted(known | said, Settings)
                _matching(lesson.parents[1], found.files)
            except ValueError as error:
                raise RubricError(f"{lesson}, line {cell.line}: {error}.") from error
    return found


def files_of(lesson: Path) -> dict[str, Path]:
    """Find what lies beside a lesson's notebook, by its name there: the files that its
    settings name, as patterns below the course's folder, and those in the folder that
    nbgrader hands out."""
    found = dict(locations.files_beside(lesson.with_suffix("")))
    found.pop("requirements.txt", None)  # made, and nothing that a notebook opens
    return found | _matching(lesson.parents[1], settings(lesson).files)


def _matching(course: Path, patterns: Sequence[str]) -> dict[str, Path]:
    """Find the files of a course that match one of these patterns, by their names there.
    Raises ValueError for one that lies elsewhere, by a link."""
    paths = [path for each in patterns for path in sorted(course.glob(each)) if path.is_file()]
    home = course.resolve()
    for path in paths:
        if not path.resolve().is_relative_to(home):
            raise ValueError(f"{path} is a link out of the course: put a copy in its place")
    return {path.relative_to(course).as_posix(): path for path in paths}


def _run(path: Path, cell: PercentCell, namespace: Globals) -> None:
    """Run a private cell. Raises RubricError, with the line of the file."""
    with _placed(path):
        exec(compile(_in_place(cell), f"{path}{percent_file.PRIVATE_NAME}", "exec"), namespace)  # noqa: S102  the lecturer's own


def _statements(path: Path, cell: PercentCell) -> Iterator[tuple[bool, str]]:
    """Yield the statements of a questions cell, each with whether only words depend on
    it."""
    with _placed(path):
        body = ast.parse(_in_place(cell)).body
    lines = cell.text.split("\n")
    for node in body:
        value = node.value if isinstance(node, ast.Expr) else None
        name = value.func if isinstance(value, ast.Call) else None
        only_words = isinstance(name, ast.Name) and name.id in ONLY_WORDS
        first, last = node.lineno - cell.line, (node.end_lineno or node.lineno) - cell.line
        yield only_words, "\n".join(lines[first - 1 : last])


def _in_place(cell: PercentCell) -> str:
    """Return a cell's text at the lines that it has in its file."""
    return "\n" * cell.line + cell.text


@contextlib.contextmanager
def _placed(path: Path) -> Iterator[None]:
    """Turn whatever a lecturer's text raises into a RubricError with its line."""
    try:
        yield
    except RubricError:
        raise
    except (Exception, SystemExit) as error:
        raise RubricError(f"{path}, {percent_file.place(error)}") from error
