"""Filling in a file of Canvas or Moodle: the right row by id, the right column by name,
and nothing else touched. What a person wrote into the cell there stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name, digits
from dinosaur_grader.records.gradebook_marks import Scores

DECIMAL_COMMA = re.compile(r"\d+,\d+")
EDITED = "edited in"  # how such a reason begins
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID")
MOODLE_MOST = "Maximum Grade"
CELL = r'(\ufeff?"(?:[^"]|"")*+"|[^{0}\r\n]*)({0}|\r\n?|\n|\Z)'
Stays = Callable[[str, str, str], str]
"""Why a cell is not filled, as the end of a sentence, or nothing: asked with the student,
what stands there, and our mark."""


def never(student: str, before: str, ours: str) -> str:
    """Let every cell be filled."""
    return ""


@dataclass(frozen=True)
class FilledCell:
    """One student's cell: the row's first cells, for a person; what stood there; our
    mark; and the end of a sentence that says why it was not written, if it was not."""

    row: tuple[str, ...]
    student: str
    before: str
    ours: str
    kept: str = ""

    @property
    def edited(self) -> bool:
        """Whether somebody put another mark there, which a person has to settle."""
        return self.kept.startswith(EDITED)

    @property
    def changes(self) -> bool:
        """Whether another mark is there than before."""
        return not self.kept and number(self.before) != number(self.ours)


@dataclass
class Filled:
    """The text of the filled file, the cells of those who have a score and a row, and
    the students for whom no row was found."""

    text: str
    cells: list[FilledCell]
    unplaced: list[str]

    @property
    def rows(self) -> int:
        """How many rows have our score."""
        return sum(not cell.kept for cell in self.cells)


def fill(
    system: str,
    text: str,
    marks: Scores,
    column: str = "",
    ids: Mapping[str, str] = MappingProxyType({}),
    title: str = "",
    stays: Stays = never,
) -> Filled:
    """Fill a Canvas grade book export or a Moodle grading worksheet. `column` is the heading
    to fill, in the site's language and with or without Canvas's `(id)`; left out, it is
    Moodle's `Grade`, or the assignment's name or `title`.

    `ids` maps the system's id to the course's; who is known by a system's id is never found
    by another one. `stays` says why a cell is not filled. Raises Refused where the full score
    that the system has there is another one.
    """
    table = _Table(text)
    titles = [marks.assignment, title] if system == "canvas" else ["Grade"]
    place = table.column(*([column] if column else filter(None, titles)))
    others = set(marks.of) - set(ids.values())
    pairs = {"canvas": _canvas_ids, "moodle": _moodle_ids}[system](table, place, marks, others)
    comma = any(DECIMAL_COMMA.fullmatch(row[place].strip()) for row in table.rows)
    placed: dict[str, int] = {}
    cells: list[FilledCell] = []
    for line, (row, (key, own)) in enumerate(zip(table.rows, pairs, strict=True), 2):
        name = ids.get(key.strip(), own.strip() if own.strip() in others else "")
        if name not in marks.of:
            continue
        if name in placed:
            raise Refused(f"rows {placed[name]} and {line} are both for {Name(name)}")
        placed[name] = line
        before, ours = row[place].strip(), digits(round(marks.of[name], 2))
        ours = ours.replace(".", "," if comma else ".")
        kept = stays(name, before, ours)
        cells.append(FilledCell(tuple(row[:2]), name, before, ours, kept))
        if not kept:
            table.write(line, place, ours)
    return Filled(table.text, cells, sorted(set(marks.of) - set(placed)))


def _canvas_ids(
    table: _Table, place: int, marks: Scores, others: Set[str]
) -> list[tuple[str, str]]:
    """Return each row's ids, Canvas's own and the course's. The course's are looked for in
    one column, the one that has most of the `others`: a number may be one student's ID and
    another's login."""
    known = [table.header.index(name) for name in CANVAS_IDS if name in table.header]
    if not known:
        raise Refused(
            "no column ID, SIS User ID or SIS Login ID: is this a gradebook exported from Canvas?"
        )
    own = max(known, key=lambda i: sum(row[i].strip() in others for row in table.rows))
    # ahead of all students and without an id: a student may have this name
    for row in takewhile(lambda row: not any(row[i].strip() for i in known), table.rows):
        if row[0].strip() == "Points Possible":
            _agree(row[place], marks, "Points Possible")
    return [(row[known[0]], row[own]) for row in table.rows]


