"""The two laws of the walk (`dinosaur_grader.judging.walk`), tried by a machine; and for each way
in which a walk could break them, a walk that does, which has to be found."""

from dataclasses import replace

import pytest

from bench.proofs import simulated
from dinosaur_grader.judging import asking, plan, verdicts
from dinosaur_grader.judging import walk as walking
from dinosaur_grader.results import MEMORY
from tests.waiting import HANGS

PAIRS = range(800, 1_000)
"""Of `make proofs-laws`; the rarest of the leaks below shows in one of them."""


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """The laws hold whatever the clock says, which counts this process's garbage too."""
    monkeypatch.setattr(verdicts, "SECONDS", HANGS)
    monkeypatch.setattr(verdicts, "FINGERPRINT_SECONDS", HANGS)


def test_the_same_sentences_give_the_same_result_whatever_the_children_do():
    tally = simulated.pairs(PAIRS)
    assert tally.found == []
    assert tally.comparable >= len(PAIRS) / 2


SMALL = [
    pytest.param(name, marks=[pytest.mark.slow] * (name == "two questions"))
    for name in simulated.small_cases()
]


@pytest.mark.parametrize("name", SMALL)
def test_every_run_of_a_small_notebook_gives_one_page_for_what_was_said(name):
    pages = simulated.pages(simulated.small_cases()[name])
    assert len(pages) > 50
    assert {len(each) for each in pages.values()} == {1}


def after_each_cell(monkeypatch, do):
    """A walk that looks at what the cells of told children report."""

    def go(runner, child, place, deadline):
        for position, keep in runner.plan.steps(place):
            if position >= runner.position:
                do(runner.plan, child.run_cell(runner.plan.cells[position].source, 1, keep))
                runner.position = position + 1

    monkeypatch.setattr(asking.Runner, "_go", go)


def after_each_secret(monkeypatch, do):
    """A walk that looks at a secret question's outcome for more than its sentence."""
    take = walking._Secrets._take

    def looked_at(secrets, prints, probe, outcome):
        do(secrets.children.plan, outcome.failure)
        return take(secrets, prints, probe, outcome)

    monkeypatch.setattr(walking._Secrets, "_take", looked_at)


def notes(monkeypatch):
    after_each_cell(
        monkeypatch, lambda plan, cell: cell.ok or plan.notes.append("a cell raised")
    )


def lost_cells(monkeypatch):
    after_each_cell(
        monkeypatch,
        lambda o, cell: cell.type in plan.SPENT and o.left_out.setdefault(0, cell.type),
    )


def errno(monkeypatch):
    after_each_secret(monkeypatch, lambda plan, it: it and plan.note_refusal(it.errno))


def words(monkeypatch):
    told = []
    after_each_secret(monkeypatch, lambda _, failure: told.append(failure and failure.type))
    in_words = walking.verdicts.in_words

    def quoting(*arguments):
        return [replace(each, hint=str(told[-1:])) for each in in_words(*arguments)]

    monkeypatch.setattr(walking.verdicts, "in_words", quoting)


def lent(monkeypatch):
    def at_the_end(asker, question):
        return asker.ask(asker.children.end, question, asking.END, {})

    monkeypatch.setattr(asking.Asker, "at_the_end", at_the_end)


def state(monkeypatch):
    def by_memory(plan, failure):
        if failure and failure.kind == "memory":
            plan.state = MEMORY

    after_each_secret(monkeypatch, by_memory)


def needs_look(monkeypatch):
    def by_error(plan, failure):
        plan.cut_short |= bool(failure and failure.type == "ValueError")

    after_each_secret(monkeypatch, by_error)


@pytest.mark.parametrize("leak", [notes, lost_cells, errno, words, lent, state, needs_look])
def test_a_walk_with_a_leak_is_found(monkeypatch, leak):
    leak(monkeypatch)
    assert simulated.pairs(PAIRS, until_found=True).found
