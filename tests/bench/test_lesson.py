"""A student doesn't wait: the whole solved notebook and each of its figures keep to
their limits."""

import re

import pytest

from bench import lesson


@pytest.mark.slow
def test_the_solved_notebook_and_its_figures_keep_to_their_limits(capsys):
    # other tests may run beside this one
    assert lesson.main(["dinosaur_island", "--patience", "3"]) == 0

    printed = capsys.readouterr().out
    assert re.search(r"dinosaur_island: [\d.]+ s in all", printed)
    figures = [
        "unrolled",
        "clipping",
        "sampling",
        "losses",
        "standing",
        "endings",
        "unit",
        "certificate",
    ]
    assert [f for f in figures if not re.search(rf"{f} [012]\.", printed)] == []


def test_what_takes_too_long_is_a_failure(monkeypatch, capsys):
    took = (1.0, [(0.5, "x = 1")], [["import", 9.0], ["unrolled", 1.5]])
    monkeypatch.setattr(lesson, "run", lambda name: took)

    assert lesson.main(["dinosaur_island"]) == 1
    assert lesson.main(["dinosaur_island", "--patience", "2"]) == 0
