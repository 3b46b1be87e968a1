"""No luck in a seed: a few of the courses that `make proofs-seeds` tries."""

import pytest

from bench.proofs import seeds, trial
from bench.proofs.seeds import Mark
from dinosaur_grader.workshop import gallery

COURSES = (41, 83)


def _marks(*points, problems=()):
    return [
        Mark(course, "clip/copies", value, ("clip.small",) if value < 20 else (), problems)
        for course, value in enumerate(points)
    ]


@pytest.mark.slow
def test_answers_of_the_gallery_get_the_same_marks_and_hints_in_some_courses(monkeypatch):
    some = gallery.answers(trial.rubric())[::6]
    monkeypatch.setattr(gallery, "answers", lambda rubric: some)

    found = seeds.in_courses(COURSES)

    assert len(found) == len(COURSES) * len(some) > 100
    assert seeds.lucky(found) == []
    assert seeds.mislabelled(found) == []


def test_what_depends_on_the_course_and_what_is_told_wrongly_are_named():
    uneven = _marks(20, 17, 20)

    assert seeds.lucky(uneven) == ["clip/copies: 20 in 2, 17 in 1; decided by clip.small"]
    assert seeds.lucky(_marks(17, 17)) == []
    assert seeds.mislabelled(_marks(20, problems=("hint a where b is labelled",))) == [
        "clip/copies under b'proof 0': hint a where b is labelled"
    ]
    assert "depend on the course: 1. Largest standard deviation: 1.4" in seeds.report(uneven)
