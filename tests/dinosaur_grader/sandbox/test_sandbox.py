"""The sandbox: a notebook runs in it as in a kernel, and no trick, hang or flood
reaches the grader.

Where a test could do harm if the sandbox failed, its numbers are bounded: 20 forks, 200
threads, megabytes.
"""

import fcntl
import os
import select
import shutil
import struct
import subprocess
import sys
import termios
import time

import psutil
import pytest

from dinosaur_grader.checks.calls import Call, Lent, Outcome
from dinosaur_grader.inside.wire import Answered, Ask, LentResult, call_form
from dinosaur_grader.sandbox.sandbox import ChildLost, IsolationUnavailable, Limits, Sandbox
from tests.dinosaur_grader.sandboxes import opened

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
QUICK = Limits(wall_factor=2.0, grace=0.5)


@pytest.fixture(scope="module", params=["strict", "process"])
def sandbox(request):
    """A sandbox at each level that isolates."""
    with opened(request.param, QUICK, warmed_up=False) as it:
        yield it


@pytest.fixture
def child(sandbox):
    with sandbox.child() as it:
        yield it


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


def said(child, source, seconds=2):
    """The cell's last value."""
    return child.run_cell(source, seconds).result_text


def test_the_official_utils_and_data_are_there_whatever_lies_in_the_folder(child):
    listed = "import os\nsorted(os.listdir('.')), 'dinos.txt' in os.listdir('data')"
    assert said(child, listed) == "(['data', 'utils'], True)"
    child.run_cell(
        "for name in ('utils', 'numpy'): open(f'{name}.py', 'w').write('evil = 1')", 2
    )
    child.run_cell("open('helper.py', 'w').write('x = 5')", 2)
    imported = (
        "import helper, numpy, utils\nhasattr(utils, 'evil'), hasattr(numpy, 'evil'), helper.x"
    )
    assert said(child, imported) == "(False, False, 5)"


def test_one_child_sees_nothing_of_another_and_both_share_a_server(sandbox):
    changes = "x = 1\nopen('note', 'w').write('x')\nimport utils; utils.softmax = None"
    with sandbox.child() as first:
        first.run_cell(changes, 2)
        server = sandbox.server
    with sandbox.child() as second:
        look = "import os, utils\n'x' in globals(), 'note' in os.listdir('.'), utils.softmax is None"
        assert said(second, look) == "(False, False, False)"
    assert sandbox.server is server


LENDING = Call("optimize", stand_ins={"clip": Lent()})


@pytest.mark.parametrize("late", [False, True])
def test_a_lent_function_takes_the_place_of_the_students_for_that_call_only(child, late):
    """A loan that comes after the alarm is a timeout, and no broken message."""
    child.run_cell("def clip(g): return 'mine'\ndef optimize(): return clip(0)", 2)
    asked, seconds = [], 0.1 if late else 2

    def lend(lent_call):
        asked.append((lent_call.function, lent_call.positional))
        time.sleep(late * (seconds * child.sandbox.limits.wall_factor + 0.3))
        return LentResult(0, 0.5, [None], [0], [], "", None, None)

    outcome = child.ask(LENDING, seconds, lend)
    assert outcome.failure.kind == "timeout" if late else outcome.value == 0.5
    assert asked == [("clip", [0])]
    assert child.ask(Call("optimize"), 2).value == "mine"


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


SENDS = "import os; from dinosaur_grader.inside import wire as m; os.write(4, m.encode"
LOSSES = {
    "ends itself": ("import os; os._exit(0)", "died"),
    "crashes": ("import ctypes; ctypes.string_at(1)", "died"),
    "closes its pipe": ("import os; os.close(4)", "died"),
    "giant": ("import os; os.write(4, bytes([255] * 8))", "violation"),
    "another number": (f"{SENDS}(m.CellReport(99, True, result_text='100.0')))", "violation"),
    "another kind": (f"{SENDS}(m.Ready(1)))", "violation"),
}


@pytest.mark.parametrize(("source", "kind"), LOSSES.values(), ids=LOSSES)
def test_a_child_that_ends_or_writes_on_its_pipe_is_lost(sandbox, source, kind):
    with sandbox.child() as child, pytest.raises(ChildLost) as lost:
        child.run_cell(source, 2)
    assert lost.value.kind == kind


def test_bytes_before_a_question_lose_the_child(sandbox):
    early = "import os, threading\nthreading.Timer(0.2, lambda: os.write(4, b'early')).start()"
    with sandbox.child() as child, pytest.raises(ChildLost) as lost:
        child.run_cell(early, 2)
        assert _has_written(child)
        child.run_cell("1", 2)
    assert lost.value.kind == "violation"


def _kill_child(server, child):
    server.kill(child.number)
    assert server.wait_for(child.number, 60)


def _kill_server(server, child):
    family = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    psutil.wait_procs(family, timeout=60)  # its child ends after it


@pytest.mark.parametrize(
    ("kill", "kind", "killed"),
    [(_kill_child, "memory", True), (_kill_server, "infrastructure", False)],
)
def test_a_child_that_ends_in_the_middle_of_an_answer_was_killed_or_lost_with_its_server(
    sandbox, kill, kind, killed
):
    """An answer of more than a pipe holds waits there, half written, until it is
    read."""
    with sandbox.child() as child:
        _half_answered(child)
        kill(sandbox.server, child)
        with pytest.raises(ChildLost) as lost:
            child.receive(2, Answered)
    assert (lost.value.kind, lost.value.killed) == (kind, killed)


