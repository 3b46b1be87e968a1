"""The hostile gallery's folders and notebooks, as far as staging takes them."""

import nbformat
import pytest

from dinosaur_grader.checks.cell_source import parsed
from dinosaur_grader.judging.reading.intake import read_submission, written_id
from dinosaur_grader.results import Submission
from tests.dinosaur_grader import small
from tests.gallery import hostile
from tests.gallery.hostile import files, notebooks, write

ASSIGNMENT = small.assignment()
BLANK = nbformat.from_dict(small.RELEASE)
ATTACKS = [*files.ATTACKS, *notebooks.ATTACKS]


TESTS = sorted((test.id, test.source, test.points) for test in ASSIGNMENT.tests)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_hostile_folder_ends_in_its_state_with_the_assignment_s_own_tests(tmp_path, attack):
    staged = read_submission(write(attack, tmp_path, BLANK), ASSIGNMENT)
    assert staged.student_id == written_id(attack.student)
    assert all(note.isprintable() for note in staged.notes)
    if isinstance(staged, Submission):
        assert "graded" in attack.states
        tests = [(c.grade_id, c.source, c.points) for c in staged.cells if c.kind == "test"]
        assert sorted(tests) == TESTS
    else:
        assert staged.state in attack.states
        assert staged.reason


def test_the_names_of_all_attacks_differ_and_their_cells_are_python_that_can_start():
    attacks = [*hostile.attacks(), *hostile.attacks("every_kind")]
    assert len({attack.name for attack in attacks}) == len(attacks)
    for attack in attacks:
        for source in (attack.first, *attack.cells.values(), attack.last):
            compile(parsed(source[:100_000]), attack.name, "exec")
