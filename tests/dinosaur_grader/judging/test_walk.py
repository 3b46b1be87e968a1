"""The walk, with children made of a script: what they are asked, in which order, and
what a lost one costs."""

import contextlib
import errno
from dataclasses import replace
from itertools import chain, repeat

import msgspec
import pytest

from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.checks.observers import VALUE
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging import walk as walking
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.verdicts import outcome_fingerprint
from dinosaur_grader.judging.walk import AfterSecrets, walk
from dinosaur_grader.results import Cell, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost


def a_probe(id, function="clip", cell="clip_hidden", **changes):
    call = Call(function, (1,), stand_ins=changes.pop("stand_ins", {}))
    told = dict(title=f"{id} is asked", observe=VALUE, expected={"value": 1}, public=False)
    return replace(Probe(id, function, cell, 1.0, call=call, gate=True, **told), **changes)


def test_cell(grade_id="clip_hidden", points=2.0):
    return Cell("test", "check(clip)", grade_id, points)


test_cell.__test__ = False


def code(source, **changes):
    return msgspec.structs.replace(Cell("code", source, index=0), **changes)


def a_submission(*cells, student_id="ada"):
    return Submission(student_id, "dinosaur_island", cells, "digest")


class Child:
    """One child: it writes down what it runs and is asked."""

    def __init__(self, sandbox, log):
        self.sandbox, self.log = sandbox, log

    def run_cell(self, source, seconds, keep=()):
        self.log.append(source)
        if source in self.sandbox.cells:
            raise ChildLost(self.sandbox.cells[source], "gone")
        return self.sandbox.reports.get(source, CellReport(0, True))

    def ask(self, call, seconds, lend, kept=()):
        self.log.append(call.function)
        kind = self.sandbox.calls.get(call.function)
        if kind:
            raise ChildLost(kind, "gone")
        value = self.sandbox.values.get(call.function, 1)
        return Outcome(value=value, failure=self.sandbox.failures.get(call.function))


class Sandbox:
    """Children that answer 1 to everything, save what `cells` and `calls` say is lost
    with which kind, and what `values` gives for a function. `children` has what each
    ran and was asked."""

    kind = Child

    def __init__(self, cells=None, calls=None, reports=None, failures=None, values=None):
        self.cells, self.calls, self.reports = cells or {}, calls or {}, reports or {}
        self.failures, self.values = failures or {}, values or {}
        self.children: list[list[str]] = []

    @contextlib.contextmanager
    def child(self):
        self.children.append([])
        yield self.kind(self, self.children[-1])


PAIR = (a_probe("a"), a_probe("b"))
SAMPLE, MODEL = a_probe("c", "sample", "sample_hidden"), a_probe("b", "model", "model_hidden")
LENDING = a_probe("o", "optimize", "optimize_hidden", stand_ins={"clip": Lent()})
TEST, SAMPLE_TEST = test_cell(), test_cell("sample_hidden", 1.0)
BOTH = (TEST, test_cell("optimize_hidden", 1.0))


def walked(cells, probes=PAIR, sandbox=None, **more):
    """The result of a notebook of these cells, and what its children ran and were
    asked."""
    sandbox = sandbox or Sandbox()
    return walk(a_submission(*cells), probes, sandbox, **more), sandbox.children


def scores(result):
    return [mark.score for mark in result.marks]


def test_cells_run_in_order_up_to_the_last_test_and_demonstrations_do_not():
    long = code("long", demonstration=True)
    cells = (code("one"), Cell("markdown", "text"), long, code("two"), TEST, code("after"))
    result, children = walked(cells)
    assert children == [["one", "two", "clip", "clip"]]
    assert (result.state, result.score) == ("graded", 2.0)


def test_asides_that_nobody_reads_do_not_run():
    cells = (code("g = 1", aside=True), code("h = 2", aside=True), code("def clip(): return h"))
    _, children = walked((*cells, TEST))
    assert children == [["h = 2", "def clip(): return h", "clip", "clip"]]


def test_a_failing_cell_is_noted_in_full_and_the_next_one_runs():
    bad = Sandbox(reports={"bad": CellReport(0, False, "NameError", "no x")})
    result, children = walked((code("bad"), code("good"), TEST), sandbox=bad)
    assert result.notes == ("cell number 1 raised NameError: no x",)
    assert children == [["bad", "good", "clip", "clip"]]
    assert result.score == 2.0


def test_a_cell_that_hangs_costs_itself_only():
    cells = (code("one"), code("forever"), code("two"), TEST)
    result, children = walked(cells, sandbox=Sandbox(cells={"forever": "timeout"}))
    assert children == [["one", "forever"], ["one", "two", "clip", "clip"]]
    assert (result.state, result.score) == ("graded", 2.0)


