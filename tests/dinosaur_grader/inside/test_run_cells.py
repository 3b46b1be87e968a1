"""Cells and questions in a child: what is reported of them, and how each ends."""

import pytest

from dinosaur_grader.checks.calls import Call

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


BEHIND = "import os\ntry: os.nice(1)\nexcept OSError as e: raise ValueError('x')"
REPORTS = {
    "what is printed, and the last value": (
        "print('hello')\n[1, 2]",
        {"ok": True, "output": "hello\n", "result_text": "[1, 2]", "stderr": False},
    ),
    "an error": (
        "x = 1\nraise ValueError('no such name')",
        {"ok": False, "type": "ValueError", "message": "no such name"}
        | {"line": "raise ValueError('no such name')"},
    ),
    "magics and figures": (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        {"ok": True, "type": "", "stderr": False},
    ),
    "a number of the system's error": ("import os\nos.nice(1)", {"errno": 1}),
    "the number from behind another error": (BEHIND, {"errno": 1}),
    "no number": ("1 / 0", {"errno": 0}),
    "an error that lies about its number": (
        "class E(OSError):\n    @property\n    def errno(self): raise SystemExit\n"
        "    __cause__ = errno\nraise E('x')",
        {"errno": 0},
    ),
    "an error that says it is false": (
        "class E(ValueError):\n    def __bool__(self): return False\nraise E('x')",
        {"type": "E", "message": "x", "line": "raise E('x')"},
    ),
    "a number that no system has": ("raise OSError(10**30, 'x')", {"errno": 0}),
}


@pytest.mark.parametrize(("source", "fields"), REPORTS.values(), ids=REPORTS)
def test_a_cell_is_reported_with(child, source, fields):
    report = child.run_cell(source, 10)
    assert {name: getattr(report, name) for name in fields} == fields


def test_unseeded_random_numbers_do_not_depend_on_the_order_of_questions(child):
    text = "import numpy as np, random\ndef f(): return [np.random.rand(), random.random()]"
    child.run_cell(text, 2)
    assert child.ask(Call("f"), 2).value == child.ask(Call("f"), 2).value


FUNCTIONS = """
import os
import numpy as np
def leaves(): raise SystemExit('bye')
def raises(): return 1 / 0
def refused(): os.nice(1)
def loops():
    while True: pass
def grows(): return np.ones(2**28 + 2**27)
def deepens(n=0): return deepens(n + 1)
def g(): return 1
"""
FAILURES = {
    "nothing": {"kind": "missing"},
    "leaves": {"type": "SystemExit"},
    "raises": {"kind": "exception", "type": "ZeroDivisionError", "message": "division by zero"}
    | {"line": "def raises(): return 1 / 0"},
    "refused": {"errno": 1},
    "loops": {"kind": "timeout"},
    "grows": {"kind": "memory"},
    "deepens": {"type": "RecursionError"},
}


def test_a_failure_of_a_call_is_its_outcome_and_the_child_goes_on(child):
    child.run_cell(FUNCTIONS, 2)
    for name, fields in FAILURES.items():
        failure = child.ask(Call(name), 0.5).failure
        assert {each: getattr(failure, each) for each in fields} == fields
        assert child.ask(Call("g"), 2).value == 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("while True: pass", "Timeout"),
        ("import time; time.sleep(60)", "Timeout"),
        ("x = bytearray(3 * 2**30)", "MemoryError"),
    ],
)
def test_a_cell_that_uses_up_time_or_memory_is_reported_and_the_child_goes_on(
    child, source, kind
):
    assert child.run_cell(source, 0.5).type == kind
    assert child.run_cell("1", 2).ok


DRAWING = """
from matplotlib import pyplot as plt
plt.plot([7, 8])  # of a cell, and no part of an answer
def draw(n): plt.plot(range(n)); plt.title('n'); plt.show()
def late(n): import matplotlib.figure as f; ax = f.Figure().subplots(); ax.set_title('n'); return ax
class Endless(plt.Line2D):
    def recache(self, always=False):
        while True: pass
def endless(n):
    line = plt.plot(range(n))[0]
    line.__class__, line._invalidx = Endless, True
"""


def test_what_a_function_draws_comes_back_within_the_budget_of_its_call(child):
    assert child.run_cell(DRAWING, 10).ok
    for function in ("draw", "late", "draw"):
        (axes,) = child.ask(Call(function, (3,), draws=True), 10).figure
        assert axes["title"] == "n"
    assert axes["lines"][0]["y"].tolist() == [0, 1, 2]
    assert len(axes["lines"]) == 1
    assert child.ask(Call("endless", (3,), draws=True), 1).failure.kind == "timeout"
    assert child.ask(Call("draw", (3,), draws=True), 10).figure[0]["title"] == "n"
    assert child.ask(Call("draw", (3,)), 10).figure is None


def test_matplotlib_is_loaded_where_a_figure_is_looked_at_and_nowhere_else(child):
    child.run_cell("import sys\ndef f(): return 'matplotlib' in sys.modules", 10)
    assert child.ask(Call("f"), 10).value is False
    assert child.ask(Call("f", draws=True), 10).value is True


def test_a_flood_of_output_is_cut(child):
    report = child.run_cell("for _ in range(1000): print('x' * 10_000)", 5)
    assert report.ok
    assert len(report.output) < 70_000
