"""A level of isolation is checked once, where a person's word comes in."""

import pytest

from dinosaur_grader.results import LEVELS, level


@pytest.mark.parametrize("word", LEVELS)
def test_a_known_word_is_a_level(word):
    assert level(word) == word


@pytest.mark.parametrize("word", ["", "lax", "Strict", "strict "])
def test_another_word_is_refused_with_the_choices(word):
    with pytest.raises(ValueError, match="strict, process, none, not"):
        level(word)