def test_a_lost_call_costs_that_call_and_a_fresh_child_goes_on():
    cells = (code("one"), TEST, SAMPLE_TEST)
    result, children = walked(cells, (a_probe("a"), SAMPLE), Sandbox(calls={"clip": "died"}))
    assert children == [["one", "clip"], ["one", "sample"]]
    assert scores(result) == [0.0, 1.0]


@pytest.mark.parametrize("kind", ["timeout", "died", "memory", "violation"])
def test_after_two_calls_of_a_function_that_did_not_come_back_the_rest_is_not_asked(kind):
    result, children = walked(
        [TEST], tuple(map(a_probe, "abcde")), Sandbox(calls={"clip": kind})
    )
    assert children == [["clip"], ["clip"]]
    assert (result.state, result.score) == ("graded", 0.0)
    assert result.needs_look == (kind != "timeout")


def test_what_fails_at_the_end_is_asked_once_more_at_its_test_cell():
    cells = (code("one"), test_cell(points=1.0), code("two"), SAMPLE_TEST)
    wrong = Sandbox(values={"clip": 2})
    result, children = walked(cells, (a_probe("a"), SAMPLE), wrong, seed=b"one")
    assert children == [["one", "two", "clip", "sample"], ["one", "clip"]]
    assert scores(result) == [0.0, 1.0]
    prints = [verdict.outcome for mark in result.marks for verdict in mark.verdicts]
    assert prints == [outcome_fingerprint(a_probe("a"), Outcome(value=2), b"one"), ""]


class Keeps(Child):
    """Answers rightly as long as its function was called less than three times."""

    def ask(self, call, seconds, lend, kept=()):
        outcome = super().ask(call, seconds, lend, kept)
        return outcome if self.log.count(call.function) < 3 else replace(outcome, value=2)


class State(Sandbox):
    kind = Keeps


def test_what_a_question_leaves_behind_costs_the_same_under_every_seed():
    probes = tuple(map(a_probe, "abcdef"))
    seeds = [bytes([number]) for number in range(8)]
    passed = {
        tuple(
            v.passed
            for m in walked([TEST], probes, State(), seed=seed)[0].marks
            for v in m.verdicts
        )
        for seed in seeds
    }
    assert len(passed) == 1
    assert set(*passed) == {True, False}


class RightInPlace(Child):
    """Answers rightly where it has not run the cell `spoils`, which comes later."""

    def ask(self, call, seconds, lend, kept=()):
        outcome = super().ask(call, seconds, lend, kept)
        return replace(outcome, value=2) if "spoils" in self.log else outcome


class SpoiltLater(Sandbox):
    kind = RightInPlace


def test_a_function_that_a_later_cell_spoils_has_all_its_points():
    result, children = walked(
        (TEST, code("spoils"), test_cell("own", 0.0)), sandbox=SpoiltLater()
    )
    assert result.score == 2.0
    assert children == [["spoils", "check(clip)", "clip", "clip"], ["clip", "clip"]]


class Guesses(Child):
    """Answers every second question rightly: behind the cell `flag` the odd ones."""

    def ask(self, call, seconds, lend, kept=()):
        outcome = super().ask(call, seconds, lend, kept)
        right = self.log.count(call.function) % 2 == ("flag" in self.log)
        return outcome if right else replace(outcome, value=2)


class TwoGuesses(Sandbox):
    kind = Guesses


@pytest.mark.parametrize(("names", "passed"), [("abcd", "bd"), ("abc", "ac")])
def test_one_place_of_the_notebook_makes_a_function_s_mark(names, passed):
    cells = (TEST, code("flag"), test_cell("own", 0.0))
    result, _ = walked(cells, tuple(map(a_probe, names)), TwoGuesses())
    verdicts = [verdict for mark in result.marks for verdict in mark.verdicts]
    assert [v.probe for v in verdicts if v.passed] == [a_probe(name).id for name in passed]


class Mixes(Child):
    """Spoils `clip` at the end, so that `optimize` is asked there what lends nothing, and
    answers only the lending question at its test cell."""

    def ask(self, call, seconds, lend, kept=()):
        outcome = super().ask(call, seconds, lend, kept)
        end = "flag" in self.log
        wrong = end if call.function == "clip" else not (end or call.lent)
        return replace(outcome, value=2) if wrong else outcome


class TwoPlaces(Sandbox):
    kind = Mixes


