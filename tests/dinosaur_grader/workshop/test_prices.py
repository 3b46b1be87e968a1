"""What a slip costs: the order that the instructor's page promises, over the known faults,
the gallery and all beginners' answers."""

import re

import pytest

from bench.proofs.seeds import beginners
from dinosaur_grader.assignments.probes import asked_of
from dinosaur_grader.checks.counting import counted
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.workshop import gallery, prices
from dinosaur_grader.workshop.prices import (
    COURSES,
    Price,
    find_losses,
    find_price,
    find_prices,
    find_problems,
    find_reversals,
    seeds,
)
from tests.conftest import ROOT
from tests.dinosaurs import RUBRIC, namespace_of, source
from tools.answers import read_archive

CONSTANTS = {"clip/remembers_the_first_call"}
"""Answers that give one thing whatever they are asked, though no known fault gives it."""
PAGE = ROOT / "docs/instructor/points.md"
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| [^|]* \| [^|]* \| (.*) \|$", re.MULTILINE)
CLASSED = [name for name in RUBRIC.functions if RUBRIC.faults(name).classes]
EVERY = [*(pytest.param(seed, marks=pytest.mark.proof) for seed in seeds(COURSES)[1:])]


def _written(function):
    every = [*gallery.answers(RUBRIC), *beginners(read_archive())]
    return [one for one in every if one.function == function]


def _namespace(one):
    others = (source(name) for name in RUBRIC.functions if name != one.function)
    try:
        return namespace_of(*others, one.text)
    except Exception:  # noqa: BLE001  a beginner's cell may raise anything
        return {}


def _priced(function, seed, answers):
    questions = asked_of(RUBRIC, function, seed)
    names = (f"{function}/{one.name}" for one in answers)
    found = zip(names, answers, strict=True)
    return [find_price(RUBRIC, questions, name, _namespace(one)) for name, one in found]


def _perform_within_a_budget(call, namespace, right):
    # what ends by luck in the classic case draws for ever where the newline hardly comes
    with counted(namespace, seconds=60):
        return perform(call, namespace, right)


@pytest.fixture(autouse=True)
def budget(monkeypatch):
    monkeypatch.setattr(prices, "perform", _perform_within_a_budget)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [seeds()[0], *EVERY])
@pytest.mark.parametrize("function", CLASSED)
def test_each_known_fault_keeps_what_its_class_says(function, seed):
    assert list(find_problems(find_prices(RUBRIC, function, seed))) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [seeds()[0], *EVERY])
@pytest.mark.parametrize("function", CLASSED)
def test_an_answer_that_is_labelled_with_a_known_fault_keeps_what_its_class_says(
    function, seed
):
    table, questions = RUBRIC.faults(function), asked_of(RUBRIC, function, seed)
    own = [one for one in gallery.answers(RUBRIC) if one.function == function and one.faults]
    labelled = [(one, one.faults[0]) for one in own if one.faults[0] in table.classes]
    found = [
        find_price(RUBRIC, questions, one.name, _namespace(one), table.classes[fault])
        for one, fault in labelled
        if fault not in table.because
    ]

    assert [(one.name, one.kind, one.points) for one in found if not one.fits] == []


@pytest.mark.parametrize("function", CLASSED)
def test_each_known_fault_has_a_class(function):
    table = RUBRIC.faults(function)

    assert table.classes.keys() == {fault.name for fault in table.faults}


@pytest.mark.parametrize("function", CLASSED)
def test_the_instructor_s_page_has_each_fault_with_its_class_and_the_reason(function):
    part = (
        PAGE.read_text(encoding="utf-8").partition(f"## `{function}`")[2].partition("\n## ")[0]
    )
    table = RUBRIC.faults(function)

    assert {name: (kind, because) for name, kind, because in ROW.findall(part)} == {
        name: (kind, table.because.get(name, "")) for name, kind in table.classes.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("function", CLASSED)
def test_a_sample_of_answers_is_in_order_and_no_honest_one_loses_a_point(function):
    assert _disorder(function, seeds()[0], _written(function)[::9]) == []


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("function", CLASSED)
def test_every_answer_is_in_order_and_no_honest_one_loses_a_point(function, seed):
    assert _disorder(function, seed, _written(function)) == []


def _disorder(function, seed, answers):
    found = _priced(function, seed, answers)
    # of the answers that pass the same, one stands for all
    paid = list({(one.passed, one.points): one for one in found if one.points}.values())
    losses = find_losses(
        [one for one in found if one.name not in CONSTANTS],
        find_prices(RUBRIC, function, seed),
    )
    return [*find_reversals(paid), *losses]


def _price(name, kind, passed, points, because=""):
    return Price("f", name, kind, because, frozenset(passed), points, 10)


def test_a_price_outside_its_class_is_told_unless_a_reason_is_given():
    cheap, dear = _price("cheap", "detail", "ab", 3), _price("dear", "nothing", "a", 3)

    assert list(find_problems([cheap, dear])) == [
        "cheap, a detail, keeps 3 of 10 points.",
        "dear, a nothing, keeps 3 of 10 points.",
    ]
    others = [_price(f"step {n}", "step", "ab", 3) for n in range(9)]
    assert list(find_problems([*others, _price("own", "step", "", 0, "All is lost.")])) == []


def test_an_exception_too_many_is_told():
    two = [_price(name, "step", "", 0, "All is lost.") for name in ("one", "other")]
    others = [_price(f"step {n}", "step", "ab", 3) for n in range(9)]

    assert list(find_problems([*others, *two])) == [
        "2 of 11 faults are exceptions: one, other."
    ]


def test_an_answer_that_passes_more_and_has_less_is_told():
    more, less = _price("more", "step", "abc", 0), _price("less", "step", "ab", 4)

    assert list(find_reversals([more, less])) == [
        "more passes more than less, and has fewer points."
    ]


def test_an_honest_answer_that_gets_nothing_is_told():
    nothing = _price("nothing", "nothing", "a", 0)
    found = [_price("like nothing", "", "a", 0), _price("honest", "", "ab", 0)]

    assert list(find_losses(found, [nothing])) == [
        "honest passes a, b, and gets nothing for it."
    ]
