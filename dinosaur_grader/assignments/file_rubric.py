"""A rubric that is written in percent files: questions, known faults and answers beside
the lesson in `source/NAME.py`, or in `rubrics/NAME/FUNCTION.py` of the same form.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.assignments import percent_file, toml_tables
from dinosaur_grader.assignments import question_cells as questions
from dinosaur_grader.assignments.cell_text import CellText
from dinosaur_grader.assignments.percent_file import PercentCell
from dinosaur_grader.assignments.question_cells import Questions, Said
from dinosaur_grader.assignments.right_answers import Globals, RightAnswers
from dinosaur_grader.assignments.rubric import Answer, Rubric
from dinosaur_grader.assignments.toml_tables import (
    EXPECTED,
    HIDDEN,
    AssignmentTable,
    FaultsTable,
    FunctionTable,
    RubricError,
)
from dinosaur_grader.checks.calls import perform
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.words.looks import KINDS

TITLE = re.compile(r"^# # +(.+?) *$", re.MULTILINE)
SETTINGS = ("title", "files", "observers")
ONLY_WORDS = {"fault", "right", "wrong", "when", "written", "words"}
"""What a questions cell calls that no mark depends on."""
ALIKE = {"list", "tuple", "array"}


@dataclass(frozen=True, eq=False)
class FileRubric(Rubric):
    """The rubric of an assignment whose lesson is the percent file `lesson`."""

    lesson: Path = Path()

    @property
    def files_alone(self) -> tuple[Path, ...]:
        """The lesson, which lies outside of the rubric's folder."""
        return (self.lesson,)

    @functools.cached_property
    def said(self) -> dict[str, Said]:
        """What the questions cells say, by function. Raises RubricError, with the line,
        for a cell that can't be run."""
        found = {function: Said() for function in self.answers.texts}
        namespace: Globals = {**self.answers.namespace, "__name__": f"{self.package}.questions"}
        namespace["__package__"] = self.package
        for path, cell in self.questions_cells:
            name = cell.keys["questions"]
            if name not in found:
                raise RubricError(
                    f"{path}, line {cell.line}: there is no exercise {name!r} for these questions; "
                    f"there is {', '.join(found) or 'none'}."
                )
            with questions.about(found[name]):
                _run(path, cell, namespace)
        return {name: said for name, said in found.items() if said != Said()}

    @functools.cached_property
    def questions_cells(self) -> list[tuple[Path, PercentCell]]:
        """The cells with questions, each with its file, in the order of the functions."""
        paths = [self.lesson, *(self.folder / f"{name}.py" for name in self.answers.texts)]
        cells = [
            (path, cell) for path in paths if path.is_file() for cell in percent_file.read(path)
        ]
        return [(path, cell) for path, cell in cells if "questions" in cell.keys]

    @functools.cache  # noqa: B019  a rubric lives as long as the process
    def asked(self, function: str) -> Questions:
        others = CellText(self.answers.source(function)).reads or frozenset()
        lends = tuple(name for name in self.said if name != function and name in others)
        return Questions(self.name, function, self.said[function], lends)

    @functools.cached_property
    def _faults(self) -> dict[str, FaultsTable]:
        return {function: self._faults_of(function) for function in self.functions}

    def _faults_of(self, function: str) -> FaultsTable:
        said, text = self.said[function], self.answers.source(function)
        for name, old in said.once:
            if text.count(old) != 1:
                raise RubricError(
                    f"{self.home(function)}: the fault {name} swaps {old!r}, which stands {text.count(old)} times "
                    f"in the right {function}: it has to stand there once."
                )
        told = {key: value for key, value in said.words.items() if key != "kinds"}
        told.setdefault("returns", f"a value like that of the right {function}")
        plain = dict(faults=said.faults, when=said.when, written=said.written, **told)
        table = msgspec.convert(msgspec.to_builtins(plain), FaultsTable)
        return toml_tables.checked_faults(table, self.home(function))

    def _faults_file(self, function: str) -> Path:
        return self.home(function)

    def home(self, function: str) -> Path:
        """Name the file with a function's questions."""
        return next(
            path for path, cell in self.questions_cells if cell.keys["questions"] == function
        )

    @functools.cache  # noqa: B019
    def returns(self, function: str) -> tuple[str, ...]:
        """List the kinds of value that a right answer may give back: those that are said,
        or what it gives to the first public question."""
        if kinds := self.said[function].words.get("kinds"):
            return tuple(kinds)
        first = next(iter(self.asked(function).public()), None)
        if first is None:
            return ()
        with quietly():
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

    def own_text(self, words: bool) -> bytes:
        """Join what marks depend on of the questions cells, or what only words do."""
        kept = [
            part
            for _, cell in self.questions_cells
            for only_words, part in _statements(cell.text)
            if only_words == words
        ]
        settings = (
            []
            if words
            else [
                cell.text for cell in percent_file.read(self.lesson) if "settings" in cell.keys
            ]
        )
        return "\0".join([*kept, *settings]).encode()


