"""Structural mistakes made by machine: what each operator makes, and a fixed sample of
them against the questions."""

from collections import Counter

import pytest

from bench.proofs import mutants, trial
from bench.proofs.mutants import HOLE, KILLED
from bench.proofs.mutation import mutants as mutants_of
from bench.proofs.structure import STRUCTURE
from tests.dinosaurs import FUNCTIONS


@pytest.mark.slow
def test_a_sample_of_structural_mutants_is_killed_or_explained():
    names = {f: [n for g, n in trial.right_answers() if g == f] for f in FUNCTIONS}
    every = [
        mutant
        for function in FUNCTIONS
        for answer in names[function][::13]
        for mutant in list(
            mutants_of(function, answer, trial.right_answers()[function, answer], STRUCTURE)
        )[::60]
    ]

    found = mutants.fates(every)

    kinds = Counter(fate.kind for fate in found)
    assert len(every) > 30
    assert kinds[KILLED] > len(every) / 2
    assert [fate for fate in found if fate.kind == HOLE] == []
