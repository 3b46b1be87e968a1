"""The gallery is asked: a judge that is wrong on purpose is caught, and what is not as
labelled is named."""

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks import Verdict, judge, passes
from dinosaur_grader.workshop import gallery, gallery_check
from tests.dinosaurs import RUBRIC, probes, source

ANSWERS = gallery.answers(RUBRIC)


def _grade_a_few():
    few = [
        a
        for a in ANSWERS
        if a.name in ("copies", "blank", "forgets_dby") and a.function == "clip"
    ]
    return [gallery.judge_answer(RUBRIC, answer, probes(PRACTICE_SEED)) for answer in few]


def test_a_judge_that_accepts_everything_is_caught(monkeypatch):
    monkeypatch.setattr(gallery, "passes", lambda probe, outcome: True)

    assert any("full points" in " ".join(one.problems) for one in _grade_a_few())


def test_a_judge_that_is_inverted_is_caught(monkeypatch):
    monkeypatch.setattr(gallery, "passes", lambda probe, outcome: not passes(probe, outcome))

    assert any("a right answer got" in " ".join(one.problems) for one in _grade_a_few())


def test_a_judge_that_never_names_the_fault_is_caught(monkeypatch):
    def mute(probe, outcome, reading):
        verdict = judge(probe, outcome)
        return Verdict(probe.id, verdict.passed, verdict.points, probe.points, "", "exception")

    monkeypatch.setattr(gallery, "judge", mute)

    assert any("is labelled" in " ".join(one.problems) for one in _grade_a_few())


def _a_small_gallery(place, label):
    place.mkdir()
    (place / "clip.py").write_text(
        f'# %% right="answer"\n{source("clip")}\n'
        f'# %% wrong="answer" faults="{label}"\ndef clip(g, m):\n    return g\n'
    )


def test_check_returns_zero_and_writes_the_page(tmp_path, monkeypatch, capsys):
    _a_small_gallery(tmp_path / "gallery", "unclipped")
    monkeypatch.setattr(
        gallery_check,
        "grade_all",
        lambda rubric, grade=gallery_check.grade_all: grade(rubric, place=tmp_path / "gallery"),
    )
    told = []

    code = gallery_check.check(RUBRIC, told.append, html=tmp_path / "matrix.html")

    assert (code, told) == (0, [])
    assert "1 right and 1 wrong answers, 0 not as labelled" in capsys.readouterr().out
    assert "<caption>clip: 2 answers</caption>" in (tmp_path / "matrix.html").read_text()


def test_check_fails_and_names_what_is_not_as_labelled(tmp_path, monkeypatch, capsys):
    _a_small_gallery(tmp_path / "gallery", "skips_dby")
    monkeypatch.setattr(
        gallery_check,
        "grade_all",
        lambda rubric, grade=gallery_check.grade_all: grade(rubric, place=tmp_path / "gallery"),
    )
    told = []

    code = gallery_check.check(RUBRIC, told.append, as_json=True)

    assert code == gallery_check.NOT_AS_LABELLED
    assert "clip/answer: hint unclipped where skips_dby is labelled" in told[0]
    assert '"caught_by"' in capsys.readouterr().out


def test_check_says_where_there_is_no_gallery(tmp_path, monkeypatch):
    monkeypatch.setattr(
        gallery_check,
        "grade_all",
        lambda rubric, grade=gallery_check.grade_all: grade(rubric, place=tmp_path),
    )
    told = []

    assert gallery_check.check(RUBRIC, told.append) == 0
    (said,) = told
    assert f"there is no answer in {tmp_path}: FUNCTION.py needs" in said
    assert said.endswith("It was not asked.")
