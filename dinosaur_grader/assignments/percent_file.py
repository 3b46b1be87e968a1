"""An assignment's percent file, cell by cell: `source/NAME.py`, and files of the same form
in `rubrics/NAME/`.

What a cell is stands behind its `# %%`, as keys with values in JSON. A student gets
only cells of the kinds that are known to be the student's: an unknown key or tag, a
word that is no key, a key without a value are errors with their line.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from dinosaur_grader.assignments.rubric_tables import GradeId, RubricError, converted

# jupytext writes the magic `%%time` as `# %%time`, which begins no cell
MARK = re.compile(r"^# %%(?!\w+(?:[ \t]|$))(?P<rest>.*)$", re.MULTILINE)
MARKDOWN = "[markdown]"


class NbgraderKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file says of a cell that nbgrader is to know."""

    grade_id: GradeId
    points: Annotated[float, msgspec.Meta(ge=0, lt=1e6)] = 0
    solution: bool = False
    task: bool = False
    locked: bool = False


KEYS = {
    "exercise": GradeId,
    "questions": GradeId,
    "public": GradeId,
    "hidden": GradeId,
    "settings": str,
    "tags": list[str],
    "nbgrader": NbgraderKeys,
    "language": str,  # jupytext writes it for a cell that begins with `%%bash`
}
"""The words behind `# %%`, each with the type of its value."""
OF_ANY = {"tags", "language"}
"""Keys that a cell of any kind may have."""
PRIVATE = {"questions", "settings"}
"""Keys of cells that no student gets."""
PRIVATE_NAME = " (questions)"
"""How the name of a file ends for Python while a private cell of it runs."""
TAGS = {
    *("aside", "demonstration", "nbval-ignore-output", "nbval-skip", "raises-exception"),
    *("remove-input", "remove-output", "remove-cell", "hide-input", "hide-output"),
}
PRIVATE_CALL = re.compile(
    r"^[ \t]*((?:public|hidden|variants|fault|right|wrong)\()", re.MULTILINE
)
"""What only a questions cell does."""
_KEY = re.compile(r"\s*(?P<key>[A-Za-z_][\w-]*)=")
_FRONT_MATTER = re.compile(r"\s*(# ---\n(?:#.*\n)*?# ---\n)?\s*")


class PercentCell(msgspec.Struct, frozen=True):
    """A cell: its text as it stands in the file, its keys, and the line of its mark."""

    text: str
    markdown: bool
    keys: dict[str, Any]
    line: int

    @property
    def private(self) -> bool:
        """Whether no student may see it."""
        return bool(PRIVATE & self.keys.keys())

    @property
    def asks(self) -> bool:
        """Whether it has questions: one of comments alone waits for them."""
        lines = (line.strip() for line in self.text.split("\n"))
        return "questions" in self.keys and any(
            line and not line.startswith("#") for line in lines
        )


def read(path: Path) -> list[PercentCell]:
    """Read a percent file. Raises RubricError, with the line, for a cell that is of no
    kind that we know."""
    found = list(cells(path, KEYS))
    for cell in found:
        if problem := _problem(cell):
            raise RubricError(f"{path}, line {cell.line}: {problem}.")
        if not cell.private and (call := PRIVATE_CALL.search(cell.text)):
            at = cell.line + 1 + cell.text.count("\n", 0, call.start())
            raise RubricError(
                f"{path}, line {at}: {call[1]} stands in a cell that students get. Questions and answers "
                'belong into a cell `# %% questions="NAME"`.'
            )
        if "exercise" in cell.keys:
            _parse(path, cell)
    return found