def load(
    name: str,
    folder: Path,
    lesson: Path,
    answers: RightAnswers,
    published: Path,
    points: Mapping[str, float],
) -> FileRubric:
    """Read the rubric in a lesson and the files that lie in `folder`, if there is one.
    Raises RubricError."""
    empty = AssignmentTable("", 0, ())
    rubric = FileRubric(name, folder, empty, answers, published, points, lesson)
    table = toml_tables.checked(_table(rubric), lesson)
    object.__setattr__(rubric, "table", table)
    return rubric


def _table(rubric: FileRubric) -> AssignmentTable:
    """Gather from cells and notebook what a table says: each thing is written once."""
    settings = _settings(rubric)
    names = dict.fromkeys(cell.keys["questions"] for _, cell in rubric.questions_cells)
    order = [name for name in rubric.answers.texts if name in names] or [*names]
    functions = [_function(rubric, name) for name in order]
    found = dict(
        title=settings.get("title") or _heading(rubric),
        points=sum(function.points for function in functions),
        functions=msgspec.to_builtins(functions),
        files=list(settings.get("files", ())),
        observers=settings.get("observers", {}),
    )
    try:
        return msgspec.convert(found, AssignmentTable)
    except msgspec.ValidationError as error:
        raise RubricError(f"{rubric.lesson}: {error}.") from error


def _function(rubric: FileRubric, name: str) -> FunctionTable:
    cells = (f"{name}_{part}" for part in (EXPECTED, HIDDEN))
    return FunctionTable(name, sum(rubric.points.get(cell, 0.0) for cell in cells))


def _settings(rubric: FileRubric) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in percent_file.read(rubric.lesson):
        if "settings" in cell.keys:
            own: Globals = {}
            _run(rubric.lesson, cell, own)
            if unknown := sorted(n for n in own if n not in SETTINGS and not n.startswith("_")):
                raise RubricError(
                    f"{rubric.lesson}, line {cell.line}: there is no setting {unknown[0]}; "
                    f"there are {', '.join(SETTINGS)}."
                )
            found |= {key: own[key] for key in SETTINGS if key in own}
    return found


def _heading(rubric: FileRubric) -> str:
    for cell in percent_file.read(rubric.lesson):
        if cell.markdown and (found := TITLE.search(cell.text)):
            return found[1]
    return rubric.name.replace("_", " ").capitalize()


def _run(path: Path, cell: PercentCell, namespace: Globals) -> None:
    """Run a private cell. Raises RubricError, with the line of the file."""
    text = "\n" * cell.line + cell.text  # so that an error has the file's own line
    try:
        exec(compile(text, f"{path}{questions.CELLS}", "exec"), namespace)  # noqa: S102  the lecturer's own
    except Exception as error:
        raise RubricError(f"{path}, {questions.place(error)}") from error


def _statements(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the statements of a questions cell, each with whether only words depend on
    it."""
    for node in ast.parse(text).body:
        value = node.value if isinstance(node, ast.Expr) else None
        name = value.func if isinstance(value, ast.Call) else None
        yield (
            isinstance(name, ast.Name) and name.id in ONLY_WORDS,
            ast.get_source_segment(text, node) or "",
        )
