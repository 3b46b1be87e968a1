"""The sample class: what is in it, and how its marks are looked at."""

import numpy as np
import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.batch import rosters
from dinosaur_grader.judging.reading.intake import read_submission, students
from dinosaur_grader.results import GRADED, MISSING, UNREADABLE, Submission, Ungraded
from rubrics.dinosaur_island import sample_answers, sample_class
from rubrics.dinosaur_island.sample_class import EXPECTED, FUNCTIONS, disagreements
from tests.dinosaurs import reference

ASSIGNMENT = load("dinosaur_island")


@pytest.fixture(scope="module")
def staged(tmp_path_factory) -> dict[str, Submission | Ungraded]:
    folder = tmp_path_factory.mktemp("class")
    sample_class.write(folder, ASSIGNMENT)
    listed = students(folder, ASSIGNMENT, rosters.ids(folder / "roster.csv"))
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


def test_the_class_has_at_least_twelve_submissions_and_one_student_of_nothing(staged):
    assert list(staged) == sorted(EXPECTED) and len(staged) >= 13
    missing = [name for name, each in staged.items() if getattr(each, "state", "") == MISSING]
    assert missing == ["otto-handed-in-nothing"]


def test_what_can_be_staged_has_all_eight_test_cells_in_order(staged):
    order = [test.id for test in ASSIGNMENT.tests]
    read = [each for each in staged.values() if isinstance(each, Submission)]

    assert len(read) == len(EXPECTED) - 2
    for each in read:
        assert [cell.grade_id for cell in each.cells if cell.kind == "test"] == order


def test_the_file_that_is_no_notebook_is_unreadable(staged):
    assert staged["nora-no-notebook"].state == UNREADABLE


def test_damage_is_noted_and_an_untouched_notebook_draws_no_note(staged):
    assert staged["ada-in-place"].notes == staged["ben-copies"].notes == ()
    assert "byte-order mark" in staged["pia-byte-order-mark"].notes[0]
    for student, note in (
        ("milo-test-deleted", "The test cell optimize_hidden was missing; it was put back."),
        ("quin-metadata-damaged", "The cell with clip was found by what it defines."),
    ):
        assert note in staged[student].notes


def test_writing_the_class_again_changes_nothing(tmp_path):
    first = {path: path.read_bytes() for path in sample_class.write(tmp_path, ASSIGNMENT)}

    again = {path: path.read_bytes() for path in sample_class.write(tmp_path, ASSIGNMENT)}
    assert again == first


def _namespace(answers: dict[str, str]) -> dict:
    namespace: dict = {}
    exec("import numpy as np\nfrom utils import *", namespace)
    for function in FUNCTIONS:
        exec(answers[function], namespace)
    return namespace


@pytest.mark.parametrize("answers", [sample_answers.COPIES, sample_answers.LOOPS])
def test_the_right_styles_train_like_the_reference(answers):
    data = "rex\nala\nstego"
    symbols = sorted(set(data))
    ix = {c: i for i, c in enumerate(symbols)}, dict(enumerate(symbols))
    short = {"num_iterations": 9, "n_a": 4, "vocab_size": len(symbols)}
    due = reference()["model"](data, ix[1], ix[0], **short)
    got = _namespace(answers)["model"](data, ix[1], ix[0], **short)

    for name in ("Wax", "Waa", "Wya", "b", "by"):
        np.testing.assert_allclose(got[name], due[name], rtol=1e-12)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_wrong_answer_differs_from_the_right_one_in_its_text(function):
    right = sample_answers.COPIES[function]

    assert sample_answers.WRONG[function] != right
    compile(sample_answers.WRONG[function], function, "exec")


def test_marks_as_they_are_due_draw_no_word():
    rows = _rows(lambda student, function: 10 if function in EXPECTED[student].right else 4)

    assert disagreements(rows) == []


def test_a_point_too_many_or_too_few_is_told():
    due = "fay-sample-wrong got 10 of 10 points for sample; some, not all of them were due."
    assert due in disagreements(_rows())

    said = disagreements(_rows(lambda student, function: 0))
    assert "ada-in-place got 0 of 10 points for clip; all of them were due." in said


def test_a_student_who_was_not_graded_is_told():
    rows = [row for row in _rows() if row["student_id"] != "ada-in-place"]

    assert "ada-in-place ended as not graded at all, not as graded." in disagreements(rows)


def test_the_command_writes_and_verifies(tmp_path, capsys):
    assert sample_class.main([str(tmp_path)]) == 0
    assert "16 submissions and a roster of 17" in capsys.readouterr().out

    (tmp_path / "grades.csv").write_text("student_id,function,state,score,max_score\n")
    assert sample_class.main(["--verify", str(tmp_path)]) == 1
    assert "nora-no-notebook ended as not graded at all" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert sample_class.main([str(tmp_path / "file" / "submitted")]) == 1
    assert "the sample class can't be written" in capsys.readouterr().out
