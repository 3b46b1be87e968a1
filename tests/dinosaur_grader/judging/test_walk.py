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
from dinosaur_grader.checks.observing import VALUE
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging import walk as walking
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.verdicts import outcome_fingerprint
from dinosaur_grader.judging.walk import AfterSecrets, walk
from dinosaur_grader.results import Cell, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost


def a_probe(id, function="clip", cell="clip_hidden", **changes):
    call = Call(function, (1,), stand_ins=changes.pop("stand_ins", {}))
    probe = Probe(
        id,
        function,
        cell,
        1.0,
        f"{id} is asked",
        call,
        VALUE,
        {"value": 1},
        gate=True,
        public=False,
    )
    return replace(probe, **changes)


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


def test_cells_run_in_order_up_to_the_last_test_and_demonstrations_do_not():
    sandbox = Sandbox()
    cells = (
        code("one"),
        Cell("markdown", "text"),
        code("long", demonstration=True),
        code("two"),
        test_cell(),
        code("after"),
    )
    walk(a_submission(*cells), PAIR, sandbox)
    assert sandbox.children == [["one", "two", "clip", "clip"]]


def test_every_probe_that_answers_rightly_has_its_points():
    result = walk(a_submission(test_cell()), PAIR, Sandbox())
    assert (result.state, result.score) == ("graded", 2.0)


def test_probes_that_share_one_call_put_it_once_and_all_are_marked():
    sandbox, one = Sandbox(), a_probe("a")
    result = walk(a_submission(test_cell()), (one, replace(one, id="b"), a_probe("c")), sandbox)
    assert sandbox.children == [["clip", "clip"]]
    assert [verdict.passed for verdict in result.marks[0].verdicts] == [True, True, True]


def test_asides_that_nobody_reads_do_not_run():
    sandbox = Sandbox()
    aside, read = code("g = 1", aside=True), code("h = 2", aside=True)
    walk(a_submission(aside, read, code("def clip(): return h"), test_cell()), PAIR, sandbox)
    assert sandbox.children == [["h = 2", "def clip(): return h", "clip", "clip"]]


def test_a_failing_cell_is_noted_and_the_next_one_runs():
    sandbox = Sandbox(reports={"bad": CellReport(0, False, "NameError", "no x")})
    result = walk(a_submission(code("bad"), code("good"), test_cell()), PAIR, sandbox)
    assert result.notes == ("cell number 1 raised NameError: no x",)
    assert sandbox.children[0][:2] == ["bad", "good"]
    assert result.score == 2.0


def test_a_cell_that_hangs_costs_itself_only():
    sandbox = Sandbox(cells={"forever": "timeout"})
    result = walk(
        a_submission(code("one"), code("forever"), code("two"), test_cell()), PAIR, sandbox
    )
    assert sandbox.children == [["one", "forever"], ["one", "two", "clip", "clip"]]
    assert (result.state, result.score) == ("graded", 2.0)


def test_a_lost_call_costs_that_call_and_a_fresh_child_goes_on():
    probes = (a_probe("a"), a_probe("b", function="sample", cell="sample_hidden"))
    sandbox = Sandbox(calls={"clip": "died"})
    result = walk(
        a_submission(code("one"), test_cell(), test_cell("sample_hidden")), probes, sandbox
    )
    assert sandbox.children == [["one", "clip"], ["one", "sample"]]
    assert [mark.score for mark in result.marks] == [0.0, 1.0]


@pytest.mark.parametrize("kind", ["timeout", "died", "memory"])
def test_after_two_calls_of_a_function_that_did_not_come_back_the_rest_is_not_asked(kind):
    probes = tuple(a_probe(name) for name in "abcde")
    sandbox = Sandbox(calls={"clip": kind})
    result = walk(a_submission(test_cell()), probes, sandbox)
    assert sandbox.children == [["clip"], ["clip"]]
    assert (result.state, result.score) == ("graded", 0.0)


def test_what_fails_at_the_end_is_asked_once_more_at_its_test_cell():
    sandbox = Sandbox(values={"clip": 2})
    cells = (code("one"), test_cell(points=1.0), code("two"), test_cell("sample_hidden", 1.0))
    sample = a_probe("c", "sample", "sample_hidden")
    result = walk(a_submission(*cells), (a_probe("a"), sample), sandbox)
    assert sandbox.children == [["one", "two", "clip", "sample"], ["one", "clip"]]
    assert [mark.score for mark in result.marks] == [0.0, 1.0]


