"""No luck in a seed: a few of the courses that `make proofs-seeds` tries."""

import pytest

from bench.proofs import seeds, trial
from bench.proofs.seeds import Mark
from dinosaur_grader.workshop import gallery

COURSES = (0, 41, 83)


def _marks(*points, problems=()):
    return [
        Mark(course, "clip/copies", value, ("clip.small",) if value < 20 else (), problems)
        for course, value in enumerate(points)
    ]


@pytest.mark.slow
def test_answers_of_the_gallery_get_the_same_marks_and_hints_in_some_courses(monkeypatch):
    some = gallery.answers(trial.rubric())[::4]
    monkeypatch.setattr(gallery, "answers", lambda rubric: some)

    found = seeds.in_courses(COURSES)

    assert len(found) == len(COURSES) * len(some) > 200
    assert seeds.lucky(found) == []
    assert seeds.mislabelled(found) == []


def test_an_answer_whose_points_depend_on_the_course_is_named_with_what_decides():
    assert seeds.lucky(_marks(20, 17, 20)) == [
        "clip/copies: 20 in 2, 17 in 1; decided by clip.small"
    ]
    assert seeds.lucky(_marks(17, 17)) == []


def test_a_wrong_hint_is_named_with_its_course():
    assert seeds.mislabelled(_marks(20, problems=("hint a where b is labelled",))) == [
        "clip/copies under b'proof 0': hint a where b is labelled"
    ]


def test_the_report_tells_the_spread():
    assert "depend on the course: 1. Largest standard deviation: 1.5." in seeds.report(
        _marks(20, 17)
    )
