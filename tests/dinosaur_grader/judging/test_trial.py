"""Running edited texts, in children made of a script and in real ones."""

import contextlib
import re
import time
from dataclasses import replace

import pytest

from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging.asking import Children
from dinosaur_grader.judging.plan import Budget, Plan
from dinosaur_grader.judging.trial import Trial
from dinosaur_grader.results import INFRASTRUCTURE
from dinosaur_grader.sandbox.sandbox import ChildLost
from tests.dinosaur_grader.judging.test_walk import a_probe, code
from tests.dinosaur_grader.judging.test_walk import test_cell as a_test_cell

RIGHT, WRONG = Outcome(value=1), Outcome(value=2)
HANGS = Outcome(failure=Failure("timeout"))


class Child:
    def __init__(self, sandbox):
        self.sandbox = sandbox

    def run_cell(self, source, seconds, keep=()):
        self.sandbox.log.append(source)
        return CellReport(0, source != ran("no python"))

    def ask(self, call, seconds, lend=None, kept=()):
        self.sandbox.log.append(call.positional[0])
        self.sandbox.lent.append((bool(lend), dict(kept)))
        given = self.sandbox.answers.pop(0)
        if isinstance(given, ChildLost):
            raise given
        return given


class Sandbox:
    def __init__(self, *answers):
        self.answers, self.log, self.lent, self.made = list(answers), [], [], 0

    @contextlib.contextmanager
    def child(self):
        self.made += 1
        yield Child(self)


class Lender:
    def question(self):
        return lambda lent_call: None


def ran(text):
    return f"exec({text!r})"


@contextlib.contextmanager
def trial(sandbox, seconds=60, own=()):
    cells = [code("the cells"), a_test_cell("clip_expected"), a_test_cell("clip_hidden")]
    asked = {"clip_expected": "clip", "clip_hidden": "clip"}
    with contextlib.ExitStack() as held:
        children = Children(Plan(cells, asked, Budget()), sandbox, held)
        sandbox.log.clear()
        yield Trial(children, Lender(), time.monotonic() + seconds, set(own))


def probes(*numbers, lent=()):
    lends = {name: Lent() for name in lent}
    calls = [Call("optimize", (n,), stand_ins=lends) for n in numbers]
    return [replace(a_probe(f"q{call.positional[0]}"), call=call) for call in calls]


@pytest.mark.parametrize(
    ("answers", "found"),
    [([RIGHT, RIGHT], True), ([RIGHT, WRONG], False), ([RIGHT, HANGS], None)],
)
def test_a_text_is_right_where_each_question_is_answered_as_it_should_be(answers, found):
    sandbox = Sandbox(*answers)
    with trial(sandbox) as tried:
        assert tried.right("edited", probes(1, 2)) is found
    assert sandbox.log == ["the cells", ran("edited"), 1, 2]


def test_after_a_wrong_answer_and_a_text_that_does_not_run_nothing_more_is_asked():
    sandbox = Sandbox(WRONG)
    with trial(sandbox) as tried:
        assert tried.right("edited", probes(1, 2)) is False
        assert tried.right("no python", probes(1, 2)) is False
    assert sandbox.log == ["the cells", ran("edited"), 1, ran("no python")]


@pytest.mark.parametrize(
    ("own", "lent"),
    [(["clip"], (False, {"clip": "clip_hidden"})), ([], (True, {}))],
    ids=["the notebook's own", "a right one that is lent"],
)
def test_an_edit_meets_the_notebook_s_own_function_where_that_is_right(own, lent):
    sandbox = Sandbox(RIGHT)
    with trial(sandbox, own=own) as tried:
        assert tried.right("edited", probes(1, lent=["clip"])) is True
    assert sandbox.lent == [lent]


def test_a_child_that_is_lost_costs_its_text_and_a_fresh_one_goes_on():
    sandbox = Sandbox(ChildLost("died", "gone"), RIGHT)
    with trial(sandbox) as tried:
        assert tried.right("first", probes(1)) is None
        assert tried.lost, "its words are kept for no copy of the notebook"
        assert tried.right("second", probes(1)) is True
    assert sandbox.log == ["the cells", ran("first"), 1, "the cells", ran("second"), 1]
    assert sandbox.made == 3  # one of them is that of the walk, which no edit meets


def test_where_the_time_is_over_nothing_is_tried():
    sandbox = Sandbox(RIGHT)
    with trial(sandbox, seconds=0) as tried:
        assert tried.right("edited", probes(1)) is None
        assert tried.late
    assert sandbox.log == []


def test_what_is_no_child_s_doing_is_raised():
    sandbox = Sandbox(ChildLost(INFRASTRUCTURE, "no sandbox"))
    with trial(sandbox) as tried, pytest.raises(ChildLost):
        tried.right("edited", probes(1))


def test_what_comes_after_an_edit_that_is_no_python_is_run_without_ipython(sandbox):
    with contextlib.ExitStack() as held:
        children = Children(Plan([code("the_cells = 1")], {}, Budget()), sandbox, held)
        tried = Trial(children, None, time.monotonic() + 60, set())
        assert tried.right("continue", []) is False
        file = tried.runner.child.run_cell("print((lambda: 0).__code__.co_filename)", 1).output
        tried.end()
    assert re.fullmatch(r"<ipython-input-\d+>\n", file)  # IPython adds a hash
