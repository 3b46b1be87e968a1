"""The hostile gallery's folders and notebooks, as far as staging takes them."""

import nbformat
import pytest

from dinosaur_grader.judging.reading.intake import read_submission, written_id
from dinosaur_grader.results import Submission
from tests.dinosaur_grader import small
from tests.gallery.hostile import files, network, notebooks, resources, write

ASSIGNMENT = small.assignment()
BLANK = nbformat.from_dict(small.RELEASE)
ATTACKS = [*files.ATTACKS, *notebooks.ATTACKS, *resources.ATTACKS, *network.ATTACKS]


def _state(staged) -> str:
    return "graded" if isinstance(staged, Submission) else staged.state


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_hostile_folder_ends_in_its_state_with_the_assignment_s_own_tests(tmp_path, attack):
    folder = write(attack, tmp_path, BLANK)

    staged = read_submission(folder, ASSIGNMENT)
    assert _state(staged) in attack.states
    assert staged.student_id == written_id(attack.student)
    assert all(note.isprintable() for note in staged.notes)
    assert isinstance(staged, Submission) or staged.reason
    if isinstance(staged, Submission):
        tests = [
            (cell.grade_id, cell.source, cell.points)
            for cell in staged.cells
            if cell.kind == "test"
        ]
        assert sorted(tests) == sorted(
            (test.id, test.source, test.points) for test in ASSIGNMENT.tests
        )


def test_the_names_of_all_attacks_differ():
    names = [attack.name for attack in ATTACKS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "attack", [*resources.ATTACKS, *network.ATTACKS], ids=lambda attack: attack.name
)
def test_the_cells_of_an_attack_are_python_that_can_start(attack):
    for source in (attack.first, *attack.cells.values(), attack.last):
        compile(source, attack.name, "exec")