def test_what_the_end_was_not_asked_counts_for_nothing_there():
    own = a_probe("p", "optimize", "optimize_hidden")
    cells = (*BOTH, code("flag"), test_cell("own", 0.0))
    result, children = walked(cells, (a_probe("a"), LENDING, own), TwoPlaces())
    passed = {v.probe: v.passed for mark in result.marks for v in mark.verdicts}
    assert len(children) == 3
    assert passed[a_probe("a").id] and passed[LENDING.id] + passed[own.id] == 1


@pytest.mark.parametrize(
    ("values", "score", "children"),
    [
        ({}, 3.0, [["clip", "clip", "optimize"]]),
        # no child is asked of its own and lent something
        ({"clip": 2}, 1.0, [["clip", "clip"], ["clip", "clip"], ["optimize"]]),
        ({"optimize": 2}, 2.0, [["clip", "clip", "optimize"], ["optimize"]]),
    ],
)
def test_a_question_lends_the_right_function_where_the_notebook_s_own_is_wrong_or_fails_it(
    values, score, children
):
    result, asked = walked(BOTH, (*PAIR, LENDING), Sandbox(values=values))
    assert (result.score, asked) == (score, children)


def test_a_function_that_was_asked_nothing_is_not_taken_for_right():
    known = replace(LENDING, id="p", public=True)
    _, children = walked(BOTH, (*PAIR, LENDING), published=(known,))
    assert children == [["clip", "clip", "optimize"], ["optimize"]]


@pytest.mark.parametrize(
    ("clock", "cells", "scored"),
    [
        ([0.0] * 6, (code("one"), TEST), [1.0]),
        ([0.0, 0.0, 11.0], (code("one"), TEST, code("two"), SAMPLE_TEST), [2.0, 0.0]),
    ],
    ids=["by questions", "by cells"],
)
def test_the_walk_s_own_budget_ends_in_a_state_and_what_was_answered_stands(
    monkeypatch, clock, cells, scored
):
    times = chain(clock, repeat(12.0))
    monkeypatch.setattr(walking.time, "monotonic", lambda: next(times))
    result, _ = walked(cells, (*PAIR, SAMPLE), budget=Budget(walk_seconds=10))
    assert (result.state, scores(result), result.needs_look) == ("timeout", scored, True)


def test_a_fault_of_the_machinery_is_raised_to_be_tried_again_until_a_secret_was_sent():
    broken = dict.fromkeys(("x", "clip"), "infrastructure")
    with pytest.raises(ChildLost, match="infrastructure"):
        walked((code("x"), TEST), sandbox=Sandbox(cells=broken))
    with pytest.raises(AfterSecrets, match="infrastructure"):
        walked([TEST], sandbox=Sandbox(calls=broken))


class Untidy(Sandbox):
    """Children that can't be ended."""

    @contextlib.contextmanager
    def child(self):
        with super().child() as child:
            yield child
        raise OSError("its folder can't be removed")


def no_cache(result):
    raise MemoryError("no room to keep it")


@pytest.mark.parametrize(
    "more", [{"sandbox": Untidy()}, {"ended_well": no_cache}], ids=["its end", "the cache"]
)
def test_whatever_fails_once_a_secret_was_sent_is_no_reason_to_begin_again(more):
    with pytest.raises(AfterSecrets):
        walked([TEST], **more)


class UntidyToo(Untidy):
    """Children with whom the sandbox is lost, and then can't be ended."""

    @contextlib.contextmanager
    def child(self):
        try:
            with Sandbox.child(self) as child:
                yield child
        finally:
            raise OSError("its folder can't be removed")


def test_a_second_fault_does_not_hide_that_a_secret_was_sent():
    with pytest.raises(AfterSecrets):
        walked([TEST], sandbox=UntidyToo(calls={"clip": "infrastructure"}))


class EndsLater(Sandbox):
    """Children in which a cell ends all but the first one."""

    def child(self):
        self.cells = {"one": "died"} if self.children else {}
        return super().child()


def test_a_question_that_was_not_asked_where_it_counts_has_no_fingerprint():
    """At the end of the notebook it was wrong, and nobody came to its test cell."""
    sandbox = EndsLater(values={"clip": 2})
    result, _ = walked([code("one"), TEST], (a_probe("a"),), sandbox)
    (verdict,) = result.marks[0].verdicts
    assert (verdict.fault, verdict.outcome) == ("unreached", "")


class OneAtATime(Sandbox):
    """Children that say how many were alive with them when they were asked a secret."""

    def __init__(self, **more):
        super().__init__(**more)
        self.alive, self.together = 0, []

    @contextlib.contextmanager
    def child(self):
        self.alive += 1
        with super().child() as child:
            ask = child.ask
            child.ask = lambda *a, **k: self.together.append(self.alive) or ask(*a, **k)
            yield child
        self.alive -= 1


