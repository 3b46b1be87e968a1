"""The gallery is asked: a judge that is wrong on purpose is caught, and what is not as
labelled is named."""

from functools import partial

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks import Verdict, judge, passes
from dinosaur_grader.workshop import gallery, gallery_check
from dinosaur_grader.workshop.gallery_check import grade_all
from tests.dinosaurs import RUBRIC, probes, source

ANSWERS = gallery.answers(RUBRIC)


def _grade_a_few():
    few = [
        a
        for a in ANSWERS
        if a.name in ("copies", "blank", "forgets_dby") and a.function == "clip"
    ]
    return [gallery.judge_answer(RUBRIC, answer, probes(PRACTICE_SEED)) for answer in few]


@pytest.mark.parametrize(
    ("judged", "problem"),
    [
        (lambda probe, outcome: True, "full points"),
        (lambda probe, outcome: not passes(probe, outcome), "a right answer got"),
    ],
    ids=["accepts everything", "is inverted"],
)
def test_a_wrong_judge_is_caught(monkeypatch, judged, problem):
    monkeypatch.setattr(gallery, "passes", judged)

    assert any(problem in " ".join(one.problems) for one in _grade_a_few())


def test_a_judge_that_never_names_the_fault_is_caught(monkeypatch):
    def mute(probe, outcome, reading):
        verdict = judge(probe, outcome)
        return Verdict(probe.id, verdict.passed, verdict.points, probe.points, "", "exception")

    monkeypatch.setattr(gallery, "judge", mute)

    assert any("is labelled" in " ".join(one.problems) for one in _grade_a_few())


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder that is asked as the gallery."""
    monkeypatch.setattr(gallery_check, "grade_all", partial(grade_all, place=tmp_path))
    return tmp_path


def write(place, label):
    (place / "clip.py").write_text(
        f'# %% right="answer"\n{source("clip")}\n'
        f'# %% wrong="answer" faults="{label}"\ndef clip(g, m):\n    return g\n'
    )


def test_check_returns_zero_and_writes_the_page(place, capsys):
    write(place, "unclipped")
    told = []

    code = gallery_check.check(RUBRIC, told.append, html=place / "matrix.html")

    assert (code, told) == (0, [])
    assert "1 right and 1 wrong answers, 0 not as labelled" in capsys.readouterr().out
    assert "<caption>clip: 2 answers</caption>" in (place / "matrix.html").read_text()


def test_check_fails_and_names_what_is_not_as_labelled(place, capsys):
    write(place, "skips_dby")
    told = []

    code = gallery_check.check(RUBRIC, told.append, as_json=True)

    assert code == gallery_check.NOT_AS_LABELLED
    assert "clip/answer: hint unclipped where skips_dby is labelled" in told[0]
    assert '"caught_by"' in capsys.readouterr().out


def test_check_says_where_there_is_no_gallery(place):
    told = []

    assert gallery_check.check(RUBRIC, told.append) == 0
    (said,) = told
    assert f"there is no answer in {place}: FUNCTION.py needs" in said
    assert said.endswith("It was not asked.")
