"""What the grader knows of an assignment."""

import copy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.assignments.assignment import HERE, MARK_LINE, build, files, hash_of, load
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
    printed["cells"][1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "hello"}
    ]
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
    assert dinosaurs.solutions == {
        name: name for name in ("clip", "sample", "optimize", "model")
    }


ROOT = HERE.parent


def test_the_hashes_know_every_module_that_grading_loads():
    program = (
        "import sys, grader.judging.one, grader.inside.worker\n"
        "names = (m for m in list(sys.modules.values()) if m.__name__.split('.')[0] in ('grader', 'utils'))\n"
        "print(*(m.__file__ for m in names))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    known = {path.resolve() for words in (True, False) for path in files(ROOT, words)}
    # which is empty
    loaded = {Path(place).resolve() for place in ran.stdout.split()} - {HERE / "__init__.py"}
    assert len(loaded) > 40 and not (HERE / "__init__.py").read_bytes()
    assert [str(path) for path in loaded if path not in known] == []


@pytest.fixture
def kit(tmp_path):
    """A copy of the mark line, to be changed."""
    for room in MARK_LINE:
        shutil.copytree(
            ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def hashes(root):
    """What marks depend on, and what only words depend on."""
    return tuple(hash_of(files(root, words), root) for words in (False, True))


OURS = "grader/assignments/dinosaur_island"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"{OURS}/faults/clip.py", "FAULTS = (", "FAULTS = (  # a better hint"),
        (
            "utils/checks/words/advice.py",
            "Look for a loop that never ends.",
            "Look for an endless loop.",
        ),
        ("utils/checks/words/faults.json", '"hint": "', '"hint": "Look: '),
    ],
)
def test_a_changed_hint_moves_the_hash_of_the_words_alone(kit, path, old, new):
    before = hashes(kit)
    change(kit / path, old, new)
    after = hashes(kit)
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"{OURS}/probes/sample.py", "def hidden(rng", "LONGER = 1\n\n\ndef hidden(rng"),
        (f"{OURS}/probes/clip.py", "clip_hidden", "clip_expected"),
        ("utils/checks/probes.json", '"points": ', '"points": 1'),
        ("utils/checks/observing.py", "RELATIVE, ABSOLUTE = 1e-5", "RELATIVE, ABSOLUTE = 1e-3"),
        ("grader/judging/marking.py", "points, said = 0.0", "points, said = 1.0"),
        ("data/dinos.txt", "a", "b"),
    ],
)
def test_another_question_or_another_judge_moves_the_hash_of_the_marks_alone(
    kit, path, old, new
):
    before = hashes(kit)
    change(kit / path, old, new)
    after = hashes(kit)
    assert (after[0] == before[0], after[1] == before[1]) == (False, True)


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("room", [*MARK_LINE, "utils/checks", OURS])
def test_a_new_file_in_a_room_of_the_mark_line_is_known_without_being_named(kit, room):
    before = hashes(kit)
    (kit / room / "new.toml").write_text("points = 3\n", encoding="utf-8")
    assert hashes(kit)[0] != before[0] and hashes(kit)[1] == before[1]


@pytest.mark.parametrize(
    "path",
    ["data/README.md", "utils/.hidden", "grader/inside/__pycache__/cells.cpython-313.pyc"],
)
def test_prose_caches_and_hidden_files_move_neither_hash(kit, path):
    before = hashes(kit)
    (kit / path).parent.mkdir(exist_ok=True)
    (kit / path).write_text("new", encoding="utf-8")
    assert hashes(kit) == before


def test_prose_can_be_mended_in_mid_term_without_grading_again():
    reworded = copy.deepcopy(small.SOURCE)
    next(cell for cell in reworded["cells"] if cell["cell_type"] == "markdown")["source"] = (
        "Other words."
    )
    assert (
        build("dinosaur_island", reworded, small.RELEASE).version == small.assignment().version
    )
