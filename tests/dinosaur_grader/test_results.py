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


def test_a_known_word_is_a_level_and_another_one_is_refused_with_the_choices():
    assert [level(word) for word in LEVELS] == list(LEVELS)
    for word in ("", "lax", "Strict", "strict "):
        with pytest.raises(ValueError, match="strict, process, none, not"):
            level(word)


def a_submission(**changes):
    return msgspec.structs.replace(Submission("ada", "dinosaur_island", (), "d1"), **changes)


@pytest.mark.parametrize(
    ("work", "what"),
    [
        ({"digest": "d2"}, ("v", "f", "strict")),
        ({"student_id": "bob"}, ("v", "f", "strict")),
        ({"assignment": "other"}, ("v", "f", "strict")),
        ({}, ("w", "f", "strict")),
        ({}, ("v", "g", "strict")),
        ({}, ("v", "f", "process")),
    ],
)
def test_another_submission_version_seed_or_level_has_another_key(work, what):
    assert MadeWith(*what).key(a_submission(**work)) != MADE_WITH.key(a_submission())


def test_the_same_work_has_the_same_key_before_and_after_it_was_opened():
    handed_in = NotebookFile("ada", "dinosaur_island", b"{}", "d1")
    assert MADE_WITH.key(handed_in) == MADE_WITH.key(a_submission())
    refused = Ungraded("ada", "dinosaur_island", "unreadable", "why", digest="d1")
    assert MADE_WITH.key(refused) != MADE_WITH.key(handed_in)
