"""The gallery's files: a cell an answer, its label above it."""

import pytest

from dinosaur_grader.workshop.gallery import FORM, GalleryAnswer, GalleryError, answers
from tests.dinosaurs import RUBRIC

WRONG = '# %% wrong="keeps" faults="unclipped, absolute"\ndef clip(g, m):\n    return g\n'
RIGHT = '# %% right="calls"\nclip = print\n'


def read(place, text):
    (place / "clip.py").write_text(text, encoding="utf-8")
    return answers(RUBRIC, place)


def test_each_cell_is_an_answer_and_the_right_ones_come_first(tmp_path):
    assert read(tmp_path, f"{WRONG}\n{RIGHT}") == [
        GalleryAnswer("clip", "calls", True, "clip = print\n"),
        GalleryAnswer(
            "clip", "keeps", False, "def clip(g, m):\n    return g\n", ("unclipped", "absolute")
        ),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# %% worng="keeps"\nclip = print\n', "worng"),
        ("def clip(g, m):\n    return g\n" + RIGHT, "does not begin with"),
        (RIGHT + RIGHT, "two answers named calls"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_with_the_reason(tmp_path, text, said):
    with pytest.raises(GalleryError, match=said) as raised:
        read(tmp_path, text)
    assert "clip.py" in str(raised.value)


def test_where_no_file_is_there_the_form_is_said(tmp_path):
    with pytest.raises(FileNotFoundError) as raised:
        answers(RUBRIC, tmp_path)
    assert FORM in str(raised.value)
