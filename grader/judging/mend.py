"""A student's cells -> the cells to walk: the assignment's own tests, graded cells found again, demonstrations skipped.

The student's cells keep their own order, and nothing that a student wrote is lost: what stands in a test cell's place
and defines something runs as a plain cell before the test. Of several cells that define one function, the last one that
runs before the test counts, as in any notebook.
"""

from __future__ import annotations

import functools

import msgspec

from grader.assignments import cell_text
from grader.assignments.assignment import Assignment, Demonstration, TestCell
from grader.judging.parse import RawCell
from grader.results import Cell


def mend(raw: tuple[RawCell, ...], assignment: Assignment) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """The cells to walk, and notes in words of what was mended."""
    cell_text.forget()  # the notebook before this one; what is found out about this one, the walk asks for again
    notes: list[str] = []
    cells = _code_again(raw, assignment, notes)
    plain = {cell.source for cell in assignment.blank if _is_plain(cell)}
    kept: list[Cell] = []
    for cell in cells:
        as_it_was = _left_alone(cell, plain)
        kept += [_as_released(cell, assignment)] if as_it_was else _mend_cell(cell, assignment, notes)
    kept = _one_test_each(kept, assignment, notes)
    for test in assignment.tests:
        kept = _put_back(kept, test, assignment, notes)
    kept = _name_solutions(kept, assignment, notes)
    return tuple(kept), tuple(dict.fromkeys(notes))


def _is_plain(cell: Cell) -> bool:
    return cell.kind == "code" and not cell.grade_id and not cell.demonstration


def _left_alone(cell: RawCell, plain: set[str]) -> bool:
    """Most cells come back as they were released; these need no parsing, which is what takes the time here."""
    return cell.kind == "code" and not cell.grade_id and cell.source in plain


def _as_released(cell: RawCell, assignment: Assignment) -> Cell:
    return Cell("code", cell.source, index=cell.index, aside=cell.source in assignment.asides)


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but line ends and blanks at the ends of lines."""
    return _bare(one) == _bare(other)


def _bare(source: str) -> str:
    return "\n".join([line.rstrip() for line in source.replace("\r\n", "\n").strip().split("\n")])


def _code_again(raw: tuple[RawCell, ...], assignment: Assignment, notes: list[str]) -> list[RawCell]:
    """A solution cell that was turned into text by a slip is code again, if no other cell has its function."""
    defined = frozenset().union(*(cell_text.functions(cell.source) for cell in raw if cell.kind == "code"))
    cells = []
    for cell in raw:
        function = assignment.solutions.get(cell.grade_id)
        if (
            cell.kind != "code"
            and function
            and function not in defined
            and function in cell_text.functions(cell.source)
        ):
            notes.append(f"The cell {cell.grade_id} had become a text cell; it was run as code.")
            cell = msgspec.structs.replace(cell, kind="code")
        cells.append(cell)
    return cells


def _mend_cell(cell: RawCell, assignment: Assignment, notes: list[str]) -> list[Cell]:
    test = _test_of(cell, assignment)
    if test is not None:
        return _mend_test(cell, test, notes)
    if cell.kind != "code":
        return [Cell("markdown", cell.source, index=cell.index)]
    if cell.grade_id not in assignment.solutions:
        shown = _demonstration(cell, assignment, notes)
        if shown is not None:
            return shown
    return [Cell("code", _without_demonstrations(cell, assignment, notes), cell.grade_id, index=cell.index)]


def _test_of(cell: RawCell, assignment: Assignment) -> TestCell | None:
    """The test cell that this is: by its id, or, where an editor dropped that, by a text that only one test has."""
    by_id = [test for test in assignment.tests if test.id == cell.grade_id]
    if by_id or cell.grade_id or cell.kind != "code":
        return by_id[0] if by_id else None
    by_text = [test for test in assignment.tests if test.visible and same(test.visible, cell.source)]
    return by_text[0] if len(by_text) == 1 else None


def _mend_test(cell: RawCell, test: TestCell, notes: list[str]) -> list[Cell]:
    """The assignment's own test, and before it what the student wrote in its place, if that defines anything."""
    mended = Cell("test", test.source, test.id, test.points, index=cell.index)
    if same(cell.source, test.visible) or same(cell.source, test.source):
        return [mended]
    notes.append(f"The test cell {test.id} was changed; the original took its place.")
    defines = cell_text.bound(cell.source)
    if cell.kind != "code" or not (defines or (defines is None and cell_text.functions(cell.source))):
        return [mended]
    notes.append(f"What was written into the test cell {test.id} was run before it.")
    return [Cell("code", cell.source, index=cell.index), mended]


def _demonstration(cell: RawCell, assignment: Assignment, notes: list[str]) -> list[Cell] | None:
    """A demonstration is not run; what a student defined in it is. None where the cell is no demonstration."""
    shows = assignment.demonstrations
    skipped = Cell("code", cell.source, demonstration=True, index=cell.index)
    known_texts, known_parts, known = _known(shows)
    if _bare(cell.source) in known_texts:
        return [skipped]
    parts = cell_text.statements(cell.source)
    if parts and parts <= known_parts and not cell_text.definitions(cell.source, known):
        return [skipped]
    if "demonstration" not in cell.tags and cell.cell_id not in {show.id for show in shows if show.id}:
        return None
    own = cell_text.definitions(cell.source, known)
    if own is None:
        return None
    if not own:
        return [skipped]
    notes.append("A demonstration cell was changed; only what it newly defines was run.")
    return [skipped, Cell("code", own, index=cell.index)]


