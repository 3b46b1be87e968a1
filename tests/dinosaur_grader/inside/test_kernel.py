"""A notebook's names and values before IPython is there and after, alike."""

from __future__ import annotations

import pytest

from dinosaur_grader.sandbox.sandbox import Sandbox

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]
CELLS = {
    "a value": "1 + 1",
    "an array": "import numpy as np\nnp.arange(3)",
    "a semicolon": "1 + 1;",
    "nothing": "None",
    "a magic": "%matplotlib inline",
    "an error": "1 / 0",
    "no Python": "def",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('<b>'))",
    "display without an import": "display(3)",
    "an object of IPython's": "get_ipython().user_ns['one'] = 1\none",
    "names": "print(sorted(globals()))",
    "history": "print(In, Out, _, _i)",
    "the end": "exit()",
    "input": "input('?')",
    "a name of IPython's, bound before": "exit = 3\nOut = 4\nprint(exit, Out)\n1 + 1",
    "the main module": "import __main__\n__main__.two = 2\nprint(two)",
    "open": "print(open('data/dinos.txt').read(5))",
}


@pytest.fixture(scope="module")
def both():
    with Sandbox("strict") as warm, Sandbox("strict", rehearsed=False) as cold:
        yield warm, cold


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_ends_alike_with_ipython_from_the_start_or_when_it_is_needed(both, what):
    reports = []
    for sandbox in both:
        with sandbox.child() as child:
            reports.append(child.run_cell(CELLS[what], 10.0))
    assert reports[0] == reports[1]


def test_what_a_notebook_has_bound_stays_when_ipython_comes(both):
    for sandbox in both:
        with sandbox.child() as child:
            child.run_cell("get_ipython = 1\nopen = 2\nx = 3", 10.0)
            child.run_cell("%matplotlib inline", 10.0)
            report = child.run_cell("print(get_ipython, open, x)", 10.0)
            assert report.output == "1 2 3\n"
