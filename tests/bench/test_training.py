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


def test_ratios_are_those_of_the_least_and_of_the_turns():
    lines = training.table({"textbook": [3e-4, 5e-4, 4e-4], "utils": [1e-4, 2e-4, 1e-4]})
    assert lines.splitlines()[2].split() == ["textbook", "300.0", "400.0", "3.00", "3.00"]


def test_without_gcc_a_sentence_stands_in_its_place(monkeypatch, capsys):
    monkeypatch.setattr(training.shutil, "which", lambda name: None)
    assert training.main(["--quick"]) == 0
    assert capsys.readouterr().out.endswith("C is not among them: there is no gcc.\n")