def cells(path: Path, known: Mapping[str, Any]) -> Iterator[PercentCell]:
    """Yield the cells of any file of this form, with the keys that are `known` and the type
    of each. Raises RubricError, with the line."""
    text = read_text(path)
    if not _begins_with_a_cell(text):
        raise RubricError(f"{path}: it does not begin with a cell: a line `# %%`.")
    marks = list(MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    line, counted = 1, 0
    for mark, end in zip(marks, ends, strict=True):
        # from the mark before: a lesson has a hundred thousand characters
        line, counted = line + text.count("\n", counted, mark.start()), mark.start()
        try:
            markdown, keys = _header(mark["rest"].strip(), known)
        except ValueError as error:
            raise RubricError(f"{path}, line {line}: {error}.") from error
        yield PercentCell(text[mark.end() + 1 : end].rstrip("\n"), markdown, keys, line)


def read_text(path: Path) -> str:
    """Read the text of a percent file, without the mark that some editors begin it with.
    Raises RubricError where it is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RubricError(f"{path} can't be read ({error}).") from error
    except UnicodeDecodeError as error:
        raise RubricError(f"{path} is not in UTF-8 ({error}): save it as UTF-8.") from error


def _parse(path: Path, cell: PercentCell) -> None:
    """Raise RubricError for what is not Python, with the line of the file."""
    try:
        ast.parse("\n" * cell.line + cell.text)
    except SyntaxError as error:
        raise RubricError(f"{path}, line {error.lineno}: {error.msg}.") from error


def place(error: BaseException) -> str:
    """Say what happened while a private cell ran, and in which line of its file."""
    line, frame = getattr(error, "lineno", None), error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename.endswith(PRIVATE_NAME):
            line = frame.tb_lineno
        frame = frame.tb_next
    where = f"line {line}: " if line else ""
    return f"{where}{type(error).__name__}: {error}".rstrip(": ") + "."


def read_if_one(path: Path) -> list[PercentCell]:
    """Read a Python file as `read` does, where it begins with a cell; else no cells."""
    return read(path) if _begins_with_a_cell(read_text(path)) else []


def _begins_with_a_cell(text: str) -> bool:
    first = MARK.search(text)
    return first is not None and bool(_FRONT_MATTER.fullmatch(text[: first.start()]))


def _header(rest: str, known: Mapping[str, Any]) -> tuple[bool, dict[str, Any]]:
    """Take the words behind `# %%` apart. Raises ValueError, as the middle of a
    sentence."""
    markdown = rest.startswith(MARKDOWN)
    keys: dict[str, Any] = {}
    rest = rest.removeprefix(MARKDOWN)
    while rest.strip():
        found = _KEY.match(rest)
        if found is None:
            raise ValueError(f'{rest.strip()!r} is no key with a value, as in exercise="mean"')
        key = found["key"]
        if key in keys:
            raise ValueError(f"{key} stands there twice")
        try:
            keys[key], end = json.JSONDecoder().raw_decode(rest, found.end())
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f'{key} has no value in JSON, as in {key}="mean"') from error
        rest = rest[end:]
        for problem in _problems(key, keys[key], known):
            raise ValueError(problem)
    return markdown, keys


def _problem(cell: PercentCell) -> str:
    if cell.markdown and cell.keys.keys() - OF_ANY - {"nbgrader"}:
        return f"a cell of prose has no {', '.join(sorted(cell.keys))}"
    kinds = cell.keys.keys() - OF_ANY
    return f"a cell is one of {', '.join(sorted(kinds))}, not all of them" * (len(kinds) > 1)


def _problems(key: str, value: Any, known: Mapping[str, Any]) -> Iterator[str]:
    if key not in known:
        yield f"there is no key {key}: there are {', '.join(sorted(known))}"
        return
    try:
        converted(value, known[key])
    except ValueError as error:
        yield f"{key} can't be {json.dumps(value)[:60]} ({error})"
        return
    if key == "tags" and (unknown := [tag for tag in value if tag not in TAGS]):
        yield f"there is no tag {unknown[0]}: there are {', '.join(sorted(TAGS))}"
    elif key == "tags" and len(set(value)) < len(value):
        yield f"{key} names one twice: {', '.join(value)}"
