"""Waiting for what comes, and for what never does."""

import pytest

from tests.waiting import until


def test_what_comes_is_returned():
    looks = iter([None, "", "here"])
    assert until(lambda: next(looks)) == "here"


def test_what_never_comes_is_said():
    with pytest.raises(AssertionError, match="never came"):
        until(lambda: False, seconds=0.0)
