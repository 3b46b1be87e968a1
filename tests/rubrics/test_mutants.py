"""Mistakes made by machine: a fixed sample of what `make proofs-mutants` tries whole."""

from collections import Counter

import pytest

from bench.proofs import mutants, page, trial
from bench.proofs.mutants import (
    HOLE,
    KILLED,
    STRUCTURE_KIND,
    Fate,
)
from bench.proofs.mutation import Mutant
from bench.proofs.mutation import mutants as mutants_of
from bench.proofs.reasons import Group
from tests.dinosaurs import FUNCTIONS


def _answers_in_turn():
    """Two right answers of each function, the same each time."""
    names = {f: [n for g, n in trial.right_answers() if g == f] for f in FUNCTIONS}
    return [(f, n) for f in FUNCTIONS for n in names[f][:: len(names[f]) // 2][:2]]


@pytest.mark.slow
def test_a_sample_of_mutants_is_killed_or_explained():
    every = [
        mutant
        for function, answer in _answers_in_turn()
        for mutant in list(
            mutants_of(function, answer, trial.right_answers()[function, answer])
        )[::40]
    ]

    found = mutants.fates(every)

    kinds = Counter(fate.kind for fate in found)
    assert len(every) > 30
    assert kinds[KILLED] > 0.8 * len(every)
    assert [fate for fate in found if fate.kind == HOLE] == []


def test_the_page_has_the_tables_that_the_command_writes():
    mutant = Mutant("clip", "unheard of", "twice", "a -> b", "")
    found = [
        Fate(mutant, (True,), "value", Group(reason)) for reason in ("kept", *"abcdef", "kept")
    ]

    part, text = mutants.on_the_page(
        STRUCTURE_KIND, [*found, Fate(mutant, (True,), "", Group("equal"))], b""
    )

    assert text.endswith(
        "| kept | 2 |\n| a | 1 |\n| b | 1 |\n| c | 1 |\n| d | 1 |\n| other reasons | 2 |"
    )
    assert "equal |" not in text
    for written in (text, page.read(part), page.read("mutants")):
        assert "- False accepts: " in written and "| accepted, because | mutants |" in written
