"""An iteration of training, contender by contender: all do the same work, or there is no
table."""

import shutil

import pytest

from bench import training


def test_all_who_are_here_end_with_the_textbook_s_loss():
    seconds = training.measure(iterations=30, turns=2)
    assert list(seconds)[:2] == ["textbook", "utils"]
    assert (training.IN_C in seconds) == bool(shutil.which("gcc"))
    assert all(len(row) == 2 and min(row) > 0 for row in seconds.values())


def test_another_loss_is_refused():
    contenders = {"textbook": lambda: (1.0, 23.0), "other": lambda: (0.5, 23.0001)}
    with pytest.raises(ValueError, match=r"^other ends with the loss"):
        training.in_turns(contenders, 1)
