"""Filling in a file of Canvas or Moodle: the right row by id, the right column by name,
and nothing else touched. What a person wrote into the cell there stays."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name, digits
from dinosaur_grader.records.gradebook_marks import Scores

DECIMAL_COMMA = re.compile(r"\d+,\d+")
EDITED = "edited in"  # how such a reason begins
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID")
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


def canvas(
    text: str,
    marks: Scores,
    column: str = "",
    ids: dict[str, str] | None = None,
    title: str = "",
    stays: Stays = never,
) -> Filled:
    """Fill a Canvas grade book export. `column` is the heading to fill, with or without
    Canvas's `(id)`; left out, it is the assignment's name or `title`.

    `ids` maps Canvas's user id to the course's student id. For rows that it does not
    know, the course's ids are looked for in one column, that of ID, SIS User ID and SIS
    Login ID which has most of them: a number may be one student's ID and another's
    login. The row of Points Possible has to agree with the assignment's full score.
    `stays` says why a cell is not filled.
    """
    table = _Table(text)
    place = table.column(*([column] if column else filter(None, (marks.assignment, title))))
    known = [table.header.index(name) for name in CANVAS_IDS if name in table.header]
    if not known:
        raise Refused(
            "no column ID, SIS User ID or SIS Login ID: is this a gradebook exported from Canvas?"
        )
    ids = ids or {}
    others = set(marks.of) - set(ids.values())
    own = max(known, key=lambda i: sum(row[i].strip() in others for row in table.rows))
    # ahead of all students and without an id: a student may have this name
    for row in takewhile(lambda row: not any(row[i].strip() for i in known), table.rows):
        if row[0].strip() == "Points Possible":
            _agree(row[place], marks, "Points Possible")
    return table.fill(place, lambda row: (row[known[0]], row[own]), ids, marks, stays)


def moodle(
    text: str,
    marks: Scores,
    column: str = "Grade",
    ids: dict[str, str] | None = None,
    stays: Stays = never,
) -> Filled:
    """Fill a Moodle grading worksheet. `column` is its heading for the grade, in the
    site's language.

    The first column holds the participant's number at its end; `ids` maps the number to
    the course's student id.
    """
    table = _Table(text)
    place = table.column(column)
    most = next((i for i, name in enumerate(table.header) if name == "Maximum Grade"), None)

    def participant(row: list[str]) -> tuple[str, str]:
        found = re.search(r"(\d+)\s*$", row[0])
        key = found[1] if found else row[0]
        return key, key

    if most is not None:
        for row in table.rows:
            _agree(row[most], marks, "Maximum Grade")
    return table.fill(place, participant, ids or {}, marks, stays)


def read(text: str) -> tuple[str, list[list[str]]]:
    """Read a CSV text: its delimiter, and the rows that are not empty. Raises Refused."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return delimiter, [row for row in rows if row]
    except csv.Error as error:
        raise Refused(f"the file is not a CSV file ({error}): export it again") from error


class _Table:
    """A CSV text that is given back as it came but for the cells that are filled:
    delimiter, byte-order mark, comma."""

    def __init__(self, text: str):
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.delimiter, rows = read(text.removeprefix("\ufeff"))
        if not rows:
            raise Refused("the file is empty")
        self.header, self.rows = rows[0], rows[1:]
        for line, row in enumerate(self.rows, 2):
            if len(row) != len(self.header):
                raise Refused(
                    f"row {line} has {len(row)} fields, the heading has {len(self.header)}: export it again"
                )

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

    def fill(
        self,
        place: int,
        cells: Callable[[list[str]], tuple[str, str]],
        ids: dict[str, str],
        marks: Scores,
        stays: Stays,
    ) -> Filled:
        """Write the marks at `place`. `cells` gives a row's cells with the system's id and
        with the course's; who is known by a system's id is never found by another one."""
        comma = any(DECIMAL_COMMA.fullmatch(row[place].strip()) for row in self.rows)
        placed: dict[str, int] = {}
        filled: list[FilledCell] = []
        others = set(marks.of) - set(ids.values())
        for line, row in enumerate(self.rows, 2):
            key, own = (cell.strip() for cell in cells(row))
            name = ids.get(key, own if own in others else "")
            if name not in marks.of:
                continue
            if name in placed:
                raise Refused(f"rows {placed[name]} and {line} are both for {Name(name)}")
            placed[name] = line
            before, ours = row[place].strip(), digits(round(marks.of[name], 2))
            ours = ours.replace(".", "," if comma else ".")
            filled.append(
                FilledCell(tuple(row[:2]), name, before, ours, stays(name, before, ours))
            )
            if not filled[-1].kept:
                row[place] = ours
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter).writerows([self.header, *self.rows])
        return Filled(self.mark + out.getvalue(), filled, sorted(set(marks.of) - set(placed)))


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
