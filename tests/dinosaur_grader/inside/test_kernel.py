"""A notebook's names and values before IPython is there and after, alike; cells that are
run without IPython show, print and fail as they do with it."""

from __future__ import annotations

import msgspec
import pytest

from dinosaur_grader.inside.kernel import compiled
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


ALIKE = {
    "a last expression": "x = 1\nx + 1",
    "an expression over lines, indented to the end": "x = 1\nsum(\n    [x,\n     2])",
    "None is not shown": "x = 1\nprint(x)",
    "only the last value": "x = 1\nx\nx + 1",
    "a semicolon in a text": "x = 1\n';'",
    "a comment at the end": "x = 1\nx + 1\n# the end\n   # of it",
    "a function at the end": "x = 1\ndef f():\n    return x\n# handed in",
    "a loop at the end": "x = 1\nfor i in range(2):\n    i\n    x += i",
    "a match at the end": "x = 1\nmatch x:\n    case 1:\n        x",
    "a text over lines at the end": 'x = 1\n"""a\nfor\n b"""',
    "a keyword on the last line of a text": 'x = 1\ny = """\ndef f\n"""\ny',
    "blank lines and Windows line ends": "\r\n\r\nx = 1\r\n\r\nx\r\n",
    "one line of a name that is known": "__name__",
    "nothing": "\n\n",
    "a magic": "x = 1\n%xmode Plain\nx",
    "one line of a magic without its sign": "precision",
    "an array": "import numpy as np\nnp.arange(3)",
    "an error in the last line": "x = 1\n\n\nx / 0",
    "an error in a function": "def f():\n    return 1 / 0\nx = 1\nf()",
    "an error in a comprehension on the last line": "x = 0\n\n[1 / n for n in [x]]",
    "a syntax error": "x = 1\nfor x in y print(x)",
    "an await": "import asyncio\nawait asyncio.sleep(0)\n5",
    "an annotation that is not evaluated": "from __future__ import annotations\ndef f(x: nobody): return x\nf(1)",
    "writing to stderr": "import sys\nprint('x', file=sys.stderr)",
    "indented as a whole": "    x = 1\n    x + 1",
}


def reports(sandbox, *cells):
    with sandbox.child() as child:
        return [msgspec.structs.replace(child.run_cell(cell, 5), number=0) for cell in cells]


@pytest.mark.parametrize("source", ALIKE.values(), ids=ALIKE)
def test_a_cell_is_reported_as_ipython_would(sandbox, source):
    told = "def first(): return 1\nprint(x if 'x' in globals() else 'no x')"
    ours, after = reports(sandbox, source, told)
    _, ipython, same_after = reports(sandbox, "get_ipython().automagic", source, told)
    assert ours == ipython
    assert after == same_after


def test_what_is_imported_from_the_future_holds_for_later_cells(sandbox):
    future = "from __future__ import annotations\nx = 1"
    *_, report = reports(sandbox, future, "def f(x: nobody): pass\nf(1)")
    assert report.ok


def test_a_cell_that_leaves_ends_with_that_error(sandbox):
    (report,) = reports(sandbox, "x = 1\nraise SystemExit(3)")
    said = ("SystemExit", "3", "raise SystemExit(3)")
    assert (report.type, report.message, report.line) == said


PLAIN = [
    "x = 1\ny = 2",
    "def f():\n    return 1\n",
    "x = 1\nx; x",
    "nobody = 3",
    "known",
    "print(1)",
]
IPYTHON_S = ["%time x = 1\n", "get_ipython()\nx = 1", "ls -l", "nobody", "def f(:\n"]


@pytest.mark.parametrize("source", [*PLAIN, *IPYTHON_S])
def test_only_what_needs_ipython_is_left_to_it(source):
    assert len(compiled(source, 1, {"known": 1})) == 2 * (source in PLAIN)


def test_a_notebook_that_has_spoken_to_ipython_keeps_to_it(sandbox):
    """What a cell has set there counts for the next ones, plain as they are."""
    quiet = "get_ipython().ast_node_interactivity = 'none'\nx = 1"
    *_, report = reports(sandbox, quiet, "x = 2\nx")
    assert report.result_text == ""
