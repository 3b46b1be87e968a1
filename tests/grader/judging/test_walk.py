"""The walk, with a child made of a script: what it asks, in which order, and what a
lost child costs."""

import contextlib
import errno
from dataclasses import replace

import msgspec
import pytest

from grader.inside.wire import CellReport
from grader.judging import walk as walking
from grader.judging.budget import Budget
from grader.judging.walk import walk
from grader.results import Cell, Submission
from grader.sandbox.sandbox import ChildLost
from utils.checks import Probe
from utils.checks.calls import Call, Failure, Lent, Outcome
from utils.checks.observing import VALUE


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


class Sandbox:
    """Children that answer 1 to everything, save what `cells` and `calls` say is lost
    with which kind."""

    def __init__(self, cells=None, calls=None, reports=None, failures=None):
        self.cells, self.calls, self.reports = cells or {}, calls or {}, reports or {}
        self.failures = failures or {}
        self.children: list[list[str]] = []

    @contextlib.contextmanager
    def child(self):
        self.children.append([])
        yield self

    def run_cell(self, source, seconds):
        self.children[-1].append(source)
        if source in self.cells:
            raise ChildLost(self.cells[source], "gone")
        return self.reports.get(source, CellReport(0, True))

    def ask(self, call, seconds, lend):
        self.children[-1].append(call.function)
        kind = self.calls.get(call.function)
        if kind:
            raise ChildLost(kind, "gone")
        return Outcome(value=1, failure=self.failures.get(call.function))


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


def test_after_two_hung_calls_of_a_function_the_rest_is_not_asked():
    probes = tuple(a_probe(name) for name in "abcde")
    sandbox = Sandbox(calls={"clip": "timeout"})
    result = walk(a_submission(test_cell()), probes, sandbox)
    assert sandbox.children == [["clip"], ["clip"]]
    assert (result.state, result.score) == ("graded", 0.0)


def test_a_function_is_never_asked_about_where_its_right_answer_was_lent():
    lending = a_probe("o", function="optimize", cell="first", stand_ins={"clip": Lent()})
    sandbox = Sandbox()
    walk(
        a_submission(test_cell("first"), test_cell()),
        (lending, *PAIR),
        sandbox,
    )
    assert sandbox.children == [["optimize"], ["clip", "clip"]]


def test_the_walk_s_own_budget_ends_in_a_state_and_what_was_answered_stands(monkeypatch):
    clock = iter([0.0, 0.0, 1.0, *[99.0] * 20])
    monkeypatch.setattr(walking.time, "monotonic", lambda: next(clock))
    result = walk(
        a_submission(code("one"), test_cell()), PAIR, Sandbox(), None, Budget(walk_seconds=10)
    )
    assert (result.state, result.score, result.needs_look) == ("timeout", 1.0, True)


def test_too_many_children_lost_to_memory_is_the_state_memory():
    probes = tuple(a_probe(name) for name in "abcdefgh")
    result = walk(
        a_submission(test_cell()),
        probes,
        Sandbox(calls={"clip": "memory"}),
        budget=Budget(children=3),
    )
    assert result.state == "memory"


def test_a_violation_asks_for_a_human_look():
    result = walk(a_submission(test_cell()), PAIR, Sandbox(calls={"clip": "violation"}))
    assert result.needs_look


def test_a_fault_of_the_machinery_is_not_the_student_s():
    with pytest.raises(ChildLost, match="infrastructure"):
        walk(a_submission(test_cell()), PAIR, Sandbox(calls={"clip": "infrastructure"}))


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


class KilledFromOutside(Sandbox):
    """Children that are killed from outside the first `times` that `step`, a cell or a
    function, is come to."""

    def __init__(self, step, times):
        super().__init__()
        self.step, self.times = step, times

    def _perhaps(self, step):
        if step == self.step and self.times:
            self.times -= 1
            raise ChildLost("memory", "the system ended the process", killed=True)

    def run_cell(self, source, seconds):
        self._perhaps(source)
        return super().run_cell(source, seconds)

    def ask(self, call, seconds, lend):
        self._perhaps(call.function)
        return super().ask(call, seconds, lend)


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


def test_a_process_that_ends_in_every_call_is_no_matter_of_time():
    probes = tuple(a_probe(name) for name in "abcdefgh")
    result = walk(
        a_submission(test_cell()),
        probes,
        Sandbox(calls={"clip": "died"}),
        budget=Budget(children=3),
    )
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


def test_a_function_that_was_refused_something_is_noted():
    refused = Failure("exception", "RuntimeError", "no", errno=errno.ENOSYS)
    result = walk(a_submission(test_cell()), PAIR, Sandbox(failures={"clip": refused}))

    assert REFUSED.replace("EPERM", "ENOSYS") in result.notes
    assert result.needs_look


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


def test_a_cell_that_raises_after_a_question_says_its_kind_and_no_more():
    sandbox = Sandbox(reports={"late": _raising("ValueError", "the hidden limit was 3.2")})
    cells = (
        code("def clip(): ..."),
        test_cell(),
        code("late", index=1),
        test_cell("model_hidden"),
    )
    asked = (a_probe("a"), a_probe("b", "model", "model_hidden"))
    result = walk(a_submission(*cells), asked, sandbox)
    assert result.notes == ("cell number 2 raised ValueError",)


def test_an_error_of_the_student_s_own_making_is_not_named_after_a_question():
    sandbox = Sandbox(reports={"late": _raising("TheLimitWas3_2", "")})
    cells = (test_cell(), code("late", index=1), test_cell("model_hidden"))
    asked = (a_probe("a"), a_probe("b", "model", "model_hidden"))
    assert walk(a_submission(*cells), asked, sandbox).notes == (
        "cell number 2 raised an error",
    )


def test_a_cell_that_raises_before_any_question_is_noted_in_full():
    sandbox = Sandbox(reports={"early": _raising("ValueError", "of my own")})
    result = walk(a_submission(code("early"), test_cell()), (a_probe("a"),), sandbox)
    assert result.notes == ("cell number 1 raised ValueError: of my own",)


def test_a_test_cell_that_judges_itself_runs_in_a_child_that_was_asked_nothing():
    own = Cell("test", "own test", "own_test", 1.0)
    sandbox = Sandbox()
    walk(a_submission(code("c"), test_cell(), own), (a_probe("a"),), sandbox)
    assert sandbox.children == [["c", "own test"], ["c", "clip"]]
