"""What a question lends is asked back for: the same to the student's function as if the
right one stood there, kept where it is known, and bounded."""

import time

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Lent
from dinosaur_grader.inside import proxies
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.inside.wire import CellReport, LentCall
from dinosaur_grader.judging import lending
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.sandbox import sandbox as sandboxes
from dinosaur_grader.sandbox.sandbox import ChildLost, Sandbox
from tests.dinosaur_grader.inside.test_proxies import RIGHT, through
from tests.dinosaurs import ASSIGNMENT, RUBRIC


class Child:
    """A reference child that counts."""

    def __init__(self, fail=None, asks=()):
        self.cells, self.asked, self.ended, self.fail = [], 0, 0, fail
        self.asks = asks

    def ask(self, call, seconds, lend):
        for lent_call in self.asks:
            lend(lent_call)

    def run_cell(self, source, seconds):
        self.cells.append(source)
        return CellReport(0, True)

    def compute(self, lent_call, seconds):
        self.asked += 1
        if self.fail:
            raise self.fail.pop()
        return through(RIGHT)(lent_call)

    def end(self):
        self.ended += 1


def a_call(x=1.0):
    state = proxies.generator_state()
    return LentCall(1, "shrink", [proxies.as_node({"a": np.full(3, x)})], {}, state)


def test_what_the_right_answers_ask_back_with_is_kept_and_nothing_of_a_notebook_s():
    child, again = Child(asks=[a_call()]), (a_call(), a_call())
    lender = Lender(RIGHT, lambda: child, calls=(Call("optimize"),))
    before = dict(lender.to_keep())
    loans = [lender.question()(call) for call in again]
    assert (child.asked, lender.computed) == (1, 1)
    assert loans[0] == loans[1]
    for _ in range(2):
        lender.question()(a_call(2.0))
    np.random.seed(1)  # another random state is another call
    lender.question()(a_call())
    assert child.asked == 4
    assert lender.kept == before


def test_a_right_answer_that_is_slow_is_computed_when_it_is_lent_and_ends_no_batch():
    child = Child(fail=[ChildLost("timeout", "too slow")], asks=[a_call()])
    lender = Lender(RIGHT, lambda: child, calls=(Call("optimize"),))
    lender.learn()
    assert (lender.knows, lender.kept) == (True, {})
    assert lender.question()(a_call()).failure is None


@pytest.mark.parametrize(
    ("name", "most"), [("MAX_CALLS", 3), ("MAX_BYTES", 9_000), ("MAX_SECONDS", 0.0)]
)
def test_a_question_that_asks_back_too_much_is_refused_and_the_next_one_counts_anew(
    monkeypatch, name, most
):
    monkeypatch.setattr(lending, name, most)
    lender = Lender(RIGHT, Child)
    np.random.seed(5)
    call = a_call()
    lend = lender.question()

    said = [lend(call).failure for _ in range(5)]

    assert said[0] is None and said[-1].type == "RuntimeError"
    assert lender.question()(call).failure is None


@pytest.mark.parametrize("lost", ["infrastructure", "timeout"])
def test_a_reference_child_that_is_lost_is_opened_anew(lost):
    """Arguments that the right function never comes back from cost their call only."""
    children = [Child(), Child()]
    lender = Lender(RIGHT, iter(children).__next__)
    lender.question()(a_call())
    children[0].fail = [ChildLost(lost, "no answer")]

    failure = lender.question()(a_call(2.0)).failure
    assert failure is None if lost == "infrastructure" else failure.type == "RuntimeError"
    assert lender.question()(a_call(2.0)).failure is None
    assert children[0].ended == 1 and children[1].cells