def _half_answered(child):
    child.run_cell("import numpy as np\ndef f(): return np.zeros(40_000)", 2)
    child.asked += 1
    child.send(Ask(child.asked, call_form(Call("f")), 2), 2)
    assert _has_written(child)
    end = time.monotonic() + 60
    while _waiting(child) < fcntl.fcntl(child.line.into, fcntl.F_GETPIPE_SZ):
        assert time.monotonic() < end, "the pipe was never full"
        time.sleep(0.01)


def _waiting(child):
    """How many bytes lie in the pipe."""
    return struct.unpack("i", fcntl.ioctl(child.line.into, termios.FIONREAD, bytes(4)))[0]


def _has_written(child):
    """Whether there is something to read from the child, waited for."""
    return select.select([child.line.into], [], [], 60)[0] != []


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


def test_a_flood_of_output_is_cut(child):
    report = child.run_cell("for _ in range(1000): print('x' * 10_000)", 5)
    assert report.ok
    assert len(report.output) < 70_000


def test_nothing_of_the_graders_environment_is_inside(monkeypatch, sandbox):
    monkeypatch.setenv("DINOSAUR_SECRET", "course seed")
    names = ["HOME", "MPLBACKEND", "MPLCONFIGDIR", "TMPDIR"]
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as fresh, fresh.child() as child:
        assert said(child, "import os, sys\nsorted(os.environ), sys.argv") == str(
            (names, ["notebook"])
        )


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
    child.run_cell(sys.argv[2], 25)
"""


SWALLOWING = "while True:\n try:\n  while True: pass\n except BaseException: pass"


def test_no_process_is_left_when_the_grader_is_killed(sandbox):
    command = [sys.executable, "-c", GRADER, sandbox.level, SWALLOWING]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as grader:
        assert grader.stdout.readline() == b"up\n"
        family = psutil.Process(grader.pid).children(recursive=True)
        grader.kill()
    assert len(family) >= 2
    assert psutil.wait_procs(family, timeout=20)[1] == []  # before its time is up


def test_leaving_the_sandbox_leaves_no_process(sandbox):
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as own, own.child():
        family = psutil.Process(own.server.process.pid).children(recursive=True)
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_level_none_runs_in_a_process_of_its_own_and_keeps_the_budget():
    with Sandbox("none", QUICK, warmed_up=False) as open_air, open_air.child() as child:
        assert child.run_cell("import os; print(os.getpid())", 2).output.strip() != str(
            os.getpid()
        )
        child.run_cell("def f(x): return x + 1", 2)
        assert child.ask(Call("f", (1,)), 2) == Outcome(value=2, arguments=(1,))
        with pytest.raises(ChildLost, match="timeout"):
            child.run_cell("sum(range(10**12))", 0.3)


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="strict"):
        Sandbox("lax")


def test_a_missing_bubblewrap_is_named_with_the_flag_that_accepts_less(monkeypatch):
    there = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else there(name))
    with pytest.raises(IsolationUnavailable, match=r"bwrap.*make system.*--isolation process"):
        Sandbox("strict").__enter__()


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_the_next_childs_process_id_does_not_tell_how_many_threads_the_last_one_started(
    sandbox,
):
    threads = "import threading\nfor _ in range({}):\n    t = threading.Thread(target=int); t.start(); t.join()"
    seen = []
    for number in (7, 300):
        with Sandbox("strict", QUICK, warmed_up=False) as own:
            with own.child() as first:
                assert first.run_cell(threads.format(number), 5).ok
            with own.child() as second:
                seen.append(second.run_cell("import os; os.getpid()", 2).result_text)
    assert seen[0] == seen[1]


NEIGHBOUR = """
import os
came, own = [], home + "/own"
for change in (lambda: os.listdir(home), lambda: open(own).read(), lambda: open(own, "w"),
               lambda: os.remove(own), lambda: os.mkdir(home + "/f"), lambda: os.truncate(own, 0),
               lambda: os.rename("mine", home + "/mine")):
    try: came.append(change())
    except OSError: pass
came
"""


def test_a_child_neither_reads_nor_changes_the_folder_of_one_that_runs_beside_it(sandbox):
    """As the child that lends does."""
    with sandbox.child() as first, sandbox.child() as second:
        home = first.run_cell("import os\nopen('own', 'w').write('a')\nos.getcwd()", 2)
        second.run_cell(f"home = {home.result_text}\nopen('mine', 'w').close()", 2)
        assert second.run_cell(NEIGHBOUR, 2).result_text == "[]"
        assert first.run_cell("os.listdir('.').count('own'), open('own').read()", 2).ok


EMPTY = """
import os
for number in range({}): os.close(os.open("x" * 230 + str(number), os.O_CREAT | os.O_WRONLY))
"""


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_a_child_may_make_some_thousand_files_and_is_ended_for_files_without_end(sandbox):
    """Empty ones are not in the bytes of its disk, but in the kernel's memory."""
    with sandbox.child() as child, pytest.raises(ChildLost, match="files") as lost:
        assert child.run_cell(EMPTY.format(5000), 5).ok
        child.run_cell(EMPTY.format(10**7), 5)
    assert (lost.value.kind, lost.value.killed) == ("died", False)


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_the_next_childs_files_do_not_tell_how_many_the_last_one_made(sandbox):
    many = "import os\nfor _ in range(3000):\n    open('a', 'w').close(); os.remove('a')"
    number = "import os\nopen('a', 'w').close(); os.stat('a').st_ino"
    with sandbox.child() as first:
        assert first.run_cell(many, 5).ok
    with sandbox.child() as second:
        assert int(second.run_cell(number, 2).result_text) < 100
