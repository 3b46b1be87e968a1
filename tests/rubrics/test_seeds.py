"""No luck in a seed: a few of the courses that `make proofs-seeds` tries."""

import pytest

from bench.proofs import seeds, trial
from bench.proofs.seeds import Mark
from dinosaur_grader.assignments import probes
from dinosaur_grader.assignments.question import drafted
from dinosaur_grader.assignments.rubric_tables import HIDDEN
from dinosaur_grader.checks import passes
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.workshop import gallery
from tools.answers import Answer

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


@pytest.mark.slow
def test_beginners_answers_that_come_back_are_told_where_they_have_every_point():
    right = (
        "def clip(gradients, maxValue):\n"
        "    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}"
    )
    texts = {"lucky": right, "wrong": right.replace("-maxValue", "0"), "endless": right}
    ends = {"lucky": "values", "wrong": "values", "endless": "hangs"}
    written = [
        Answer("clip", name, "", ends[name], "", "", text) for name, text in texts.items()
    ]
    found = seeds.in_courses((41,), written=written)
    assert [mark.answer for mark in found] == ["clip/lucky", "clip/wrong"]
    assert seeds.mislabelled(found) == ["clip/lucky under b'proof 41': every point"]


@pytest.mark.slow
def test_a_loss_of_single_precision_is_right_in_every_course():
    text = gallery_text("builds_in_steps").replace(
        "loss = smooth(loss, curr_loss)", "loss = np.float32(smooth(loss, curr_loss))"
    )
    assert "float32" in text
    for course in range(6):
        questions = trial.questions("model", f"law {course}".encode())
        assert passes_all(text, [probe for probe in questions if probe.slow]), course


def gallery_text(name):
    return next(a.text for a in gallery.answers(trial.rubric()) if a.name == name)


NEARLY = ("rounded_to_two_places", "top_five")
ROUNDED_BY_THE_MACHINE = "sum_in_float32"


@pytest.mark.parametrize(
    "courses",
    [pytest.param(8, marks=pytest.mark.slow), pytest.param(1000, marks=pytest.mark.proof)],
)
def test_nearly_right_probabilities_lose_points_in_every_course_and_rounding_in_none(courses):
    wanted = (*NEARLY, ROUNDED_BY_THE_MACHINE)
    texts = {a.name: a.text for a in gallery.answers(trial.rubric()) if a.name in wanted}
    assert len(texts) == len(wanted)
    # what it loses depends on the course, so it is none of the gallery's
    finer = texts[NEARLY[0]].replace("np.round(y.ravel(), 2)", "np.round(y.ravel(), 3)")
    assert finer != texts[NEARLY[0]]
    texts["rounded_to_three_places"] = finer

    for course in range(courses):
        questions = hidden_of("sample", f"law {course}".encode())
        passed = {name for name, text in texts.items() if passes_all(text, questions)}
        assert passed == {ROUNDED_BY_THE_MACHINE}, course


def hidden_of(function, seed):
    rubric = trial.rubric()
    return probes.fill(rubric, function, drafted(rubric, function, HIDDEN, seed), HIDDEN)


def passes_all(text, questions):
    right = trial.rubric().answers
    names = right.namespace_of(*right.texts.values(), text)
    came = ((each, perform(each.call, names, right.functions)) for each in questions)
    return all(passes(question, outcome) for question, outcome in came)


def test_what_depends_on_the_course_and_what_is_told_wrongly_are_named():
    uneven = _marks(20, 17, 20)

    assert seeds.lucky(uneven) == ["clip/copies: 20 in 2, 17 in 1; decided by clip.small"]
    assert seeds.lucky(_marks(17, 17)) == []
    assert seeds.mislabelled(_marks(20, problems=("hint a where b is labelled",))) == [
        "clip/copies under b'proof 0': hint a where b is labelled"
    ]
    assert "depend on the course: 1. Largest standard deviation: 1.4" in seeds.report(uneven)