def test_once_a_secret_was_sent_there_is_one_child_at_a_time():
    sandbox = OneAtATime(values={"clip": 2, "optimize": 2})
    walked(BOTH, (*PAIR, LENDING), sandbox)
    assert set(sandbox.together) == {1}


@pytest.mark.parametrize(
    ("report", "score"),
    [
        (CellReport(0, True), 3.0),
        (CellReport(0, True, result_text="1.5"), 1.5),
        (CellReport(0, True, result_text="99"), 3.0),
        (CellReport(0, True, result_text="nan"), 0.0),
        (CellReport(0, True, stderr=True), 0.0),
        (CellReport(0, False, "AssertionError", "no"), 0.0),
    ],
)
def test_a_test_cell_without_probes_is_marked_as_nbgrader_marks_it(report, score):
    own = test_cell("other", 3.0)
    result, _ = walked([own], (), Sandbox(reports={"check(clip)": report}))
    assert (result.marks[0].score, result.marks[0].in_process) == (score, True)


def test_a_test_cell_that_judges_itself_runs_before_any_question():
    own = Cell("test", "own test", "own_test", 1.0)
    _, children = walked((code("c"), TEST, own), [a_probe("a")])
    assert children == [["c", "own test", "clip"]]


class ToBeKilled(Child):
    def _perhaps(self, step):
        if step == self.sandbox.step and self.sandbox.times:
            self.sandbox.times -= 1
            raise ChildLost("memory", "the system ended the process", killed=True)

    def run_cell(self, source, seconds, keep=()):
        self._perhaps(source)
        return super().run_cell(source, seconds, keep)

    def ask(self, call, seconds, lend, kept=()):
        self._perhaps(call.function)
        return super().ask(call, seconds, lend, kept)


class KilledFromOutside(Sandbox):
    """Children that are killed from outside the first `times` that `step`, a cell or a
    function, is come to."""

    kind = ToBeKilled

    def __init__(self, step, times):
        super().__init__()
        self.step, self.times = step, times


@pytest.mark.parametrize(
    ("step", "times", "score"), [("x = 1", 1, 1.0), ("clip", 1, 1.0), ("clip", 2, 0.0)]
)
def test_a_child_that_was_killed_from_outside_costs_nothing_the_first_time(step, times, score):
    """Killed again, it is taken for the one that used up the memory."""
    work = (code("x = 1"), test_cell(points=1.0)), [a_probe("p1")]
    undisturbed, _ = walked(*work)
    disturbed, _ = walked(*work, KilledFromOutside(step, times))
    assert (disturbed.state, disturbed.score) == ("graded", score)
    alike = [msgspec.structs.replace(each, seconds={}) for each in (undisturbed, disturbed)]
    assert (alike[0] == alike[1]) == (times == 1)


def ending(count, kind="died"):
    """Cells that lose their child, and a sandbox in which they do."""
    cells = [code(f"os._exit({number})") for number in range(count)]
    return cells, Sandbox(cells={cell.source: kind for cell in cells})


def test_cells_that_end_their_process_cost_few_children_and_no_time():
    ends, sandbox = ending(45)
    own = test_cell("own", 3.0)
    result, children = walked((code("one"), *ends, code("two"), TEST, own), sandbox=sandbox)
    assert (result.state, result.score, result.needs_look) == ("graded", 2.0, True)
    assert children[-1] == ["one", "clip", "clip"]
    assert len(children) == Budget().ended_cells + 1
    assert result.notes[-1] == "10 cells ended their process; no cell is run after them"
    assert result.marks[1].message == "the cell was not run"


@pytest.mark.parametrize(("kind", "state"), [("died", "graded"), ("memory", "memory")])
def test_too_many_children_lost_to_memory_is_the_state_memory_and_to_anything_else_is_none(
    kind, state
):
    ends, sandbox = ending(8, kind)
    result, children = walked((*ends, TEST), sandbox=sandbox, budget=Budget(children=3))
    assert (result.state, result.score, result.needs_look) == (state, 0.0, True)
    assert len(children) == 3
    assert kind == "memory" or result.notes[-1].startswith("its process ended 3 times")


