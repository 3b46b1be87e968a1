"""Cells that are run without IPython show, print and fail as they do with it."""

from __future__ import annotations

import msgspec
import pytest

from dinosaur_grader.inside.kernel import compiled
from dinosaur_grader.sandbox.sandbox import Sandbox

pytestmark = [pytest.mark.isolation, pytest.mark.usefixtures("strict")]


@pytest.fixture(scope="module")
def sandbox(strict):
    with Sandbox("strict") as it:
        yield it


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
