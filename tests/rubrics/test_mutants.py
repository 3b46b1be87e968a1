"""Mistakes made by machine: a fixed sample of what `make proofs-mutants` tries whole."""

import time
from collections import Counter

import pytest

from bench.proofs import forked, mutants, trial
from bench.proofs.mutants import ACCEPTED, EQUIVALENT, HOLE, KILLED, SEED, Fate
from bench.proofs.mutation import Mutant
from bench.proofs.mutation import mutants as mutants_of
from bench.proofs.operators import OPERATORS
from bench.proofs.reasons import Group, group_of
from tests.dinosaurs import FUNCTIONS, source

CLIP = "def clip(g, maxValue):\n    return {k: np.clip(v, -maxValue, maxValue) for k, v in g.items()}\n"


def _answers_in_turn():
    """Four right answers of each function, the same each time."""
    names = {f: [n for g, n in trial.right_answers() if g == f] for f in FUNCTIONS}
    return [(f, n) for f in FUNCTIONS for n in names[f][:: len(names[f]) // 4][:4]]


@pytest.mark.slow
def test_a_sample_of_mutants_is_killed_or_explained():
    every = [
        mutant
        for function, answer in _answers_in_turn()
        for mutant in list(
            mutants_of(function, answer, trial.right_answers()[function, answer])
        )[::20]
    ]

    found = mutants.fates(every)

    kinds = Counter(fate.kind for fate in found)
    assert len(every) > 120
    assert kinds[KILLED] > 0.8 * len(every)
    assert [mutants._hole(fate) for fate in found if fate.kind == HOLE] == []


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_notebooks_own_answers_are_no_exception(function):
    every = list(mutants_of(function, "the notebook's own", source(function)))[::20]
    tasks = [(mutant, SEED) for mutant in every]
    trial.questions(function, SEED)

    passed = list(forked.results(trial.passed, tasks))

    killed = [isinstance(one, forked.Overrun) or not all(one) for one in passed]
    assert sum(killed) > 0.5 * len(every)


def test_a_right_answer_is_no_mutant_and_each_mutant_is_another_one():
    made = list(mutants_of("clip", "short", CLIP))

    texts = [mutant.text for mutant in made]
    assert len(set(texts)) == len(texts) > 20
    assert CLIP.strip() not in [text.strip() for text in texts]


def test_every_operator_makes_a_mutant_of_some_answer():
    text = (
        "def sample(p, seed=0, *, most=50):\n    found, at = [], -1\n"
        "    while at != 0 and len(found) < most:\n        np.random.seed(seed + 1)\n"
        "        at = p['by'][:3].argmax(axis=0)\n        found.append(at)\n"
        "        if at == 3:\n            break\n    return found, at\n"
    )

    assert {mutant.operator for mutant in mutants_of("sample", "all", text)} == set(OPERATORS)


def test_docstrings_and_type_hints_are_left_alone():
    plain = list(mutants_of("clip", "plain", "def clip(g, m):\n    return g\n"))
    dressed = list(
        mutants_of(
            "clip",
            "dressed",
            'def clip(g: dict, m: int) -> dict:\n    """Clip 1."""\n    return g\n',
        )
    )

    assert [m.operator for m in plain] == [m.operator for m in dressed]


def _mutant(text):
    return Mutant("clip", "copies", "statement", "", text)


def test_a_right_answer_passes_and_shows_no_difference():
    right = _mutant(trial.right_answers()["clip", "copies"])

    assert all(trial.passed((right, SEED)))
    assert trial.difference(right) == ""


def test_a_mutant_that_cannot_be_defined_or_forgets_an_array_is_killed():
    forgets = _mutant(CLIP.replace("g.items()", "list(g.items())[:-1]"))

    assert not any(trial.passed((_mutant("clip = nowhere"), SEED)))
    assert not all(trial.passed((forgets, SEED)))
    assert trial.difference(forgets).startswith("value of input")


def test_a_survivor_without_a_reason_is_a_hole():
    mutant = Mutant("clip", "unheard of", "name", "a -> b", "")

    assert group_of(mutant, differs=True) is None
    assert Fate(mutant, (True, True), "value of input 0").kind == HOLE
    assert Fate(mutant, (True, True), "", Group("why")).kind == EQUIVALENT
    assert Fate(mutant, (True, True), "value of input 0", Group("why")).kind == ACCEPTED
    assert Fate(mutant, (True, False)).kind == KILLED
    assert Fate(mutant, None).kind == KILLED


def _work(task):
    if task == "hangs":
        while True:
            pass
    if task == "eats":
        return len(bytearray(4 << 30))
    return task.upper()


def test_a_task_that_hangs_costs_itself_only():
    found = list(forked.results(_work, ["a", "hangs", "b"], seconds=0.2))

    assert (found[0], found[2]) == ("A", "B")
    assert isinstance(found[1], forked.Overrun)


def test_a_task_that_eats_memory_costs_itself_only():
    found = list(forked.results(_work, ["eats", "b"]))

    assert isinstance(found[0], forked.Overrun)
    assert found[1] == "B"


def test_a_task_that_sleeps_is_ended_by_the_clock_on_the_wall(monkeypatch):
    monkeypatch.setattr(forked, "WALL_SECONDS", 0.5)

    found = list(forked.results(time.sleep, [30, 0]))

    assert isinstance(found[0], forked.Overrun)
    assert found[1] is None