class RightInPlace(Child):
    """Answers rightly where it has not run the cell `spoils`, which comes later."""

    def ask(self, call, seconds, lend, kept=()):
        outcome = super().ask(call, seconds, lend, kept)
        return replace(outcome, value=2) if "spoils" in self.log else outcome


class SpoiltLater(Sandbox):
    kind = RightInPlace


def test_a_function_that_a_later_cell_spoils_has_all_its_points():
    sandbox = SpoiltLater()
    cells = (test_cell(), code("spoils"), test_cell("own", 0.0))
    assert walk(a_submission(*cells), PAIR, sandbox).score == 2.0
    assert sandbox.children == [["spoils", "check(clip)", "clip", "clip"], ["clip", "clip"]]


LENDING = a_probe("o", "optimize", "optimize_hidden", stand_ins={"clip": Lent()})
BOTH = (test_cell(), test_cell("optimize_hidden", 1.0))


def test_a_question_that_lends_is_asked_with_the_notebook_s_own_function_where_it_is_right():
    sandbox = Sandbox()
    assert walk(a_submission(*BOTH), (*PAIR, LENDING), sandbox).score == 3.0
    assert sandbox.children == [["clip", "clip", "optimize"]]


def test_no_child_is_asked_of_its_own_and_lent_something():
    sandbox = Sandbox(values={"clip": 2})
    assert walk(a_submission(*BOTH), (*PAIR, LENDING), sandbox).score == 1.0
    assert sandbox.children == [["clip", "clip"], ["clip", "clip"], ["optimize"]]


def test_what_fails_with_the_notebook_s_own_function_is_asked_with_the_right_one():
    sandbox = Sandbox(values={"optimize": 2})
    walk(a_submission(*BOTH), (*PAIR, LENDING), sandbox)
    assert sandbox.children == [["clip", "clip", "optimize"], ["optimize"]]


def test_the_walk_s_own_budget_ends_in_a_state_and_what_was_answered_stands(monkeypatch):
    clock = chain([0.0] * 6, repeat(99.0))
    monkeypatch.setattr(walking.time, "monotonic", lambda: next(clock))
    result = walk(
        a_submission(code("one"), test_cell()), PAIR, Sandbox(), None, Budget(walk_seconds=10)
    )
    assert (result.state, result.score, result.needs_look) == ("timeout", 1.0, True)


def test_cells_that_take_the_whole_time_end_in_a_state_and_what_came_before_is_asked(
    monkeypatch,
):
    clock = chain([0.0] * 2, [11.0], repeat(12.0))
    monkeypatch.setattr(walking.time, "monotonic", lambda: next(clock))
    cells = (code("one"), test_cell(), code("two"), test_cell("sample_hidden", 1.0))
    sample = a_probe("c", "sample", "sample_hidden")
    result = walk(
        a_submission(*cells), (*PAIR, sample), Sandbox(), None, Budget(walk_seconds=10)
    )
    assert result.state == "timeout"
    assert [mark.score for mark in result.marks] == [2.0, 0.0]


def test_too_many_children_lost_to_memory_is_the_state_memory():
    cells = [code(f"x = [{number}]") for number in range(8)]
    sandbox = Sandbox(cells={cell.source: "memory" for cell in cells})
    result = walk(a_submission(*cells, test_cell()), PAIR, sandbox, budget=Budget(children=3))
    assert (result.state, len(sandbox.children)) == ("memory", 3)


def test_a_violation_asks_for_a_human_look():
    result = walk(a_submission(test_cell()), PAIR, Sandbox(calls={"clip": "violation"}))
    assert result.needs_look


def test_a_fault_of_the_machinery_before_any_secret_is_raised_to_be_tried_again():
    with pytest.raises(ChildLost, match="infrastructure"):
        walk(a_submission(code("x"), test_cell()), PAIR, Sandbox(cells={"x": "infrastructure"}))


def test_after_a_secret_it_is_raised_as_one_after_which_no_walk_begins_again():
    with pytest.raises(AfterSecrets, match="infrastructure"):
        walk(a_submission(test_cell()), PAIR, Sandbox(calls={"clip": "infrastructure"}))


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
    walk(a_submission(*BOTH), (*PAIR, LENDING), sandbox)
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
    result = walk(
        a_submission(test_cell("other", 3.0)), (), Sandbox(reports={"check(clip)": report})
    )
    assert (result.marks[0].score, result.marks[0].in_process) == (score, True)


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


