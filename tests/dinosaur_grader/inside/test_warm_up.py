"""A notebook ends alike in a server that was warmed up and in a cold one."""

from __future__ import annotations

import pytest

from dinosaur_grader.sandbox.sandbox import Sandbox

pytestmark = [pytest.mark.isolation, pytest.mark.usefixtures("strict")]
CELLS = {
    "a magic": "%matplotlib inline",
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
def sandbox(strict):
    with Sandbox("strict") as it:
        yield it


@pytest.mark.slow
def test_a_cell_ends_alike_with_ipython_from_the_start_or_when_it_is_needed(sandbox):
    reports = []
    with Sandbox("strict", warmed_up=False) as cold:
        for one in (sandbox, cold):
            for source in CELLS.values():
                with one.child() as child:
                    reports.append((source, child.run_cell(source, 10.0)))
            with one.child() as child:  # and what a notebook has bound stays
                child.run_cell("get_ipython = 1\nopen = 2\nx = 3", 10.0)
                child.run_cell("%matplotlib inline", 10.0)
                report = child.run_cell("print(get_ipython, open, x)", 10.0)
                assert report.output == "1 2 3\n"
    assert reports[: len(CELLS)] == reports[len(CELLS) :]
