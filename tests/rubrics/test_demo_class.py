"""The sample class: what is in it, and how its marks are looked at."""

import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.batch import people_files
from dinosaur_grader.judging.reading.intake import read_submission, students
from dinosaur_grader.results import GRADED, MISSING, UNREADABLE, Submission, Ungraded
from rubrics.dinosaur_island import demo_class
from rubrics.dinosaur_island.demo_class import EXPECTED, FUNCTIONS, disagreements

ASSIGNMENT = load("dinosaur_island")


@pytest.fixture(scope="module")
def staged(tmp_path_factory) -> dict[str, Submission | Ungraded]:
    folder = tmp_path_factory.mktemp("class")
    demo_class.write(folder, ASSIGNMENT)
    listed = students(folder, ASSIGNMENT, people_files.ids(folder / "roster.csv"))
    return {path.parent.name: read_submission(path, ASSIGNMENT) for path in listed}


def _rows(score=lambda student, function: 10) -> list[dict[str, str]]:
    """The rows of `grades.csv`, with these points of ten where something was graded."""
    return [
        {
            **{"student_id": student, "function": function, "state": due.state},
            "score": str(score(student, function)) if due.state == GRADED else "",
            "max_score": "10",
        }
        for student, due in EXPECTED.items()
        for function in FUNCTIONS
    ]


def test_all_but_two_of_the_class_are_read_with_all_eight_test_cells_in_order(staged):
    assert list(staged) == sorted(EXPECTED) and len(staged) >= 13
    order = [test.id for test in ASSIGNMENT.tests]
    read = {name: each for name, each in staged.items() if isinstance(each, Submission)}
    for each in read.values():
        assert [cell.grade_id for cell in each.cells if cell.kind == "test"] == order
    others = {name: staged[name].state for name in staged.keys() - read.keys()}
    assert others == {"otto-handed-in-nothing": MISSING, "nora-no-notebook": UNREADABLE}


def test_damage_is_noted_and_an_untouched_notebook_draws_no_note(staged):
    assert staged["ada-in-place"].notes == staged["ben-copies"].notes == ()
    assert "byte-order mark" in staged["pia-byte-order-mark"].notes[0]
    for student, note in (
        ("milo-test-deleted", "The test cell optimize_hidden was missing; it was put back."),
        ("quin-metadata-damaged", "The cell with clip was found by what it defines."),
    ):
        assert note in staged[student].notes


def test_only_marks_and_states_that_are_not_due_are_told():
    right = _rows(lambda student, function: 10 if function in EXPECTED[student].right else 4)
    nothing = disagreements(_rows(lambda student, function: 0))
    without = disagreements([row for row in right if row["student_id"] != "ada-in-place"])

    assert disagreements(right) == []
    assert without == ["ada-in-place ended as not graded at all, not as graded."]
    assert "ada-in-place got 0 of 10 points for clip; all of them were due." in nothing
    due = "fay-sample-wrong got 10 of 10 points for sample; some, not all of them were due."
    assert due in disagreements(_rows())


def test_the_same_class_is_written_each_time(tmp_path):
    first = {path: path.read_bytes() for path in demo_class.write(tmp_path, ASSIGNMENT)}
    demo_class.write(tmp_path, ASSIGNMENT)
    assert {path: path.read_bytes() for path in first} == first and len(first) == 16
