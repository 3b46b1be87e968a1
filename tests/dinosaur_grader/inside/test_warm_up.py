"""A notebook ends alike in a server that was warmed up and in a cold one."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Spy
from dinosaur_grader.inside import layers, warm_up
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


def test_a_question_loads_nothing_that_the_server_had_not_loaded(sandbox):
    # each child would load it again: NumPy's random numbers alone took nine milliseconds
    spy = Spy(("n",), (np.ones((2, 1)),), digest=("n",))
    asked = "def asked(numbers):\n    return {'sum': [lent(n) for n in numbers]}"
    with sandbox.child() as child:
        child.run_cell("import sys\nloaded = set(sys.modules)", 5.0)
        child.run_cell(asked, 5.0)
        outcome = child.ask(Call("asked", ([1, 2],), stand_ins={"lent": spy}), 5.0)
        assert outcome.failure is None
        assert child.run_cell("print(sorted(set(sys.modules) - loaded))", 5.0).output == "[]\n"


@pytest.mark.slow
def test_what_is_required_is_there_in_each_child_and_loaded_once():
    loaded = "import sys\nprint('wave' in sys.modules, 'wave' in globals())"
    for requires, said in (((), "False False\n"), (("wave",), "True False\n")):
        with Sandbox("strict", warmed_up=False, requires=requires) as one, one.child() as child:
            assert child.run_cell(loaded, 5).output == said


THREADS = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
ENDS = "import threading\nthreading.Thread(target=int).start()"
FAILS = "1 / 0"


def test_a_module_that_starts_threads_or_fails_is_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    # the test's own process may have some
    monkeypatch.setattr(layers, "has_threads", lambda: "threads" in sys.modules)
    for name, text in (("threads", THREADS), ("ends", ENDS), ("fails", FAILS)):
        (tmp_path / f"{name}.py").write_text(text)
    warm_up.load(("json.decoder", "ends"))
    with pytest.raises(SystemExit, match=r"^requires: fails can't be imported: ZeroDivision"):
        warm_up.load(("fails",))
    with pytest.raises(
        SystemExit, match=r"^requires: threads starts threads when it is imported"
    ):
        warm_up.load(("threads",))
