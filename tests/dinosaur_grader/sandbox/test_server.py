"""The warm server: another one takes its place, and nothing outlives the grader."""

import subprocess
import sys

import psutil
import pytest

from dinosaur_grader.sandbox.sandbox import ChildLost, Sandbox
from dinosaur_grader.sandbox.server import CannotRequire
from tests.dinosaur_grader.sandboxes import QUICK
from tests.waiting import HANGS

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


LEFT = {
    "nested": "import os\nfor _ in range(1100):\n    os.mkdir('d'); os.chdir('d')",
    "closed": "import os\nos.mkdir('closed', 0o300)\nopen('closed/file', 'w').close()",
}


@pytest.mark.parametrize("source", LEFT.values(), ids=LEFT)
def test_after_a_folder_that_can_t_be_removed_the_sandbox_is_a_new_one(sandbox, source):
    with sandbox.child() as child:
        assert child.run_cell(source, 5).ok
        server = sandbox.server
    with sandbox.child() as child:
        assert sandbox.server is not server
        assert child.run_cell("1", 2).ok
    assert server.scratch is None or not server.scratch.exists()


def test_what_one_child_leaves_costs_no_other_its_answers(sandbox):
    with sandbox.child() as living:
        server = sandbox.server
        with sandbox.child() as untidy:
            assert untidy.run_cell("import os\nos.makedirs('/'.join('abcdefghijkl'))", 5).ok
        assert sandbox.server is None and not server.closed
        with sandbox.child() as fresh:
            assert fresh.server is not server
            assert fresh.run_cell("1", 2).ok
        assert living.run_cell("1 + 1", 2).result_text == "2"
    assert server.closed and sandbox.retired == []


def test_a_new_server_takes_over_where_the_old_one_is_gone(sandbox):
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as own:
        with own.child() as child:
            own.server.process.kill()
            own.server.process.wait()
            with pytest.raises(ChildLost) as lost:
                child.run_cell("import time; time.sleep(5)", 2)
        assert lost.value.kind == "infrastructure"
        with own.child() as child:
            assert child.run_cell("1 + 1", 2).result_text == "2"


GRADER = """
import sys
from dinosaur_grader.sandbox.sandbox import Sandbox
with Sandbox(sys.argv[1], warmed_up=False) as sandbox, sandbox.child() as child:
    print("up", flush=True)
    child.run_cell(sys.argv[2], 3600)
"""
SWALLOWING = "while True:\n try:\n  while True: pass\n except BaseException: pass"


def test_no_process_is_left_when_the_grader_is_killed(sandbox):
    command = [sys.executable, "-c", GRADER, sandbox.level, SWALLOWING]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as grader:
        assert grader.stdout.readline() == b"up\n"
        family = psutil.Process(grader.pid).children(recursive=True)
        grader.kill()
    assert len(family) >= 2
    assert psutil.wait_procs(family, timeout=HANGS)[1] == []  # before its time is up


def test_leaving_the_sandbox_leaves_no_process(sandbox):
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as own, own.child():
        family = psutil.Process(own.server.process.pid).children(recursive=True)
    assert psutil.wait_procs(family, timeout=HANGS)[1] == []


def test_what_is_required_and_can_not_be_loaded_is_said_in_a_sentence(sandbox):
    with pytest.raises(CannotRequire, match=r"^requires: no_such can't be imported: ModuleNot"):
        Sandbox(sandbox.level, QUICK, warmed_up=False, requires=("no_such",)).__enter__()