def test_notes_are_few_and_short_and_the_last_one_stays():
    cells = [code(f"raise {number}") for number in range(300)]
    loud = CellReport(0, False, "E", "\U0001f600\x01" * 1000)
    sandbox = Sandbox(reports={cell.source: loud for cell in cells}, cells={"end": "died"})
    result, _ = walked((*cells, code("end"), TEST), sandbox=sandbox)
    assert len(result.notes) == 40
    assert max(len(note.encode()) for note in result.notes) <= 500
    assert result.notes[-2:] == (
        "262 more notes were left out",
        "cell number 1 was stopped (died); it is left out",
    )


REFUSED = "something that this notebook asked of the system was refused ({})"
REFUSED_CLIP = {"clip": Failure("exception", "RuntimeError", "no", errno=errno.ENOSYS)}


@pytest.mark.parametrize(
    ("number", "noted", "value", "look"),
    [
        (errno.EPERM, [REFUSED.format("EPERM")], 2, True),
        # one that cost no point needs no look
        (errno.EACCES, [REFUSED.format("EACCES")], 1, False),
        # a file that is not there is no refusal
        (errno.ENOENT, [], 2, False),
    ],
)
def test_a_cell_that_was_refused_something_is_noted_once_and_looked_at_where_points_are_missing(
    number, noted, value, look
):
    cells = (code("os.nice(1)"), code("os.nice(2)"), TEST)
    reports = {cell.source: CellReport(0, False, "OSError", errno=number) for cell in cells}
    result, _ = walked(cells, sandbox=Sandbox(reports=reports, values={"clip": value}))
    assert [note for note in result.notes if "refused" in note] == noted
    assert result.needs_look == look


@pytest.mark.parametrize("public", [True, False])
def test_a_function_that_was_refused_something_is_noted_for_a_published_question_only(public):
    published = [replace(a_probe("p"), public=True)] * public
    result, _ = walked([TEST], sandbox=Sandbox(failures=REFUSED_CLIP), published=published)
    assert result.notes == (REFUSED.format("ENOSYS"),) * public
    assert result.needs_look == public


class TellingChild(Child):
    """Raises in each cell that it runs once it was asked."""

    def run_cell(self, source, seconds, keep=()):
        asked = "clip" in self.log
        super().run_cell(source, seconds, keep)
        return CellReport(0, False, "ValueError", "3.2") if asked else CellReport(0, True)


class Telling(Sandbox):
    kind = TellingChild


def test_what_a_cell_raises_in_a_child_that_was_asked_is_said_nowhere():
    cells = (TEST, code("late", index=1), test_cell("model_hidden"))
    sandbox = Telling(values={"clip": 2, "model": 2})
    result, children = walked(cells, (a_probe("a"), MODEL), sandbox)
    assert children == [["late", "clip", "model"], ["clip", "late", "model"]]
    assert result.notes == ()


def test_published_questions_are_asked_before_any_secret_one():
    known = [replace(a_probe("p"), public=True), replace(SAMPLE, id="q")]
    wrong = Sandbox(values={"clip": 2, "sample": 2})
    _, children = walked((TEST, SAMPLE_TEST), (a_probe("a"), SAMPLE), wrong, published=known)
    assert children[0] == ["clip", "sample", "clip", "sample"]


@pytest.mark.parametrize(("opened", "asked"), [(0.0, 2), (walking.NOTEBOOK_SECONDS, 1)])
def test_what_opening_a_notebook_took_is_no_time_for_words_and_costs_no_point(opened, asked):
    known, kept = [replace(a_probe("p"), public=True)], []
    result, children = walked(
        [TEST], [a_probe("a")], published=known, opened=opened, ended_well=kept.append
    )
    assert (len(children[0]), result.score, result.needs_look) == (asked, 1.0, False)
    # words that a busy machine kept from being found are no copy's
    assert len(kept) == asked - 1


@pytest.mark.parametrize(("value", "asked"), [(1, 2), (2, 3)])
def test_a_slow_published_question_is_asked_where_a_quick_one_failed(value, asked):
    known = [replace(a_probe("quick"), public=True), replace(a_probe("slow"), slow=True)]
    _, children = walked(
        [TEST], [a_probe("a")], Sandbox(values={"clip": value}), published=known
    )
    assert len(children[0]) == asked


def test_words_that_can_t_be_found_cost_no_mark(monkeypatch):
    def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(walking, "explained", breaks)
    monkeypatch.setattr(walking, "_readings", lambda *_: {"clip": Reading("", "clip")})
    known = [replace(a_probe("quick"), public=True)]
    wrong = Sandbox(values={"clip": 2})
    result, _ = walked((TEST, SAMPLE_TEST), (a_probe("a"), SAMPLE), wrong, published=known)
    assert (result.state, scores(result)) == ("graded", [0.0, 1.0])
