"""The gallery's files are read: a cell an answer, its label above it. Its answers are asked:
a judge that is wrong on purpose is caught, and what is not as labelled is named."""

import json

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.checks import Verdict, judge, passes
from dinosaur_grader.workshop import gallery
from dinosaur_grader.workshop.gallery import GalleryAnswer, answers
from tests.dinosaurs import RUBRIC, probes

WRONG = '# %% wrong="keeps" faults="unclipped, absolute"\ndef clip(g, m):\n    return g\n'
RIGHT = '# %% right="calls"\nclip = print\n'
OF_CLIP = [probe for probe in probes(PRACTICE_SEED) if probe.function == "clip"]


def read(place, text):
    (place / "clip.py").write_text(text, encoding="utf-8")
    return answers(RUBRIC, place)


def test_each_cell_is_an_answer_and_the_right_ones_come_first(tmp_path):
    wrong = "def clip(g, m):\n    return g\n"
    assert read(tmp_path, f"{WRONG}\n{RIGHT}") == [
        GalleryAnswer("clip", "calls", True, "clip = print\n"),
        GalleryAnswer("clip", "keeps", False, wrong, ("unclipped", "absolute")),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# %% worng="keeps"\nclip = print\n', "worng"),
        ("def clip(g, m):\n    return g\n" + RIGHT, "does not begin with a cell"),
        ("# %%\nclip = print\n", "a cell needs"),
        (RIGHT + RIGHT, "two answers named calls"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_with_the_reason(tmp_path, text, said):
    with pytest.raises(RubricError, match=said) as raised:
        read(tmp_path, text)
    assert "clip.py" in str(raised.value)


def test_an_answer_that_can_not_be_run_is_named():
    broken = GalleryAnswer("clip", "open_bracket", False, "def clip(g, m: pass")
    with pytest.raises(RubricError, match="answer clip/open_bracket can't be run: SyntaxError"):
        gallery.judge_answer(RUBRIC, broken, OF_CLIP)


def test_where_there_is_no_answer_it_is_said_how_one_is_written(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"neither right\(\.\.\.\) nor wrong"):
        answers(RUBRIC, tmp_path)


def mute(probe, outcome, reading):
    """A judge that never names the fault."""
    verdict = judge(probe, outcome)
    return Verdict(probe.id, verdict.passed, verdict.points, probe.points, "", "exception")


@pytest.mark.parametrize(
    ("part", "wrong", "problem"),
    [
        ("passes", lambda probe, outcome: True, "full points"),
        ("passes", lambda probe, outcome: not passes(probe, outcome), "a right answer got"),
        ("judge", mute, "is labelled"),
    ],
    ids=["accepts everything", "is inverted", "is mute"],
)
def test_a_wrong_judge_is_caught(monkeypatch, part, wrong, problem):
    few = [a for a in answers(RUBRIC) if a.function == "clip"]
    few = [a for a in few if a.name in ("copies", "blank", "forgets_dby")]
    monkeypatch.setattr(gallery, part, wrong)
    judged = [gallery.judge_answer(RUBRIC, answer, OF_CLIP) for answer in few]

    assert any(problem in " ".join(one.problems) for one in judged)


def test_check_writes_the_matrix_as_json(monkeypatch, capsys):
    few = [a for a in answers(RUBRIC) if a.name == "forgets_dby"]
    judged = [gallery.judge_answer(RUBRIC, answer, OF_CLIP) for answer in few]
    monkeypatch.setattr(gallery, "grade_all", lambda rubric, function: judged)

    assert gallery.check(RUBRIC, print, as_json=True, function="clip") == 0
    found = json.loads(capsys.readouterr().out.partition("\nNote")[0])
    assert found["answers"][0]["caught_by"] and found["gaps"][0]["function"] == "clip"