def _without_demonstrations(cell: RawCell, assignment: Assignment, notes: list[str]) -> str:
    """A cell that was merged with a demonstration keeps all but what takes long."""
    _, known_parts, _ = _known(assignment.demonstrations)
    rest = cell_text.without(cell.source, known_parts)
    if rest is None:
        return cell.source
    notes.append(f"Cell {cell.index + 1} holds parts of a demonstration; they were not run.")
    return rest


@functools.lru_cache(maxsize=8)
def _known(shows: tuple[Demonstration, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The release's demonstrations: their bare texts, their statements, and the names that they bind."""
    texts = frozenset(_bare(show.source) for show in shows)
    parts = frozenset().union(*(cell_text.statements(show.source) or () for show in shows))
    return texts, parts, frozenset().union(*(cell_text.bound(show.source) or () for show in shows))


def _one_test_each(cells: list[Cell], assignment: Assignment, notes: list[str]) -> list[Cell]:
    """Of a test cell's copies, the last one stays: by then the notebook has defined what it will define."""
    last = {cell.grade_id: place for place, cell in enumerate(cells) if cell.kind == "test"}
    kept = [cell for place, cell in enumerate(cells) if cell.kind != "test" or last[cell.grade_id] == place]
    copied = {cell.grade_id for place, cell in enumerate(cells) if cell.kind == "test" and last[cell.grade_id] != place}
    notes.extend(
        f"The test cell {test.id} was there more than once; it counts once."
        for test in assignment.tests
        if test.id in copied
    )
    return kept


def _put_back(cells: list[Cell], test: TestCell, assignment: Assignment, notes: list[str]) -> list[Cell]:
    """The test where the student has it, unless it is gone or stands before all definitions of its function."""
    at = next((place for place, cell in enumerate(cells) if cell.grade_id == test.id and cell.kind == "test"), None)
    defining = [place for place, cell in enumerate(cells) if _gives(cell, test.function)]
    if at is not None and (not defining or defining[0] < at):
        return cells
    if at is None:
        notes.append(f"The test cell {test.id} was missing; it was put back.")
        cell, rest = Cell("test", test.source, test.id, test.points), list(cells)
    else:
        notes.append(f"The test cell {test.id} stood before the function {test.function}; it was moved behind it.")
        cell, rest = cells[at], cells[:at] + cells[at + 1 :]
    place = _place_for(rest, test, assignment)
    return [*rest[:place], cell, *rest[place:]]


def _place_for(cells: list[Cell], test: TestCell, assignment: Assignment) -> int:
    """Behind the function's last definition and the tests that the assignment puts before this one; else at the end."""
    order = [each.id for each in assignment.tests if each.after == test.after]
    before = set(order[: order.index(test.id)])
    ends = _definitions(cells, test.function)
    ends += [place for place, cell in enumerate(cells) if cell.grade_id == test.after]
    ends += [place for place, cell in enumerate(cells) if cell.kind == "test" and cell.grade_id in before]
    return max(ends) + 1 if ends else len(cells)


def _gives(cell: Cell, function: str) -> bool:
    return cell.kind == "code" and not cell.demonstration and function in cell_text.given(cell.source)


def _definitions(cells: list[Cell], function: str) -> list[int]:
    """Where the function is defined: by `def`, or, where there is none, in any other way."""
    given = [place for place, cell in enumerate(cells) if _gives(cell, function)]
    return [place for place in given if function in cell_text.functions(cells[place].source)] or given


def _name_solutions(cells: list[Cell], assignment: Assignment, notes: list[str]) -> list[Cell]:
    """Give each solution's id to the one cell that counts: the last that defines its function before its first test."""
    cells = list(cells)
    for grade_id, function in assignment.solutions.items():
        claim = [place for place, cell in enumerate(cells) if cell.kind == "code" and cell.grade_id == grade_id]
        defining = _definitions(cells, function)
        counts = _that_counts(cells, grade_id, defining or claim, assignment)
        _note_solution(grade_id, function, claim, defining, notes)
        for place in {*claim, *defining}:
            cells[place] = msgspec.structs.replace(cells[place], grade_id=grade_id if place == counts else "")
    known = {*assignment.solutions, *(test.id for test in assignment.tests)}
    return [cell if cell.grade_id in known else msgspec.structs.replace(cell, grade_id="") for cell in cells]


def _that_counts(cells: list[Cell], grade_id: str, places: list[int], assignment: Assignment) -> int | None:
    tests = {test.id for test in assignment.tests if test.after == grade_id}
    first_test = next(
        (place for place, cell in enumerate(cells) if cell.kind == "test" and cell.grade_id in tests), len(cells)
    )
    before = [place for place in places if place < first_test]
    return max(before or places, default=None)


def _note_solution(grade_id: str, function: str, claim: list[int], defining: list[int], notes: list[str]) -> None:
    if len(claim) > 1:
        notes.append(f"{len(claim)} cells have the id {grade_id}; they were run in order.")
    if len(defining) > 1:
        notes.append(f"{len(defining)} cells define {function}; the last one that runs before a test counts there.")
    if defining and not set(claim) & set(defining):
        notes.append(f"The cell with {function} was found by what it defines.")
    if not defining:
        notes.append(f"No cell defines {function}.")
