"""The child's end of the pipe: a question or an answer that nobody can read is its own
fault."""

import pytest

from dinosaur_grader.checks.calls import Call, Lent
from dinosaur_grader.sandbox.sandbox import ChildLost, Limits, Sandbox

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
LENDING = Call("optimize", stand_ins={"clip": Lent()})


FORGED = """
from dinosaur_grader.inside import worker, wire, nodes
def forged(size):
    return wire.LentCall(ASKED, "clip", [nodes.Array("|u1", (size,), bytes(size))], {{}}, None)
def optimize():
    spare = len(wire.encode(forged({cap}))) - wire.HEADER.size - {cap}
    worker.exchange(forged({cap} - spare))
"""


def test_a_forged_question_that_is_as_large_as_one_may_be_is_the_childs_own_fault(sandbox):
    """What it asks with is a message to another child, and larger there by a few
    bytes."""
    with sandbox.child() as child, sandbox.child() as other:
        forged = FORGED.format(cap=sandbox.limits.message_bytes)
        assert child.run_cell(f"ASKED = {child.asked + 2}\n{forged}", 2).ok
        with pytest.raises(ChildLost) as lost:
            child.ask(LENDING, 5, lambda it: other.compute(it, 1))
    assert (lost.value.kind, lost.value.killed) == ("violation", False)


LIE = """
from dinosaur_grader.inside import worker, wire as messages, nodes
from dinosaur_grader.checks.calls import Outcome
evil = nodes.Array('|O8', (1,), bytes(8))
kept = worker.outcome_form
def lie(outcome, sent):
    worker.outcome_form = kept
    form = kept(Outcome())
    return messages.OutcomeForm(evil, form.arguments, form.unchanged, form.same, '', [], None)
def f(): worker.outcome_form = lie
"""
LARGE = "import numpy as np\ndef f(): return np.ones(20_000)\n"


@pytest.mark.parametrize("source", [LIE, LARGE], ids=["no plain data", "over the cap"])
def test_an_answer_that_is_no_plain_data_or_over_the_cap_is_a_violation_of_that_call_only(
    sandbox, source
):
    limits = Limits(message_bytes=100_000)
    with Sandbox(sandbox.level, limits, warmed_up=False) as small, small.child() as child:
        child.run_cell(source + "def g(): return 1", 2)
        assert child.ask(Call("f"), 2).failure.kind == "violation"
        assert child.ask(Call("g"), 2).value == 1