@pytest.mark.parametrize("step", ["x = 1", "clip"])
def test_a_child_that_was_killed_from_outside_costs_nothing_the_first_time(step):
    submission, probes = a_submission(code("x = 1"), test_cell(points=1.0)), [a_probe("p1")]
    undisturbed = walk(submission, probes, Sandbox())
    disturbed = walk(submission, probes, KilledFromOutside(step, 1))
    assert msgspec.structs.replace(disturbed, seconds={}) == msgspec.structs.replace(
        undisturbed, seconds={}
    )


def test_a_step_that_is_killed_again_is_taken_for_the_one_that_used_up_the_memory():
    submission, probes = a_submission(test_cell(points=1.0)), [a_probe("p1")]
    result = walk(submission, probes, KilledFromOutside("clip", 2))
    assert (result.state, result.score) == ("graded", 0.0)


def test_cells_that_end_their_process_cost_few_children_and_no_time():
    ends = [code(f"os._exit({number})") for number in range(45)]
    sandbox = Sandbox(cells={cell.source: "died" for cell in ends})
    result = walk(a_submission(code("one"), *ends, code("two"), test_cell()), PAIR, sandbox)
    assert (result.state, result.score, result.needs_look) == ("graded", 2.0, True)
    assert sandbox.children[-1] == ["one", "clip", "clip"]
    assert len(sandbox.children) == Budget().ended_cells + 1
    assert result.notes[-1] == "10 cells ended their process; no cell is run after them"


def test_a_test_cell_behind_them_earns_nothing():
    ends = [code(f"os._exit({number})") for number in range(10)]
    sandbox = Sandbox(cells={cell.source: "died" for cell in ends})
    result = walk(a_submission(*ends, test_cell()), (), sandbox)
    assert (result.state, result.score) == ("graded", 0.0)
    assert result.marks[0].message == "the cell was not run"


def test_a_process_that_ends_in_every_cell_is_no_matter_of_time():
    cells = [code(f"os._exit({number})") for number in range(8)]
    sandbox = Sandbox(cells={cell.source: "died" for cell in cells})
    result = walk(a_submission(*cells, test_cell()), PAIR, sandbox, budget=Budget(children=3))
    assert (result.state, result.score, result.needs_look) == ("graded", 0.0, True)
    assert result.notes[-1].startswith("its process ended 3 times")


def test_notes_are_few_and_short_and_the_last_one_stays():
    cells = [code(f"raise {number}") for number in range(300)]
    reports = {
        cell.source: CellReport(0, False, "E", "\U0001f600\x01" * 1000) for cell in cells
    }
    result = walk(
        a_submission(*cells, code("end"), test_cell()),
        PAIR,
        Sandbox(reports=reports, cells={"end": "died"}),
    )
    assert len(result.notes) == 40
    assert max(len(note.encode()) for note in result.notes) <= 500
    assert result.notes[-2:] == (
        "262 more notes were left out",
        "cell number 1 was stopped (died); it is left out",
    )


REFUSED = "something that this notebook asked of the system was refused (EPERM)"


def test_a_cell_that_was_refused_something_is_noted_once_and_looked_at_where_points_are_missing():
    report = CellReport(0, False, "PermissionError", "[Errno 1] ...", errno=errno.EPERM)
    sandbox = Sandbox(
        reports={"os.nice(1)": report, "os.nice(2)": report}, calls={"clip": "died"}
    )
    work = a_submission(code("os.nice(1)"), code("os.nice(2)"), test_cell())

    result = walk(work, PAIR, sandbox)

    assert result.notes.count(REFUSED) == 1
    assert result.needs_look


REFUSED_CLIP = {"clip": Failure("exception", "RuntimeError", "no", errno=errno.ENOSYS)}


def test_a_function_that_was_refused_something_for_a_published_question_is_noted():
    sandbox = Sandbox(failures=REFUSED_CLIP)
    published = (replace(a_probe("p"), public=True),)
    result = walk(a_submission(test_cell()), PAIR, sandbox, published=published)

    assert REFUSED.replace("EPERM", "ENOSYS") in result.notes
    assert result.needs_look


