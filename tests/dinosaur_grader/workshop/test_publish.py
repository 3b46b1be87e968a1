"""What a notebook's own checks know of a rubric: the public questions and no others."""

from dinosaur_grader.checks import published
from dinosaur_grader.workshop import publish
from tests.dinosaur_grader import toy


def test_the_published_files_are_read_back_as_the_public_questions_alone(tmp_path):
    rubric = toy.load(toy.make(tmp_path)).rubric
    publish.write(publish.files(rubric), tmp_path / "made")
    double, label = published.read(tmp_path / "made", rubric.special).probes
    assert (double.id, label.id) == ("double.two", "label.one")
    assert double.expected == {"value": 4}
    # the square of two is twice two: this question can't tell that fault
    assert [fault.name for fault in double.faults] == ["halved"]
