"""What a notebook goes through on its way back from a student, and what is walked in
the end."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.judging.reading.parse import parse
from dinosaur_grader.judging.reading.repair import repaired
from tests.dinosaur_grader import small
from tests.dinosaur_grader.small import CLIP, SAMPLE, SHOW, cell

ASSIGNMENT = small.assignment()
CLIP_CELL, EXPECTED, HIDDEN, SAMPLE_CELL, SAMPLE_TEST, SHOWN = range(2, 8)
EARLIER = "def clip(gradients, maxValue):\n    raise NotImplementedError"


def fixed(cells: list[dict]):
    parsed = parse(json.dumps(small.notebook(cells)).encode())
    return repaired(parsed.cells, ASSIGNMENT)


def cells() -> list[dict]:
    return small.solved()["cells"]


def ids(mended_cells) -> list[str]:
    return [cell.grade_id for cell in mended_cells if cell.grade_id]


IN_ORDER = ["clip", "clip_expected", "clip_hidden", "sample", "sample_expected"]


def test_an_untouched_notebook_is_walked_as_it_is():
    walked, notes = fixed(cells())

    assert ids(walked) == IN_ORDER
    assert notes == ()


def test_points_and_hidden_tests_come_from_the_assignment_whatever_the_metadata_claim():
    handed_in = cells()
    handed_in[EXPECTED]["metadata"]["nbgrader"]["points"] = 1000

    walked, _ = fixed(handed_in)
    [test] = [cell for cell in walked if cell.grade_id == "clip_expected"]
    assert test.points == 8
    assert "BEGIN HIDDEN TESTS" in test.source


@pytest.mark.parametrize("missing", [EXPECTED, HIDDEN, SAMPLE_TEST])
def test_a_deleted_test_cell_is_put_back_at_its_place(missing):
    handed_in = cells()
    del handed_in[missing]

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert "was missing; it was put back" in notes[0]


def test_all_test_cells_deleted_are_all_put_back():
    walked, _ = fixed([cell(CLIP), cell(SAMPLE)])

    assert [each.grade_id for each in walked] == IN_ORDER
    assert [each.index for each in walked] == [0, -1, -1, 1, -1]


def test_an_empty_notebook_gets_its_test_cells():
    walked, notes = fixed([])

    assert [each.grade_id for each in walked] == [
        "clip_expected",
        "clip_hidden",
        "sample_expected",
    ]
    assert "No cell defines clip." in notes


def test_a_changed_test_cell_is_replaced_and_noted():
    handed_in = cells()
    handed_in[EXPECTED]["source"] = "print('100 points')"

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert notes == ("The test cell clip_expected was changed; the original took its place.",)


def test_a_function_written_into_a_test_cell_is_not_lost():
    handed_in = cells()
    handed_in[CLIP_CELL]["source"] = ""
    handed_in[EXPECTED]["source"] = f"{CLIP}\n\ncheck(clip)"

    walked, _ = fixed(handed_in)
    place = [each.grade_id for each in walked].index("clip_expected")
    assert CLIP in walked[place - 1].source


def test_blanks_and_line_ends_are_no_change():
    handed_in = cells()
    handed_in[EXPECTED]["source"] = "check(clip)  \r\n\r\n"

    assert fixed(handed_in)[1] == ()


def test_a_copied_solution_cell_runs_in_order_and_the_last_before_the_test_counts():
    handed_in = cells()
    handed_in.insert(CLIP_CELL, cell(EARLIER, "clip"))

    walked, notes = fixed(handed_in)
    assert [each.source for each in walked if "def clip" in each.source] == [EARLIER, CLIP]
    [named] = [each for each in walked if each.grade_id == "clip"]
    assert named.source == CLIP
    assert "2 cells define clip" in notes[1]


def test_a_draft_below_the_tests_does_not_move_them():
    handed_in = [*cells(), cell(EARLIER)]

    walked, _ = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert walked[-1].source == EARLIER


def test_the_parts_of_a_split_solution_cell_run_in_order():
    handed_in = cells()
    handed_in[CLIP_CELL : CLIP_CELL + 1] = [
        cell("LIMIT = 5", "clip"),
        cell(CLIP, "clip"),
        cell("clip({}, 1)", "clip"),
    ]

    walked, notes = fixed(handed_in)
    assert [each.source for each in walked[2:5]] == ["LIMIT = 5", CLIP, "clip({}, 1)"]
    assert [each.grade_id for each in walked[2:5]] == ["", "clip", ""]
    assert "3 cells have the id clip; they were run in order." in notes


def test_a_copied_test_cell_counts_once():
    handed_in = cells()
    handed_in.insert(HIDDEN, handed_in[EXPECTED])

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert notes == ("The test cell clip_expected was there more than once; it counts once.",)


def test_a_solution_cell_without_metadata_is_found_by_its_def():
    handed_in = cells()
    del handed_in[CLIP_CELL]["metadata"]["nbgrader"]

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert notes == ("The cell with clip was found by what it defines.",)


def test_a_notebook_that_lost_all_metadata_is_walked_as_if_it_had_not():
    handed_in = cells()
    for each in handed_in:
        each["metadata"] = {}

    walked, _ = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert [each.source for each in walked if each.demonstration] == [SHOW]


def test_a_test_above_its_function_is_moved_behind_it():
    handed_in = cells()
    handed_in.append(handed_in.pop(CLIP_CELL))

    walked, notes = fixed(handed_in)
    assert ids(walked) == ["sample", "sample_expected", "clip", "clip_expected", "clip_hidden"]
    assert "stood before the function clip" in notes[0]


def test_a_solution_that_became_a_text_cell_is_code_again():
    handed_in = cells()
    handed_in[CLIP_CELL]["cell_type"] = "markdown"

    walked, notes = fixed(handed_in)
    assert walked[CLIP_CELL].kind == "code"
    assert notes == ("The cell clip had become a text cell; it was run as code.",)


def test_a_test_that_became_a_text_cell_is_a_test_again():
    handed_in = cells()
    handed_in[EXPECTED]["cell_type"] = "markdown"

    assert fixed(handed_in)[0][EXPECTED].kind == "test"


def test_cell_ids_of_other_notebooks_mean_nothing():
    handed_in = cells()
    handed_in.insert(1, cell("helper = 1", "volcano_1", 50))

    walked, _ = fixed(handed_in)
    assert walked[1].kind == "code"
    assert ids(walked) == IN_ORDER


def test_a_line_end_inside_an_id_is_read_over():
    handed_in = cells()
    handed_in[CLIP_CELL]["metadata"]["nbgrader"]["grade_id"] = "clip\r"
    handed_in[EXPECTED]["metadata"]["nbgrader"]["grade_id"] = "clip_expected\r\n"

    assert fixed(handed_in) == fixed(cells())


def test_demonstrations_are_not_run_in_the_blank_nor_with_other_numbers():
    handed_in = cells()
    handed_in[SHOWN]["source"] = (
        "parameters = model(data, ix_to_char, char_to_ix, num_iterations=10**9)"
    )

    assert fixed(cells())[0][SHOWN].demonstration
    assert fixed(handed_in)[0][SHOWN].demonstration


def test_a_helper_in_a_demonstration_still_runs():
    handed_in = cells()
    handed_in[SHOWN]["source"] = (
        f"LIMIT = 5\n@cached\ndef helper():\n    return LIMIT\n\n{SHOW}"
    )

    walked, _ = fixed(handed_in)
    own = walked[SHOWN + 1]
    assert walked[SHOWN].demonstration
    assert own.source == "LIMIT = 5\n@cached\ndef helper():\n    return LIMIT"
    assert not own.demonstration


def test_a_graded_function_in_a_demonstration_still_runs():
    handed_in = cells()
    handed_in[SHOWN]["source"] = f"{SHOW}\n{CLIP}"
    del handed_in[CLIP_CELL]

    walked, _ = fixed(handed_in)
    assert ids(walked) == ["sample", "sample_expected", "clip", "clip_expected", "clip_hidden"]


def test_half_of_a_split_demonstration_is_one_too():
    handed_in = cells()
    handed_in[SHOWN]["source"] = SHOW.split("\n")[0]
    handed_in.append(cell(SHOW.split("\n")[1]))

    assert [each.demonstration for each in fixed(handed_in)[0][SHOWN:]] == [True, True]


def test_a_solution_merged_with_a_demonstration_runs_without_it():
    handed_in = cells()
    handed_in[SAMPLE_CELL]["source"] = f"{SAMPLE}\n\n{SHOW}"

    walked, notes = fixed(handed_in)
    assert walked[SAMPLE_CELL].source == SAMPLE
    assert notes == (
        f"Cell {SAMPLE_CELL + 1} holds parts of a demonstration; they were not run.",
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "-" * 100_000 + "1",
        "a" + ".a" * 90_000,
        "(" * 9_000,
        "x = '" + "\0" * 9,
        "lambda:" * 20_000,
    ],
)
def test_code_that_breaks_the_parser_is_a_cell_like_any_other(bomb):
    handed_in = [*cells(), cell(bomb, tags=["demonstration"])]

    walked, _ = fixed(handed_in)
    assert walked[-1].source == bomb


def test_magic_lines_hide_no_function():
    handed_in = cells()
    handed_in[CLIP_CELL] = cell(f"%matplotlib inline\n!pip list\n{CLIP}")

    assert ids(fixed(handed_in)[0]) == IN_ORDER


_SOURCES = st.sampled_from(
    [
        CLIP,
        EARLIER,
        SAMPLE,
        SHOW,
        "check(clip)",
        "# asked again",
        "x = 1",
        "100.0",
        "def helper():\n    pass",
    ]
)
_IDS = st.sampled_from(
    ["", "clip", "sample", "clip_expected", "clip_hidden", "sample_expected", "volcano_1"]
)
_CELLS = st.builds(
    cell, _SOURCES, _IDS, st.none() | st.just(7), st.sampled_from(["code", "markdown"])
)


@settings(max_examples=200)
@given(st.lists(_CELLS, max_size=12))
def test_in_any_notebook_each_test_is_there_once_and_behind_a_definition_if_there_is_one(
    handed_in,
):
    walked, _ = fixed(handed_in)

    assert sorted(each.grade_id for each in walked if each.kind == "test") == sorted(
        t.id for t in ASSIGNMENT.tests
    )
    for test in ASSIGNMENT.tests:
        at = next(
            place
            for place, each in enumerate(walked)
            if each.grade_id == test.id and each.kind == "test"
        )
        defining = [
            p
            for p, each in enumerate(walked)
            if each.kind == "code" and f"def {test.function}(" in each.source
        ]
        assert not defining or defining[0] < at


@settings(max_examples=200)
@given(st.lists(st.builds(cell, _SOURCES, _IDS, st.none() | st.just(7)), max_size=12))
def test_in_any_notebook_a_student_s_definitions_stay_and_stay_in_order(handed_in):
    walked, _ = fixed(handed_in)

    written = [each["source"] for each in handed_in if "def " in each["source"]]
    assert [
        each.source for each in walked if each.kind == "code" and "def " in each.source
    ] == written


@pytest.mark.parametrize("depth", [200, 400, 800])
def test_a_deep_expression_beside_a_demonstration_is_no_trouble(depth):
    deep = "a" + ".a" * depth
    handed_in = [
        *cells(),
        cell(f"{SHOW}\ndef helper():\n    return {deep}"),
        cell(f"{SHOW}\n{deep}"),
    ]

    walked, _ = fixed(handed_in)
    assert deep in walked[-2].source
    assert deep in walked[-1].source


@pytest.mark.parametrize(
    "other_way",
    [
        "clip = lambda gradients, maxValue: gradients",
        "if True:\n    def clip(gradients, maxValue):\n        return gradients",
        "from functools import partial as clip",
        "class clip:\n    pass",
    ],
)
def test_a_function_that_was_made_in_another_way_is_found_too(other_way):
    handed_in = cells()
    handed_in[CLIP_CELL] = cell(other_way)
    handed_in.append(cell("clip({}, 5)"))

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert notes == ("The cell with clip was found by what it defines.",)


def test_a_name_that_is_used_again_is_no_second_definition():
    handed_in = [*cells(), cell("clip = clip({}, 5)")]
    del handed_in[HIDDEN]

    walked, notes = fixed(handed_in)
    assert ids(walked) == IN_ORDER
    assert notes == ("The test cell clip_hidden was missing; it was put back.",)
