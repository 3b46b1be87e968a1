"""A level of isolation is checked once, where a person's word comes in; a result is used
again only for the same work, marked with the same."""

import msgspec
import pytest

from dinosaur_grader.results import (
    LEVELS,
    MadeWith,
    NotebookFile,
    Submission,
    Ungraded,
    level,
)

MADE_WITH = MadeWith("v", "f", "strict")


@pytest.mark.parametrize("word", LEVELS)
def test_a_known_word_is_a_level(word):
    assert level(word) == word


@pytest.mark.parametrize("word", ["", "lax", "Strict", "strict "])
def test_another_word_is_refused_with_the_choices(word):
    with pytest.raises(ValueError, match="strict, process, none, not"):
        level(word)


def a_submission(**changes):
    return msgspec.structs.replace(Submission("ada", "dinosaur_island", (), "d1"), **changes)


@pytest.mark.parametrize(
    "changes", [{"digest": "d2"}, {"student_id": "bob"}, {"assignment": "other"}]
)
def test_another_submission_has_another_key(changes):
    assert MADE_WITH.key(a_submission(**changes)) != MADE_WITH.key(a_submission())


@pytest.mark.parametrize(
    "what", [("w", "f", "strict"), ("v", "g", "strict"), ("v", "f", "process")]
)
def test_another_version_seed_or_level_has_another_key(what):
    assert MadeWith(*what).key(a_submission()) != MADE_WITH.key(a_submission())


def test_the_same_work_has_the_same_key_before_and_after_it_was_opened():
    handed_in = NotebookFile("ada", "dinosaur_island", b"{}", "d1")
    assert MADE_WITH.key(handed_in) == MADE_WITH.key(a_submission())
    refused = Ungraded("ada", "dinosaur_island", "unreadable", "why", digest="d1")
    assert MADE_WITH.key(refused) != MADE_WITH.key(handed_in)
