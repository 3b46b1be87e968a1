"""What a notebook goes through on its way back from a student, and what is walked in
the end."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.judging.reading.parse import parse
from dinosaur_grader.judging.reading.repair import repaired
from dinosaur_grader.results import Cell
from tests.dinosaur_grader import small
from tests.dinosaur_grader.small import CLIP, SAMPLE, SHOW, cell

ASSIGNMENT = small.assignment()
CLIP_CELL, EXPECTED, HIDDEN, SAMPLE_CELL, SAMPLE_TEST, SHOWN = range(2, 8)
EARLIER = "def clip(gradients, maxValue):\n    raise NotImplementedError"


IN_ORDER = ["clip", "clip_expected", "clip_hidden", "sample", "sample_expected"]


def fixed(cells: list[dict], work=ASSIGNMENT):
    parsed = parse(json.dumps(small.notebook(cells)).encode())
    return repaired(parsed.cells, work)


@pytest.fixture
def cells() -> list[dict]:
    """The cells of a solved notebook, to be changed."""
    return small.solved()["cells"]


def ids(walked) -> list[str]:
    return [cell.grade_id for cell in walked if cell.grade_id]


def rewritten(at, source):
    return lambda cells: cells[at].update(source=source)


def added(at, *new):
    return lambda cells: cells.insert(at, cell(*new))


def replaced(at, source):
    return lambda cells: cells.__setitem__(at, cell(source))


FOUND = "The cell with clip was found by what it defines."
TEXT = "The cell clip had become a text cell; it was run as code."
CHANGED = "The test cell clip_expected was changed; the original took its place."
TWICE = "The test cell clip_expected was there more than once; it counts once."
CHANGES = {
    "none": (lambda cells: None, ""),
    "a test deleted": (
        lambda cells: cells.pop(EXPECTED),
        "clip_expected was missing; it was put",
    ),
    "the last one": (lambda cells: cells.pop(SAMPLE_TEST), "sample_expected was missing; it"),
    "a test rewritten": (rewritten(EXPECTED, "print('100 points')"), CHANGED),
    "blanks and line ends": (rewritten(EXPECTED, "check(clip)  \r\n\r\n"), ""),
    "a test copied": (lambda cells: cells.insert(HIDDEN, cells[EXPECTED]), TWICE),
    "a test as text": (lambda cells: cells[EXPECTED].update(cell_type="markdown"), ""),
    "a solution as text": (lambda cells: cells[CLIP_CELL].update(cell_type="markdown"), TEXT),
    "a solution without its id": (lambda cells: cells[CLIP_CELL].update(metadata={}), FOUND),
    "an id of another notebook": (added(1, "helper = 1", "volcano_1", 50), ""),
    "the name used again": (added(8, "clip = clip({}, 5)"), ""),
    "a lambda": (replaced(CLIP_CELL, "clip = lambda gradients, maxValue: gradients"), FOUND),
    "a branch": (
        replaced(CLIP_CELL, "if 1:\n  def clip(gradients, maxValue):\n    pass"),
        FOUND,
    ),
    "an import": (replaced(CLIP_CELL, "from functools import partial as clip"), FOUND),
    "a class": (replaced(CLIP_CELL, "class clip:\n    pass"), FOUND),
    "magic lines": (replaced(CLIP_CELL, f"%matplotlib inline\n!pip list\n{CLIP}"), FOUND),
}


@pytest.mark.parametrize(("change", "note"), CHANGES.values(), ids=CHANGES)
def test_a_changed_notebook_is_walked_in_order_and_its_mending_is_noted(cells, change, note):
    change(cells)

    walked, notes = fixed(cells)
    assert ids(walked) == IN_ORDER
    assert [note in said for said in notes] == [True] * bool(note)
    kinds = [cell.kind for cell in walked if cell.grade_id]
    assert kinds == ["code", "test", "test", "code", "test"]


def test_points_and_hidden_tests_come_from_the_assignment_whatever_the_metadata_claim(cells):
    cells[EXPECTED]["metadata"]["nbgrader"]["points"] = 1000

    test = fixed(cells)[0][EXPECTED]
    assert (test.grade_id, test.points) == ("clip_expected", 8)
    assert "BEGIN HIDDEN TESTS" in test.source


def test_all_test_cells_deleted_are_all_put_back():
    walked, _ = fixed([cell(CLIP), cell(SAMPLE)])

    assert [each.grade_id for each in walked] == IN_ORDER
    assert [each.index for each in walked] == [0, -1, -1, 1, -1]


def test_an_empty_notebook_gets_its_test_cells():
    walked, notes = fixed([])

    assert [each.grade_id for each in walked] == [test.id for test in ASSIGNMENT.tests]
    assert "No cell defines clip." in notes


def test_a_copied_solution_cell_runs_in_order_and_the_last_before_the_test_counts(cells):
    cells.insert(CLIP_CELL, cell(EARLIER, "clip"))
    cells.append(cell(EARLIER))  # a draft below the tests does not move them

    walked, notes = fixed(cells)
    assert [each.source for each in walked if "def clip" in each.source] == [
        EARLIER,
        CLIP,
        EARLIER,
    ]
    assert ids(walked) == IN_ORDER
    [named] = [each for each in walked if each.grade_id == "clip"]
    assert named.source == CLIP
    assert "define clip" in notes[1]


def test_a_first_value_that_the_lesson_gives_is_no_second_answer():
    lesson = (*ASSIGNMENT.blank, Cell("code", "clip = None"))
    work = msgspec.structs.replace(ASSIGNMENT, blank=lesson)
    answered = [cell("clip = None"), cell("clip = max", "clip"), cell(SAMPLE, "sample")]

    _, notes = fixed(answered, work)
    assert not any("define clip" in note for note in notes)


def test_the_parts_of_a_split_solution_cell_run_in_order(cells):
    parts = ["LIMIT = 5", CLIP, "clip({}, 1)"]
    cells[CLIP_CELL : CLIP_CELL + 1] = [cell(part, "clip") for part in parts]

    walked, notes = fixed(cells)
    assert [each.source for each in walked[2:5]] == parts
    assert [each.grade_id for each in walked[2:5]] == ["", "clip", ""]
    assert "3 cells have the id clip; they were run in order." in notes


def test_a_test_above_its_function_is_moved_behind_it(cells):
    cells.append(cells.pop(CLIP_CELL))

    walked, notes = fixed(cells)
    assert ids(walked) == [*IN_ORDER[3:], *IN_ORDER[:3]]
    assert "stood before the function clip" in notes[0]


LONGER = "parameters = model(data, ix_to_char, char_to_ix, num_iterations=10**9)"


@pytest.mark.parametrize("source", [SHOW, LONGER])
def test_demonstrations_are_not_run_in_the_blank_nor_with_other_numbers(cells, source):
    cells[SHOWN]["source"] = source
    assert fixed(cells)[0][SHOWN].demonstration


def test_half_of_a_split_demonstration_is_one_too(cells):
    first, second = SHOW.split("\n")
    cells[SHOWN]["source"] = first
    cells.append(cell(second))

    assert [each.demonstration for each in fixed(cells)[0][SHOWN:]] == [True, True]


def test_what_is_a_student_s_own_in_a_demonstration_still_runs(cells):
    helper = "LIMIT = 5\n@cached\ndef helper():\n    return LIMIT"
    cells[SHOWN]["source"] = f"{helper}\n\n{SHOW}\n{CLIP}"
    del cells[CLIP_CELL]

    walked, _ = fixed(cells)
    assert ids(walked) == [*IN_ORDER[3:], *IN_ORDER[:3]]
    own = next(each for each in walked if each.grade_id == "clip")
    assert (own.source, own.demonstration) == (f"{helper}\n{CLIP}", False)


def test_a_solution_merged_with_a_demonstration_runs_without_it(cells):
    cells[SAMPLE_CELL]["source"] = f"{SAMPLE}\n\n{SHOW}"

    walked, notes = fixed(cells)
    assert walked[SAMPLE_CELL].source == SAMPLE
    said = f"Cell {SAMPLE_CELL + 1} holds parts of a demonstration; they were not run."
    assert notes == (said,)


@pytest.mark.parametrize(
    "bomb",
    [
        "-" * 100_000 + "1",
        "a" + ".a" * 90_000,
        "(" * 9_000,
        "x = '" + "\0" * 9,
        "lambda:" * 20_000,
        # deep ones beside a demonstration, too
        *("a" + ".a" * depth for depth in (200, 400, 800)),
    ],
)
@pytest.mark.parametrize("before", ["", f"{SHOW}\n"])
def test_code_that_breaks_the_parser_is_a_cell_like_any_other(cells, before, bomb):
    walked, _ = fixed([*cells, cell(before + bomb, tags=["demonstration"])])
    assert bomb in walked[-1].source


_HELPER = "def helper():\n    pass"
_SOURCES = st.sampled_from(
    [CLIP, EARLIER, SAMPLE, SHOW, _HELPER, "check(clip)", "# asked again", "x = 1", "100.0"]
)
_IDS = st.sampled_from(["", "volcano_1", *IN_ORDER])
_KINDS = st.sampled_from(["code", "markdown"])
_POINTS = st.none() | st.just(7)


def _tests(walked) -> list[str]:
    return [each.grade_id for each in walked if each.kind == "test"]


@settings(max_examples=100)
@given(st.lists(st.builds(cell, _SOURCES, _IDS, _POINTS, _KINDS), max_size=12))
def test_in_any_notebook_each_test_is_there_once_and_behind_a_definition_if_there_is_one(
    handed_in,
):
    walked, _ = fixed(handed_in)

    assert sorted(_tests(walked)) == sorted(test.id for test in ASSIGNMENT.tests)
    for test in ASSIGNMENT.tests:
        at = next(i for i, each in enumerate(walked) if each.grade_id == test.id != "")
        sources = [each.source if each.kind == "code" else "" for each in walked]
        behind = [f"def {test.function}(" in source for source in sources]
        assert any(behind[:at]) or not any(behind)


@settings(max_examples=100)
@given(st.lists(st.builds(cell, _SOURCES, _IDS, _POINTS), max_size=12))
def test_in_any_notebook_a_student_s_definitions_stay_and_stay_in_order(handed_in):
    walked, _ = fixed(handed_in)

    written = [each["source"] for each in handed_in if "def " in each["source"]]
    code = [each.source for each in walked if each.kind == "code"]
    assert [source for source in code if "def " in source] == written