def test_what_was_refused_for_a_secret_one_is_noted_nowhere():
    result = walk(a_submission(test_cell()), PAIR, Sandbox(failures=REFUSED_CLIP))
    assert (result.notes, result.needs_look) == ((), False)


def test_a_refusal_that_cost_no_point_is_noted_and_needs_no_look():
    report = CellReport(0, False, "PermissionError", errno=errno.EACCES)
    work = a_submission(code("!ls"), test_cell())

    result = walk(work, PAIR, Sandbox(reports={"!ls": report}))

    assert REFUSED.replace("EPERM", "EACCES") in result.notes
    assert (result.score, result.needs_look) == (2.0, False)


def test_a_file_that_is_not_there_is_no_refusal():
    report = CellReport(0, False, "FileNotFoundError", errno=errno.ENOENT)
    result = walk(
        a_submission(code("open('x')"), test_cell()),
        PAIR,
        Sandbox(reports={"open('x')": report}),
    )

    assert not [note for note in result.notes if "refused" in note]


def _raising(kind, message):
    return CellReport(0, False, kind, message)


def test_what_a_cell_raises_in_a_child_that_was_asked_is_said_nowhere():
    class Telling(Child):
        def run_cell(self, source, seconds, keep=()):
            asked = "clip" in self.log
            super().run_cell(source, seconds, keep)
            return _raising("ValueError", "it was 3.2") if asked else CellReport(0, True)

    class Sandboxed(Sandbox):
        kind = Telling

    sandbox = Sandboxed(values={"clip": 2, "model": 2})
    cells = (test_cell(), code("late", index=1), test_cell("model_hidden"))
    asked = (a_probe("a"), a_probe("b", "model", "model_hidden"))
    result = walk(a_submission(*cells), asked, sandbox)
    assert sandbox.children == [["late", "clip", "model"], ["clip", "late", "model"]]
    assert result.notes == ()


def test_a_cell_that_raises_before_any_question_is_noted_in_full():
    sandbox = Sandbox(reports={"early": _raising("ValueError", "of my own")})
    result = walk(a_submission(code("early"), test_cell()), (a_probe("a"),), sandbox)
    assert result.notes == ("cell number 1 raised ValueError: of my own",)


def test_a_test_cell_that_judges_itself_runs_before_any_question():
    own = Cell("test", "own test", "own_test", 1.0)
    sandbox = Sandbox()
    walk(a_submission(code("c"), test_cell(), own), (a_probe("a"),), sandbox)
    assert sandbox.children == [["c", "own test", "clip"]]


def test_published_questions_are_asked_before_any_secret_one():
    sandbox = Sandbox(values={"clip": 2, "sample": 2})
    cells = (test_cell(), test_cell("sample_hidden"))
    known = [replace(a_probe("p"), public=True), a_probe("q", "sample", "sample_hidden")]
    asked = (a_probe("a"), a_probe("b", "sample", "sample_hidden"))
    walk(a_submission(*cells), asked, sandbox, published=known)
    assert sandbox.children[0] == ["clip", "sample", "clip", "sample"]


def test_a_slow_published_question_is_asked_where_a_quick_one_failed():
    known = [replace(a_probe("quick"), public=True), replace(a_probe("slow"), slow=True)]
    counts = []
    for value in (1, 2):
        sandbox = Sandbox(values={"clip": value})
        walk(a_submission(test_cell()), (a_probe("a"),), sandbox, published=known)
        counts.append(len(sandbox.children[0]))
    assert counts == [2, 3]


def test_only_a_wrong_outcome_has_a_print():
    sandbox = Sandbox(values={"clip": 2})
    sample = a_probe("c", "sample", "sample_hidden")
    cells = (test_cell(points=1.0), test_cell("sample_hidden", 1.0))
    result = walk(a_submission(*cells), (a_probe("a"), sample), sandbox, seed=b"one")
    prints = [verdict.outcome for mark in result.marks for verdict in mark.verdicts]
    assert prints == [outcome_fingerprint(a_probe("a"), Outcome(value=2), b"one"), ""]


def test_a_function_that_was_asked_nothing_is_not_taken_for_right():
    known = replace(LENDING, id="p", public=True)
    sandbox = Sandbox()
    walk(a_submission(*BOTH), (*PAIR, LENDING), sandbox, published=(known,))
    assert sandbox.children == [["clip", "clip", "optimize"], ["optimize"]]
