"""What the grader knows of an assignment."""

import copy
import subprocess
import sys
from pathlib import Path

import pytest

from grader.assignments.assignment import _MARKS_DEPEND_ON, HERE, build, load
from tests.grader import small


def test_the_test_cells_are_known_with_function_and_points():
    tests = small.assignment().tests

    assert [(test.id, test.function, test.points) for test in tests] == [
        ("clip_expected", "clip", 8.0),
        ("clip_hidden", "clip", 12.0),
        ("sample_expected", "sample", 10.0),
    ]


def test_a_test_cell_knows_its_whole_text_and_what_students_see_of_it():
    test = small.assignment().test("clip_expected")

    assert "BEGIN HIDDEN TESTS" in test.source
    assert test.visible == "check(clip)"


def test_solution_cells_and_demonstrations_are_known():
    assignment = small.assignment()

    assert assignment.solutions == {"clip": "clip", "sample": "sample"}
    assert [show.source for show in assignment.demonstrations] == [small.SHOW]


def test_the_blank_notebook_carries_no_answer_and_the_solved_one_does():
    assignment = small.assignment()

    assert small.CLIP not in [cell.source for cell in assignment.blank]
    assert small.CLIP in [cell.source for cell in assignment.solved]


def test_the_version_changes_with_a_reference_answer_and_not_with_an_output():
    before = small.assignment().version
    printed, answered = copy.deepcopy(small.SOURCE), copy.deepcopy(small.SOURCE)
    printed["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    answered["cells"][2]["source"] += "\n"

    assert build("dinosaur_island", printed, small.RELEASE).version == before
    assert build("dinosaur_island", answered, small.RELEASE).version != before


def test_an_assignment_that_is_nowhere_is_named_with_the_places_that_were_searched():
    with pytest.raises(FileNotFoundError, match=r"no volcano\.ipynb in .*source.*_source"):
        load("volcano")


def test_the_dinosaurs_have_eight_test_cells_and_a_hundred_points():
    dinosaurs = load("dinosaur_island")

    assert [(test.id, test.points) for test in dinosaurs.tests] == [
        ("clip_expected", 8),
        ("clip_hidden", 12),
        ("sample_expected", 10),
        ("sample_hidden", 15),
        ("optimize_expected", 10),
        ("optimize_hidden", 15),
        ("model_expected", 10),
        ("model_hidden", 20),
    ]
    assert dinosaurs.max_score == 100
    assert dinosaurs.solutions == {name: name for name in ("clip", "sample", "optimize", "model")}


def test_the_version_knows_every_module_that_grading_loads():
    program = (
        "import sys, grader.judging.one, grader.inside.worker\n"
        "print(*(m.__file__ for m in list(sys.modules.values()) if m.__name__.startswith('grader.')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    known = {path.resolve() for pattern in _MARKS_DEPEND_ON for path in HERE.parent.glob(pattern)}
    loaded = [Path(place) for place in ran.stdout.split()]
    assert len(loaded) > 20
    assert [str(place) for place in loaded if place.resolve() not in known] == []


def test_prose_can_be_mended_in_mid_term_without_grading_again():
    reworded = copy.deepcopy(small.SOURCE)
    next(cell for cell in reworded["cells"] if cell["cell_type"] == "markdown")["source"] = "Other words."
    assert build("dinosaur_island", reworded, small.RELEASE).version == small.assignment().version
