"""The gallery: every mark and every hint as labelled, and a judge that is wrong on
purpose is caught."""

from collections import Counter

import pytest

from grader.assignments.probes import PRACTICE_SEED, probes
from grader.workshop import gallery, gallery_check
from utils.checks import FUNCTIONS, Verdict, asking, judge

ANSWERS = gallery.answers()


@pytest.mark.parametrize(
    "answer", ANSWERS, ids=lambda a: f"{a.function}-{'right' if a.right else 'wrong'}-{a.name}"
)
def test_the_answer_is_marked_as_labelled(answer):
    assert gallery.judge_answer(answer, probes(PRACTICE_SEED)).problems == ()


def test_the_gallery_is_large_enough():
    sizes = Counter((answer.function, answer.right) for answer in ANSWERS)

    assert all(
        sizes[function, right] >= 25 for function in FUNCTIONS for right in (True, False)
    )


def test_every_wrong_answer_has_a_label():
    assert all(answer.right or answer.faults for answer in ANSWERS)


def _grade_a_few():
    few = [
        a
        for a in ANSWERS
        if a.name in ("copies", "blank", "forgets_dby") and a.function == "clip"
    ]
    return [gallery.judge_answer(answer, probes(PRACTICE_SEED)) for answer in few]


def test_a_judge_that_accepts_everything_is_caught(monkeypatch):
    monkeypatch.setattr(
        asking, "judge", lambda p, _: Verdict(p.id, True, p.points, p.points, "")
    )

    assert any("full points" in " ".join(one.problems) for one in _grade_a_few())


def test_a_judge_that_is_inverted_is_caught(monkeypatch):
    def inverted(probe, outcome):
        passed = not judge(probe, outcome).passed
        return Verdict(probe.id, passed, probe.points * passed, probe.points, "")

    monkeypatch.setattr(asking, "judge", inverted)

    assert any("a right answer got" in " ".join(one.problems) for one in _grade_a_few())


def test_a_judge_that_never_names_the_fault_is_caught(monkeypatch):
    def mute(probe, outcome):
        verdict = judge(probe, outcome)
        return Verdict(probe.id, verdict.passed, verdict.points, probe.points, "", "exception")

    monkeypatch.setattr(asking, "judge", mute)

    assert any("is labelled" in " ".join(one.problems) for one in _grade_a_few())


def _a_small_gallery(place, label):
    for kind, text in (
        ("right", gallery.source("clip")),
        ("wrong", f"# fault: {label}\ndef clip(g, m):\n    return g\n"),
    ):
        folder = place / "clip" / kind
        folder.mkdir(parents=True)
        (folder / "answer.py").write_text(text)


def test_check_returns_zero_and_writes_the_page(tmp_path, monkeypatch, capsys):
    _a_small_gallery(tmp_path / "gallery", "unclipped")
    monkeypatch.setattr(
        gallery_check,
        "grade_all",
        lambda grade=gallery_check.grade_all: grade(place=tmp_path / "gallery"),
    )
    told = []

    code = gallery_check.check(told.append, html=tmp_path / "matrix.html")

    assert (code, told) == (0, [])
    assert "1 right and 1 wrong answers, 0 not as labelled" in capsys.readouterr().out
    assert "<caption>clip: 2 answers</caption>" in (tmp_path / "matrix.html").read_text()


def test_check_fails_and_names_what_is_not_as_labelled(tmp_path, monkeypatch, capsys):
    _a_small_gallery(tmp_path / "gallery", "skips_dby")
    monkeypatch.setattr(
        gallery_check,
        "grade_all",
        lambda grade=gallery_check.grade_all: grade(place=tmp_path / "gallery"),
    )
    told = []

    code = gallery_check.check(told.append, as_json=True)

    assert code == gallery_check.NOT_AS_LABELLED
    assert "clip/answer: hint unclipped where skips_dby is labelled" in told[0]
    assert '"caught_by"' in capsys.readouterr().out


def test_check_says_where_there_is_no_gallery(tmp_path, monkeypatch):
    monkeypatch.setattr(
        gallery_check, "grade_all", lambda grade=gallery_check.grade_all: grade(place=tmp_path)
    )
    told = []

    assert gallery_check.check(told.append) == 0
    assert "comes with a checkout" in told[0]
