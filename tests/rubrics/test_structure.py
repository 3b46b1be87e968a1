"""Structural mistakes made by machine: what each operator makes, and a fixed sample of
them against the questions."""

from collections import Counter

import pytest

from bench.proofs import mutants, trial
from bench.proofs.mutants import HOLE, KILLED, STRUCTURE_KIND
from bench.proofs.mutation import Mutant
from bench.proofs.mutation import mutants as mutants_of
from bench.proofs.structure import STRUCTURE
from tests.dinosaurs import FUNCTIONS

LOOP = """\
def clip(gradients, maxValue):
    found = []
    for k in gradients:
        found.append(k)
        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)
    return gradients
"""
DRAWS = """\
def sample(parameters, char_to_ix, seed):
    counter = 0
    indices = []
    a = np.zeros(3)
    while 0 <= counter < 50:
        a = a + step(a)
        indices.append(np.random.choice(range(9), p=softmax(a)))
        if counter == 3:
            counter += 2
        else:
            counter += 1
    indices.append(char_to_ix["\\n"])
    return indices
"""
STEP = """\
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, gradients, a = step(X, Y, a_prev, parameters)
    gradients = clip(gradients, 5)
    return loss, gradients, a
"""


def _made(text, function):
    return list(mutants_of(function, "own", text, STRUCTURE))


def _lines(text, function, operator, change):
    """Those of all mutants that say this of themselves."""
    texts = [
        m.text for m in _made(text, function) if (m.operator, m.change) == (operator, change)
    ]
    return [line.strip() for one in texts for line in one.splitlines()]


@pytest.mark.parametrize(
    ("text", "operator", "change", "line"),
    [
        (LOOP, "guard", "found.append(k) -> only if rounds == 0", "if rounds == 0:"),
        (LOOP, "guard", "found = [] -> only if len(calls) == 1", "if len(calls) == 1:"),
        (
            LOOP,
            "size",
            "found.append(k) -> only if len(found) > 1",
            "if len(found) > 1:",
        ),
        (DRAWS, "half", "0 <= counter < 50 -> 0 <= counter", "while 0 <= counter:"),
        (LOOP, "early", "gradients -> [*IT, *IT]", "for k in [*gradients, *gradients]:"),
        (LOOP, "ends", "gradients -> list(IT)[:1]", "for k in list(gradients)[:1]:"),
        (LOOP, "twice", "found.append(k) -> twice", "found.append(k)"),
        (LOOP, "level", "found.append(k) -> behind its block", "found.append(k)"),
        (
            DRAWS,
            "stale",
            "a -> as in the round before",
            "a = (a if earlier is None else earlier) + step(a)",
        ),
        (
            DRAWS,
            "hoisted",
            "step(a) -> once, before the rounds",
            "a = a + (once['it'] if once else once.setdefault('it', step(a)))",
        ),
        (
            DRAWS,
            "kept",
            "indices = [] -> as a default",
            "def sample(parameters, char_to_ix, seed, *, indices=[]):",
        ),
        (
            DRAWS,
            "kept",
            "np.zeros(3) -> once, in the first call",
            "a = kept['it'] if kept else kept.setdefault('it', np.zeros(3))",
        ),
        (
            DRAWS,
            "sequence",
            "range(9) -> list(char_to_ix.values())",
            "indices.append(np.random.choice(list(char_to_ix.values()), p=softmax(a)))",
        ),
        (DRAWS, "in place", "a = a + step(a) -> in place", "a += step(a)"),
        (
            STEP,
            "in place",
            "X, Y, a_prev, parameters, learning_rate=0.01 -> a_prev, at the end: a_prev += 1",
            "a_prev += 1",
        ),
        (DRAWS, "container", "indices -> tuple(IT)", "return tuple(indices)"),
        (STEP, "container", "loss -> [IT]", "return ([loss], gradients, a)"),
        (DRAWS, "rounding", "np.zeros(3) -> np.float16(IT)", "a = np.float16(np.zeros(3))"),
    ],
)
def test_an_operator_makes_the_mistake_that_it_says(text, operator, change, line):
    function = text.partition("(")[0].removeprefix("def ")

    assert line in _lines(text, function, operator, change)


def test_every_operator_makes_mutants_that_can_be_compiled():
    every = [(t, f) for t, f in ((LOOP, "clip"), (DRAWS, "sample"), (STEP, "optimize"))]
    made = [mutant for text, function in every for mutant in _made(text, function)]

    assert {mutant.operator for mutant in made} == set(STRUCTURE)
    assert [compile(mutant.text, "mutant", "exec") for mutant in made]


def test_a_mutant_knows_the_table_of_its_operator():
    assert Mutant("clip", "own", "hoisted", "", "").kind == STRUCTURE_KIND
    assert Mutant("clip", "own", "name", "", "").kind == "operators"


def test_a_survivor_in_another_container_differs():
    right = trial.right_answers()["sample", "classic_dots"]
    texts = {"list": right, "tuple": right.replace("return indices", "return tuple(indices)")}
    found = {
        name: trial.difference(Mutant("sample", "classic_dots", "container", name, text))
        for name, text in texts.items()
    }

    assert found == {"list": "", "tuple": "container of input 0"}


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