def _moodle_ids(
    table: _Table, place: int, marks: Scores, others: Set[str]
) -> list[tuple[str, str]]:
    """Return each row's ids: the participant's number at the end of the first cell, twice."""
    if MOODLE_MOST in table.header:
        for row in table.rows:
            _agree(row[table.header.index(MOODLE_MOST)], marks, MOODLE_MOST)
    keys = [(re.findall(r"(\d+)\s*$", row[0]) or row)[0] for row in table.rows]
    return [(key, key) for key in keys]


class _Table:
    """A CSV text that is given back as it came, to the byte, but for the cells that are
    written."""

    def __init__(self, text: str):
        first = text.split("\n", 1)[0]
        self.delimiter = ";" if first.count(";") > first.count(",") else ","
        # each cell as it stands there, with what ends it
        self._cells = list(map(list, re.findall(CELL.format(self.delimiter), text)))
        self._lines: list[list[list[str]]] = [[]]
        for cell in self._cells:
            self._lines[-1].append(cell)
            if cell[1] != self.delimiter:
                self._lines.append([])
        self._lines = [line for line in self._lines if len(line) > 1 or (line and line[0][0])]
        if not self._lines:
            raise Refused("the file is empty")
        self.header, *self.rows = [[_value(raw) for raw, _ in line] for line in self._lines]
        for line, row in enumerate(self.rows, 2):
            if len(row) != len(self.header):
                raise Refused(
                    f"row {line} has {len(row)} fields, the heading has {len(self.header)}: export it again"
                )

    def write(self, line: int, place: int, mark: str) -> None:
        """Write a mark into a cell of a line, the first of which is the heading."""
        quoted = f'"{mark}"' if self.delimiter in mark else mark
        self._lines[line - 1][place][0] = quoted

    @property
    def text(self) -> str:
        return "".join(raw + end for raw, end in self._cells)

    def column(self, *titles: str) -> int:
        """Find the one column of this title, or of these: exactly, or written otherwise
        (`Dinosaur Island (42)` in Canvas for `dinosaur_island`)."""
        title = titles[0]
        for same in (str, _loosely):
            wanted = {same(each) for each in titles}
            found = [i for i, name in enumerate(self.header) if same(name.strip()) in wanted]
            if found:
                break
        if len(found) != 1:
            what = "no column" if not found else f"{len(found)} columns"
            raise Refused(
                f"{what} named {title!r}; name one of these with --column: {', '.join(self.header)}"
            )
        return found[0]


def _value(raw: str) -> str:
    """Return what a cell says."""
    text = raw.removeprefix("\ufeff")
    return text[1:-1].replace('""', '"') if text[:1] == '"' == text[-1:] else text


def _loosely(name: str) -> str:
    """Return the letters of a heading, without the number that Canvas puts behind it."""
    return re.sub(r"[\W_]+", "", re.sub(r" \(\d+\)$", "", name).casefold())


def number(cell: str) -> float | None:
    """Read a number as these systems write it, with a point or a comma."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def _agree(cell: str, marks: Scores, what: str) -> None:
    there = number(cell)
    # "(read only)", or nothing: the system has no number to disagree with
    if there not in (None, marks.most):
        raise Refused(
            f"{what} is {cell.strip()} there, and these marks are of {digits(marks.most)}: set it to "
            f"{digits(marks.most)} there, or write `scale.{marks.assignment} = {digits(there)}` into the "
            "course.toml beside the seed, and the marks are scaled to that"
        )