HOARD = """
import gc
def everything():
    found = []
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            found += [value for value in list(thing.values()) if isinstance(value, (str, bytes))]
        elif isinstance(thing, (list, tuple)):
            found += [value for value in thing if isinstance(value, (str, bytes))]
        elif type(thing).__name__ == "code":
            found += [c for c in thing.co_consts if isinstance(c, str)]
    return [t if isinstance(t, str) else t.decode("latin-1") for t in found]
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    clip({"dWaa": np.ones((2, 2)), "dWax": np.ones((2, 2)), "dWya": np.ones((2, 2)),
          "db": np.ones((2, 1)), "dby": np.ones((2, 1))}, 5)
    lines = {line.strip() for text in everything() for line in text.split("\\n")}
    needles = [" ".join(["BEGIN", "SOLUTION"]), "=".join(["out", "gradient"])]
    return sorted(line for line in lines if any(needle in line for needle in needles))
"""


@pytest.mark.isolation
@pytest.mark.parametrize("level", ["none", "process", "strict"])
def test_no_line_of_a_right_answer_is_in_the_process_that_borrows_it(level):
    call = Call("optimize", ([1], [0], np.zeros((2, 1)), {}), stand_ins={"clip": Lent()})
    with Sandbox(level, beside=ASSIGNMENT.beside) as sandbox:
        lender = Lender(RUBRIC.answers, sandbox.child)
        with sandbox.child() as child:
            child.run_cell("import numpy as np", 5.0)
            assert child.run_cell(HOARD, 5.0).ok
            outcome = child.ask(call, 20.0, lender.question())
        lender.close()
    assert lender.computed == 1
    assert "out=gradient" in RUBRIC.answers.cell  # what was looked for
    assert outcome.failure is None
    assert outcome.value == []


ASKS_BACK = """
def clip(gradients, maxValue):
    from dinosaur_grader.inside import worker, proxies
    return proxies.proxy("clip", 2, worker.exchange)(gradients, maxValue)
"""


@pytest.mark.isolation
def test_a_child_that_asks_for_what_is_not_lent_is_ended(sandbox):
    call = Call("clip", ({"dWaa": np.ones((2, 2))}, 5.0))
    lender = Lender(RUBRIC.answers, sandbox.child)
    with sandbox.child() as child:
        child.run_cell(ASKS_BACK, 5.0)
        with pytest.raises(ChildLost) as lost:
            child.ask(call, 5.0, lender.question())
    assert (lost.value.kind, lender.computed) == ("violation", 0)


FOR_EVER = """
import signal
def f():
    for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            shrink(1)
        except RuntimeError:
            pass
"""


@pytest.mark.isolation
def test_a_question_that_asks_back_for_ever_is_not_prolonged_for_ever(strict, monkeypatch):
    monkeypatch.setattr(sandboxes, "LENT_SECONDS", 0.5)
    limits = Limits(wall_factor=1.0, grace=0.25)

    def slow(lent_call):
        time.sleep(0.1)
        return lending.refused(lent_call, "no more")

    call = Call("f", stand_ins={"shrink": Lent()})
    with Sandbox("strict", limits) as sandbox, sandbox.child() as child:
        child.run_cell(FOR_EVER, 2.0)
        with pytest.raises(ChildLost, match="timeout"):  # or it never comes back
            child.ask(call, 0.5, slow)


DEEP = """
import os, struct, sys, msgspec
def said(size):
    found = b""
    while len(found) < size:
        found += os.read(3, size - len(found)) or sys.exit()
    return found
def f():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("message"), "call"):
        frame = frame.f_back
    number = frame.f_locals["message"].number
    for depth in range(4900, 5001):
        state = msgspec.Raw(b"\\x92\\xa1l\\x91" * depth + b"\\xc0")
        asked = {"is": "lent_call", "number": number, "function": "clip"}
        asked |= {"positional": [], "keywords": {}, "state": state}
        sent = msgspec.msgpack.encode(asked)
        os.write(4, struct.pack("<I", len(sent)) + sent)
        said(*struct.unpack("<I", said(4)))
"""


@pytest.mark.isolation
def test_what_can_be_read_and_is_too_deep_to_be_passed_on_costs_its_question_only(sandbox):
    call = Call("f", stand_ins={"clip": Lent()})
    lender = Lender(RUBRIC.answers, sandbox.child)
    with sandbox.child() as child:
        assert child.run_cell(DEEP, 5.0).ok
        outcome = child.ask(call, 5.0, lender.question())
    lender.close()
    assert outcome.failure.kind == "violation"
