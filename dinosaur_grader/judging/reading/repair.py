"""A student's cells -> the cells to walk: the assignment's own tests, graded cells
found again, demonstrations skipped.

The student's cells keep their own order, and nothing that a student wrote is lost: what
stands in a test cell's place and defines something runs as a plain cell before the
test. Of several cells that define one function, the last one that runs before the test
counts, as in any notebook.
"""

from __future__ import annotations

import functools

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.cell_text import CellText, Texts
from dinosaur_grader.assignments.notebook_cells import Demonstration, TestCell
from dinosaur_grader.judging.reading.parse import RawCell
from dinosaur_grader.results import Cell


def repaired(
    raw: tuple[RawCell, ...], assignment: Assignment, texts: Texts | None = None
) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the cells to walk, and notes in words of what was fixed.

    What is learned about the cells' texts is stored in `texts` for later use.
    """
    repair = _Repair(assignment, Texts(assignment.texts) if texts is None else texts)
    cells = repair.cells(raw)
    return tuple(cells), tuple(dict.fromkeys(repair.notes))


class _Repair:
    """One notebook on the bench: what is known of its texts, and notes in words of what
    was fixed."""

    def __init__(self, assignment: Assignment, texts: Texts):
        self.assignment, self.texts = assignment, texts
        self.by_hand = {cell.grade_id: cell for cell in assignment.by_hand}
        self.plain = {
            cell.source
            for cell in assignment.blank
            if cell.kind == "code" and not cell.demonstration and not cell.grade_id
        }
        self.notes: list[str] = []

    def cells(self, raw: tuple[RawCell, ...]) -> list[Cell]:
        """Return the cells to walk."""
        asides = self.assignment.asides
        kept: list[Cell] = []
        for cell in self._code_again(raw):
            # as it was released, as most are: it needs no parsing, which is what takes the
            # time here
            if cell.kind == "code" and not cell.grade_id and cell.source in self.plain:
                aside = cell.source in asides
                kept.append(Cell("code", cell.source, index=cell.index, aside=aside))
            else:
                kept += self._mend_cell(cell)
        kept = self._one_test_each(kept)
        for test in self.assignment.tests:
            kept = self._put_back(kept, test)
        return self._name_solutions(self._one_answer_each(kept))

    def _code_again(self, raw: tuple[RawCell, ...]) -> list[RawCell]:
        """Make a solution cell code again that was turned into text by a slip, if no other
        cell has its function."""
        cells = []
        for cell in raw:
            function = self.assignment.solutions.get(cell.grade_id)
            if (
                cell.kind != "code"
                and function
                and function in self.texts[cell.source].functions
                and not self._is_defined(function, raw)
            ):
                self.notes.append(
                    f"The cell {cell.grade_id} had become a text cell; it was run as code."
                )
                cell = msgspec.structs.replace(cell, kind="code")
            cells.append(cell)
        return cells

    def _is_defined(self, function: str, raw: tuple[RawCell, ...]) -> bool:
        code = (cell.source for cell in raw if cell.kind == "code")
        return any(function in self.texts[source].functions for source in code)

    def _mend_cell(self, cell: RawCell) -> list[Cell]:
        test = self._test_of(cell)
        if test is not None:
            return self._mend_test(cell, test)
        if own := self.by_hand.get(cell.grade_id):
            # of the assignment's kind, as nbgrader takes it: prose is not run
            return [Cell(own.kind, cell.source, own.grade_id, index=cell.index)]
        if cell.kind != "code":
            return [Cell("markdown", cell.source, index=cell.index)]
        if cell.grade_id not in self.assignment.solutions:
            shown = self._demonstration(cell)
            if shown is not None:
                return shown
        return [
            Cell("code", self._without_demonstrations(cell), cell.grade_id, index=cell.index)
        ]

    def _test_of(self, cell: RawCell) -> TestCell | None:
        """Find the test cell that this is: by its id, or, where an editor dropped that, by
        a text that only one test has."""
        by_id = [test for test in self.assignment.tests if test.id == cell.grade_id]
        if by_id or cell.grade_id or cell.kind != "code":
            return by_id[0] if by_id else None
        # where two tests have one text, the text can't tell which of them this is
        by_text = _by_text(self.assignment.tests).get(_bare(cell.source), [])
        return by_text[0] if len(by_text) == 1 else None

    def _mend_test(self, cell: RawCell, test: TestCell) -> list[Cell]:
        """Return the assignment's own test, and before it what the student wrote in its
        place, if that defines anything."""
        fixed = Cell("test", test.source, test.id, test.points, index=cell.index)
        # `visible` is what the release shows of a test
        if same(cell.source, test.visible) or same(cell.source, test.source):
            return [fixed]
        self.notes.append(f"The test cell {test.id} was changed; the original took its place.")
        defines = self.texts[cell.source].bound
        # where it isn't Python, its `def`s are found by their lines
        if cell.kind != "code" or not (
            defines or (defines is None and self.texts[cell.source].functions)
        ):
            return [fixed]
        self.notes.append(f"What was written into the test cell {test.id} was run before it.")
        return [Cell("code", cell.source, index=cell.index), fixed]

    def _demonstration(self, cell: RawCell) -> list[Cell] | None:
        """Leave a demonstration out, but for what a student defined in it. None where the
        cell is not a demonstration."""
        shows = self.assignment.demonstrations
        skipped = Cell("code", cell.source, demonstration=True, index=cell.index)
        known_texts, known_parts, known = _known(shows)
        if _bare(cell.source) in known_texts:
            return [skipped]
        # split in two, or joined with another one: all its statements are the release's
        parts = self.texts[cell.source].statements
        if parts and parts <= known_parts and not self.texts[cell.source].definitions(known):
            return [skipped]
        if "demonstration" not in cell.tags and cell.cell_id not in {
            show.id for show in shows if show.id
        }:
            return None
        own = self.texts[cell.source].definitions(known)
        # it doesn't parse: nobody can say what of it is the student's
        if own is None:
            return None
        if not own:
            return [skipped]
        self.notes.append(
            "A demonstration cell was changed; only what it newly defines was run."
        )
        return [skipped, Cell("code", own, index=cell.index)]

    def _without_demonstrations(self, cell: RawCell) -> str:
        """Keep all of a cell that was merged with a demonstration, but for what takes
        long."""
        _, known_parts, _ = _known(self.assignment.demonstrations)
        rest = self.texts[cell.source].without(known_parts)
        if rest is None:
            return cell.source
        self.notes.append(
            f"Cell {cell.index + 1} holds parts of a demonstration; they were not run."
        )
        return rest

    def _one_test_each(self, cells: list[Cell]) -> list[Cell]:
        """Keep the last one of a test cell's copies: by then the notebook has defined what
        it will define."""
        last = {cell.grade_id: place for place, cell in enumerate(cells) if cell.kind == "test"}
        self.notes.extend(
            f"The test cell {test.id} was there more than once; it counts once."
            for test in self.assignment.tests
            if len(_places(cells, "test", {test.id})) > 1
        )
        return [
            cell
            for place, cell in enumerate(cells)
            if cell.kind != "test" or last[cell.grade_id] == place
        ]

    def _one_answer_each(self, cells: list[Cell]) -> list[Cell]:
        """Let one cell have the id of each that a person marks, the last of its copies;
        one that is gone stands at the end."""
        last = {cell.grade_id: place for place, cell in enumerate(cells)}
        gone = [cell for name, cell in self.by_hand.items() if name not in last]
        self.notes.extend(
            f"The cell {cell.grade_id} was missing; it was put back." for cell in gone
        )
        return [
            cell
            if cell.grade_id not in self.by_hand or last[cell.grade_id] == place
            else msgspec.structs.replace(cell, grade_id="")
            for place, cell in enumerate(cells)
        ] + gone

    def _put_back(self, cells: list[Cell], test: TestCell) -> list[Cell]:
        """Keep the test where the student has it, unless it is gone or stands before all
        definitions of its function."""
        at = min(_places(cells, "test", {test.id}), default=None)
        defining = [
            place for place, cell in enumerate(cells) if self._gives(cell, test.function)
        ]
        if at is not None and (not defining or defining[0] < at):
            return cells
        if at is None:
            self.notes.append(f"The test cell {test.id} was missing; it was put back.")
            cell, rest = Cell("test", test.source, test.id, test.points), list(cells)
        else:
            self.notes.append(
                f"The test cell {test.id} stood before the function {test.function}; it was moved behind it."
            )
            cell, rest = cells[at], cells[:at] + cells[at + 1 :]
        place = self._place_for(rest, test)
        return [*rest[:place], cell, *rest[place:]]

    def _place_for(self, cells: list[Cell], test: TestCell) -> int:
        """Find the place behind the function's last definition and the tests that come
        before this one; else at the end."""
        order = [each.id for each in self.assignment.tests if each.after == test.after]
        before = set(order[: order.index(test.id)])
        ends = self._definitions(cells, test.function)
        ends += [place for place, cell in enumerate(cells) if cell.grade_id == test.after]
        ends += _places(cells, "test", before)
        return max(ends) + 1 if ends else len(cells)

    def _gives(self, cell: Cell, function: str) -> bool:
        return (
            cell.kind == "code"
            and not cell.demonstration
            and function in self.texts[cell.source].given
        )

    def _definitions(self, cells: list[Cell], function: str) -> list[int]:
        """Find where the function is defined: by `def`, or, where there is none, in any
        other way."""
        given = [place for place, cell in enumerate(cells) if self._gives(cell, function)]
        return [
            place for place in given if function in self.texts[cells[place].source].functions
        ] or given

    def _name_solutions(self, cells: list[Cell]) -> list[Cell]:
        """Give each solution's id to the one cell that counts.

        It is the last one that defines its function before its first test.
        """
        cells = list(cells)
        for grade_id, function in self.assignment.solutions.items():
            claim = _places(cells, "code", {grade_id})
            defining = self._definitions(cells, function)
            counts = self._that_counts(cells, grade_id, defining or claim)
            # the lesson may give a name a first value
            own = [place for place in defining if cells[place].source not in self.plain]
            self._note_solution(grade_id, function, claim, own)
            for place in {*claim, *defining}:
                cells[place] = msgspec.structs.replace(
                    cells[place], grade_id=grade_id if place == counts else ""
                )
        tests = (test.id for test in self.assignment.tests)
        known = {*self.assignment.solutions, *tests, *self.by_hand}
        return [
            cell
            if not cell.grade_id or cell.grade_id in known
            else msgspec.structs.replace(cell, grade_id="")
            for cell in cells
        ]

    def _that_counts(self, cells: list[Cell], grade_id: str, places: list[int]) -> int | None:
        tests = {test.id for test in self.assignment.tests if test.after == grade_id}
        first_test = min(_places(cells, "test", tests), default=len(cells))
        # a draft below the tests counts for nothing while there is one above them
        before = [place for place in places if place < first_test]
        return max(before or places, default=None)

    def _note_solution(
        self, grade_id: str, function: str, claim: list[int], defining: list[int]
    ) -> None:
        if len(claim) > 1:
            self.notes.append(
                f"{len(claim)} cells have the id {grade_id}; they were run in order."
            )
        if len(defining) > 1:
            self.notes.append(
                f"{len(defining)} cells define {function}; the last one that runs before a test counts there."
            )
        if defining and not set(claim) & set(defining):
            self.notes.append(f"The cell with {function} was found by what it defines.")
        # an id of nbgrader's alone need not be a name
        if not defining and (function in self.assignment.rubric.functions or not claim):
            self.notes.append(f"No cell defines {function}.")


def _places(cells: list[Cell], kind: str, ids: set[str]) -> list[int]:
    """Return the places of the cells of a kind with these ids."""
    return [
        place for place, cell in enumerate(cells) if cell.kind == kind and cell.grade_id in ids
    ]


def same(one: str, other: str) -> bool:
    """Check whether two texts differ in nothing but line ends and blanks at the ends of
    lines."""
    return one == other or _bare(one) == _bare(other)


def _bare(source: str) -> str:
    return "\n".join(
        [line.rstrip() for line in source.replace("\r\n", "\n").strip().split("\n")]
    )


@functools.lru_cache(maxsize=8)
def _by_text(tests: tuple[TestCell, ...]) -> dict[str, list[TestCell]]:
    """Return the tests by the bare text that a release shows of them."""
    found: dict[str, list[TestCell]] = {}
    for test in tests:
        if test.visible:
            found.setdefault(_bare(test.visible), []).append(test)
    return found


@functools.lru_cache(maxsize=8)
def _known(
    shows: tuple[Demonstration, ...],
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the release's demonstrations: their bare texts, their statements, and the
    names that they bind."""
    parsed = [CellText(show.source) for show in shows]
    return (
        frozenset(_bare(show.source) for show in shows),
        frozenset().union(*(text.statements or () for text in parsed)),
        frozenset().union(*(text.bound or () for text in parsed)),
    )
