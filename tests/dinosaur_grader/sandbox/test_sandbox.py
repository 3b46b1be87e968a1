"""The sandbox: a notebook runs in it as in a kernel, and no trick, hang or flood
reaches the grader.

Where a test could do harm if the sandbox failed, its numbers are bounded: 20 forks, 200
threads, megabytes.
"""

import fcntl
import importlib.util
import os
import select
import shutil
import struct
import subprocess
import sys
import termios
import time

import numpy as np
import psutil
import pytest

from dinosaur_grader.assignments import locations
from dinosaur_grader.checks.calls import Call, Failure, Lent, Opaque, Outcome, Spy
from dinosaur_grader.inside.wire import Answered, Ask, LentResult, call_form
from dinosaur_grader.sandbox.sandbox import (
    ChildLost,
    IsolationUnavailable,
    Limits,
    Sandbox,
)
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


REPORTS = {
    "what is printed, and the last value": (
        "print('hello')\n[1, 2]",
        {"ok": True, "output": "hello\n", "result_text": "[1, 2]", "stderr": False},
    ),
    "no value after a semicolon": ("1 + 1;", {"result_text": ""}),
    "stderr": ("import sys; print('x', file=sys.stderr)", {"stderr": True}),
    "an error": (
        "x = 1\nraise ValueError('no such name')",
        {"ok": False, "type": "ValueError", "message": "no such name"}
        | {"line": "raise ValueError('no such name')"},
    ),
    "a syntax error": (
        "for x in y print(x)",
        {"type": "SyntaxError", "line": "for x in y print(x)"},
    ),
    "magics and figures": (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        {"ok": True, "type": "", "stderr": False},
    ),
    "a number of the system's error": ("import os\nos.nice(1)", {"errno": 1}),
    "the number from behind another error": (
        "import os\ntry: os.nice(1)\nexcept OSError as e: raise ValueError('x')",
        {"errno": 1},
    ),
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


def test_input_and_display_are_as_in_a_notebook(child):
    assert "nobody" in child.run_cell("input('name? ')", 2).message
    assert "shown" in child.run_cell("display('shown')", 2).output


def test_the_working_folder_shows_the_official_utils_and_data(child):
    report = child.run_cell(
        "import os\nsorted(os.listdir('.')), 'dinos.txt' in os.listdir('data')", 2
    )
    assert report.result_text == "(['data', 'utils'], True)"


def test_the_official_utils_is_imported_whatever_lies_in_the_folder(child):
    child.run_cell(
        "open('utils.py', 'w').write('evil = 1'); open('numpy.py', 'w').write('evil = 1')", 2
    )
    assert (
        child.run_cell(
            "import utils, numpy\nhasattr(utils, 'evil'), hasattr(numpy, 'evil')", 2
        ).result_text
        == "(False, False)"
    )


def test_a_module_of_the_students_own_can_be_imported(child):
    child.run_cell("open('helper.py', 'w').write('x = 5')", 2)
    assert child.run_cell("import helper; helper.x", 2).result_text == "5"


def test_one_child_sees_nothing_of_another(sandbox):
    with sandbox.child() as first:
        first.run_cell(
            "x = 1\nopen('note', 'w').write('x')\nimport utils; utils.softmax = None", 2
        )
    with sandbox.child() as second:
        report = second.run_cell(
            "import os, utils\n'x' in globals(), 'note' in os.listdir('.'), utils.softmax is None",
            2,
        )
    assert report.result_text == "(False, False, False)"


def test_asking_returns_value_arguments_and_printed_text(child):
    child.run_cell(
        "def clip(gradients, maxValue):\n    print('hm')\n    gradients['dW'][:] = maxValue\n    return gradients",
        2,
    )
    outcome = child.ask(Call("clip", ({"dW": np.zeros(2)}, 3)), 2)
    assert outcome.value["dW"].tolist() == outcome.arguments[0]["dW"].tolist() == [3, 3]
    assert (outcome.same, outcome.printed, outcome.failure) == ((0,), "hm\n", None)


def test_a_lent_function_takes_the_place_of_the_students_for_that_call_only(child):
    child.run_cell("def clip(g): return 'mine'\ndef optimize(): return clip(0)", 2)
    asked = []

    def lend(lent_call):
        asked.append(lent_call)
        return LentResult(0, 0.5, [None], [0], [], "", None, None)

    assert child.ask(Call("optimize", stand_ins={"clip": Lent()}), 2, lend).value == 0.5
    assert [(lent_call.function, lent_call.positional) for lent_call in asked] == [
        ("clip", [0])
    ]
    assert child.ask(Call("optimize"), 2).value == "mine"


def test_a_loan_that_comes_after_the_alarm_is_a_timeout_and_no_broken_message(child):
    child.run_cell("def clip(g): return 'mine'\ndef optimize(): return clip(0)", 2)
    seconds = 0.1

    def late(lent_call):
        time.sleep(seconds * child.sandbox.limits.wall_factor + 0.3)
        return LentResult(0, 0.5, [None], [0], [], "", None, None)

    call = Call("optimize", stand_ins={"clip": Lent()})
    assert child.ask(call, seconds, late).failure.kind == "timeout"
    assert child.ask(Call("optimize"), 2).value == "mine"


FORGED = """
from dinosaur_grader.inside import worker, wire, nodes
def forged(size):
    return wire.LentCall(ASKED, "clip", [nodes.Array("|u1", (size,), bytes(size))], {{}}, None)
def optimize():
    spare = len(wire.encode(forged({cap}))) - wire.HEADER.size - {cap}
    worker._exchange(forged({cap} - spare))
"""


def test_a_forged_question_that_is_as_large_as_one_may_be_is_the_childs_own_fault(sandbox):
    """What it asks with is a message to another child, and larger there by a few
    bytes."""
    with sandbox.child() as child, sandbox.child() as other:
        forged = FORGED.format(cap=sandbox.limits.message_bytes)
        assert child.run_cell(f"ASKED = {child.asked + 2}\n{forged}", 2).ok
        with pytest.raises(ChildLost) as lost:
            child.ask(
                Call("optimize", stand_ins={"clip": Lent()}), 5, lambda it: other.compute(it, 1)
            )
    assert (lost.value.kind, lost.value.killed) == ("violation", False)


def test_a_cell_that_is_larger_than_a_message_is_its_own_fault(sandbox):
    too_large = "#" + "\N{GRINNING FACE}" * (sandbox.limits.message_bytes // 4)
    with sandbox.child() as child, pytest.raises(ChildLost) as lost:
        child.run_cell(too_large, 2)
    assert (lost.value.kind, lost.value.killed) == ("violation", False)


def test_a_spy_tells_how_it_was_called(child):
    child.run_cell("def optimize(x): return clip(x, maxValue=5)", 2)
    spy = Spy(("gradients", "maxValue"), (7,), record=("maxValue",))
    outcome = child.ask(Call("optimize", (1,), stand_ins={"clip": spy}), 2)
    assert (outcome.value, outcome.spied[0].arguments) == (7, {"maxValue": 5})


def test_files_of_a_call_lie_in_the_working_folder(child):
    child.run_cell(
        "import os\nos.chdir('data')\ndef model(): return open('dinos.txt').read()", 2
    )
    assert child.ask(Call("model", files={"dinos.txt": "rex"}), 2).value == "rex"


def test_unseeded_random_numbers_do_not_depend_on_the_order_of_questions(child):
    child.run_cell(
        "import numpy as np, random\ndef f(): return [np.random.rand(), random.random()]", 2
    )
    assert child.ask(Call("f"), 2).value == child.ask(Call("f"), 2).value


def test_a_missing_function_and_a_raising_one_are_outcomes(child):
    child.run_cell("def f(): raise SystemExit('bye')\ndef g(): return 1 / 0", 2)
    assert child.ask(Call("nothing"), 2).failure.kind == "missing"
    assert child.ask(Call("f"), 2).failure.type == "SystemExit"
    assert child.ask(Call("g"), 2).failure == Failure(
        "exception", "ZeroDivisionError", "division by zero", "def g(): return 1 / 0"
    )


def test_a_python_loop_costs_its_call_and_not_the_child(child):
    child.run_cell("def f():\n    while True: pass\ndef g(): return 1", 2)
    assert child.ask(Call("f"), 0.3).failure.kind == "timeout"
    assert child.ask(Call("g"), 2).value == 1


def test_a_loop_in_a_cell_is_reported_as_timeout(child):
    assert child.run_cell("while True: pass", 0.3).type == "Timeout"
    assert child.run_cell("1", 2).ok


def test_sleeping_uses_up_the_wall_time(child):
    start = time.monotonic()
    assert child.run_cell("import time; time.sleep(60)", 0.3).type == "Timeout"
    assert time.monotonic() - start < 20


DEAF = """
import signal
for s in (signal.SIGPROF, signal.SIGALRM, signal.SIGVTALRM, signal.SIGTERM):
    signal.signal(s, signal.SIG_IGN)
while True: pass
"""
SWALLOWING = """
while True:
    try:
        while True: pass
    except BaseException: pass
"""


@pytest.mark.parametrize(
    "source", ["sum(range(10**12))", DEAF], ids=["in C", "ignoring every signal"]
)
def test_a_loop_that_cannot_be_interrupted_loses_the_child_as_timeout(sandbox, source):
    with sandbox.child() as child, pytest.raises(ChildLost, match="timeout"):
        child.run_cell(source, 0.3)


def test_a_loop_that_swallows_every_exception_ends_all_the_same(sandbox):
    with sandbox.child() as child:
        try:
            seen = child.run_cell(SWALLOWING, 0.3).type
        except ChildLost as lost:
            seen = lost.kind
    assert seen.lower() == "timeout"


def test_processor_seconds_are_known_when_a_child_has_ended(sandbox):
    with sandbox.child() as child:
        child.run_cell("import time\nwhile time.process_time() < 0.3: pass", 5)
    assert 0.25 < child.cpu_seconds < 5


def test_too_much_memory_is_an_outcome_of_its_call(child):
    child.run_cell(
        "import numpy as np\ndef f(): return np.ones(2**28 + 2**27)\ndef g(): return 1", 2
    )
    assert child.ask(Call("f"), 2).failure.kind == "memory"
    assert child.run_cell("x = bytearray(3 * 2**30)", 2).type == "MemoryError"
    assert child.ask(Call("g"), 2).value == 1


LOSSES = {
    "ends itself": ("import os; os._exit(0)", "died"),
    "crashes": ("import ctypes; ctypes.string_at(1)", "died"),
    "closes its pipe": ("import os; os.close(4)", "died"),
    "garbage": ("import os; os.write(4, b'garbage' * 100); os._exit(0)", "violation"),
    "giant": ("import os; os.write(4, bytes([255] * 8))", "violation"),
    "cut": ("import os; os.write(4, bytes([200, 0, 0, 0, 1])); os._exit(0)", "violation"),
    "another number": (
        "import os; from dinosaur_grader.inside import wire as m\n"
        "os.write(4, m.encode(m.CellReport(99, True, result_text='100.0')))",
        "violation",
    ),
    "another kind": (
        "import os; from dinosaur_grader.inside import wire as m\n"
        "os.write(4, m.encode(m.Ready(1)))",
        "violation",
    ),
}


@pytest.mark.parametrize(("source", "kind"), LOSSES.values(), ids=LOSSES)
def test_a_child_that_ends_or_writes_on_its_pipe_is_lost(sandbox, source, kind):
    with sandbox.child() as child, pytest.raises(ChildLost) as lost:
        child.run_cell(source, 2)
    assert lost.value.kind == kind


def test_bytes_before_a_question_lose_the_child(sandbox):
    with sandbox.child() as child, pytest.raises(ChildLost) as lost:
        child.run_cell(
            "import os, threading\nthreading.Timer(0.2, lambda: os.write(4, b'early')).start()",
            2,
        )
        assert _has_written(child)
        child.run_cell("1", 2)
    assert lost.value.kind == "violation"


def test_a_child_that_is_killed_in_the_middle_of_an_answer_was_killed(sandbox):
    """An answer of more than a pipe holds waits there, half written, until it is
    read."""
    with sandbox.child() as child:
        _half_answered(child)
        sandbox.server.kill(child.number)
        assert sandbox.server.wait_for(child.number, 60)
        with pytest.raises(ChildLost) as lost:
            child._receive(2, Answered)
    assert (lost.value.kind, lost.value.killed) == ("memory", True)


def test_a_child_whose_server_is_killed_in_the_middle_of_an_answer_is_nobody_s_fault(sandbox):
    with sandbox.child() as child:
        _half_answered(child)
        family = psutil.Process(sandbox.server.process.pid).children(recursive=True)
        sandbox.server.process.kill()
        psutil.wait_procs(family, timeout=60)  # its child ends after it
        with pytest.raises(ChildLost) as lost:
            child._receive(2, Answered)
    assert (lost.value.kind, lost.value.killed) == ("infrastructure", False)


def _half_answered(child):
    child.run_cell("import numpy as np\ndef f(): return np.zeros(40_000)", 2)
    child.asked += 1
    child._send(Ask(child.asked, call_form(Call("f")), 2), 2)
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


def test_an_answer_that_is_no_plain_data_is_a_violation_of_that_call_only(child):
    child.run_cell(
        "from dinosaur_grader.inside import worker, wire as messages, nodes\n"
        "from dinosaur_grader.checks.calls import Outcome\n"
        "evil = nodes.Array('|O8', (1,), bytes(8))\n"
        "kept = worker.outcome_form\n"
        "def lie(outcome, sent):\n"
        "    worker.outcome_form = kept\n"
        "    form = kept(Outcome())\n"
        "    return messages.OutcomeForm(evil, form.arguments, form.unchanged, form.same, '', [], None)\n"
        "def f(): worker.outcome_form = lie\n"
        "def g(): return 1",
        2,
    )
    assert child.ask(Call("f"), 2).failure.kind == "violation"
    assert child.ask(Call("g"), 2).value == 1


def test_an_answer_over_the_cap_is_a_violation_of_that_call_only(sandbox):
    with (
        Sandbox(sandbox.level, Limits(message_bytes=100_000), warmed_up=False) as small,
        small.child() as child,
    ):
        child.run_cell(
            "import numpy as np\ndef f(): return np.ones(20_000)\ndef g(): return 1", 2
        )
        assert child.ask(Call("f"), 2).failure.kind == "violation"
        assert child.ask(Call("g"), 2).value == 1


LIARS = """
import numpy as np
class F(float):
    __hash__ = None
    def __eq__(self, other): return True
class A(np.ndarray): pass
class O:
    def __array__(self, *a, **k): return np.zeros(1)
class D:
    __class__ = dict
def f(): return [F(3), np.zeros(2).view(A), O()]
def g(): return D()
"""


def test_lying_objects_come_back_as_opaque_or_as_their_plain_base(child):
    child.run_cell(LIARS, 2)
    number, array, thing = child.ask(Call("f"), 2).value
    assert (type(number), type(array), thing) == (float, np.ndarray, Opaque("O"))
    liar = child.ask(Call("g"), 2).value
    assert liar is None or isinstance(liar, Opaque)


def test_a_flood_of_output_is_cut(child):
    report = child.run_cell("for _ in range(1000): print('x' * 10_000)", 5)
    assert report.ok
    assert len(report.output) < 70_000


def test_a_flood_of_threads_is_bounded_and_gone_with_the_child(sandbox):
    source = (
        "import threading, time\nmade = 0\nfor _ in range(200):\n"
        "    threading.Thread(target=time.sleep, args=(30,), daemon=True).start(); made += 1"
    )
    with sandbox.child() as child:
        report = child.run_cell(source, 5)
        made = int(child.run_cell("made", 2).result_text)
    assert report.type == "RuntimeError"
    assert made < 64


def test_forks_and_programs_are_refused(child):
    source = (
        "import os\nrefused = 0\nfor _ in range(20):\n    try:\n        if os.fork() == 0: os._exit(0)\n"
        "    except PermissionError: refused += 1\nrefused"
    )
    assert child.run_cell(source, 2).result_text == "20"
    assert (
        child.run_cell("import subprocess; subprocess.run(['true'])", 2).type
        == "PermissionError"
    )
    assert not child.run_cell("!true", 2).ok


def test_deep_recursion_is_an_error_of_its_call(child):
    child.run_cell("def f(n): return f(n + 1)", 2)
    assert child.ask(Call("f", (0,)), 2).failure.type == "RecursionError"


def test_signals_reach_neither_the_server_nor_a_sentinel(sandbox):
    sentinel = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        with sandbox.child() as child:
            source = f"import os\nfor pid in (os.getppid(), {sentinel.pid}): os.kill(pid, 9)"
            assert child.run_cell(source, 2).type in ("PermissionError", "ProcessLookupError")
            assert not child.run_cell(f"import os; os.kill({sentinel.pid}, 9)", 2).ok
        assert sentinel.poll() is None
    finally:
        sentinel.kill()
        sentinel.wait()


def test_neither_answers_nor_the_grader_can_be_found_inside(child):
    for module in ("right_answers", "assignment", "rubric", "probes"):
        assert importlib.util.find_spec(f"dinosaur_grader.assignments.{module}")
        ran = child.run_cell(f"import dinosaur_grader.assignments.{module}", 2)
        assert ran.type == "ModuleNotFoundError"
    ran = child.run_cell("import rubrics.dinosaur_island.observe", 2)
    assert ran.type == "ModuleNotFoundError"
    rubric = locations.rubric("dinosaur_island", None) / locations.RUBRIC
    for path in (os.path.abspath(__file__), str(rubric)):
        assert os.path.isfile(path)
        assert child.run_cell(f"open({path!r})", 2).type in (
            "FileNotFoundError",
            "PermissionError",
        )


def test_answers_that_an_installation_put_among_the_packages_cannot_be_read(child):
    source = (
        "import glob, sys\nfor folder in filter(None, sys.path):\n"
        "    for path in glob.glob(folder + '/dinosaur_grader/_kit/source/**/*.*', recursive=True):\n"
        "        print(open(path).read())"
    )
    assert child.run_cell(source, 5).output == ""


def test_nothing_of_the_graders_environment_is_inside(monkeypatch, sandbox):
    monkeypatch.setenv("DINOSAUR_SECRET", "course seed")
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as fresh, fresh.child() as child:
        report = child.run_cell("import os, sys\nsorted(os.environ), sys.argv", 2)
    assert (
        report.result_text == "(['HOME', 'MPLBACKEND', 'MPLCONFIGDIR', 'TMPDIR'], ['notebook'])"
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
import sys, time
from dinosaur_grader.sandbox.sandbox import Sandbox
with Sandbox({level!r}, warmed_up=False) as sandbox, sandbox.child() as child:
    print("up", flush=True)
    child.run_cell("while True:\\n    try:\\n        while True: pass\\n    except BaseException: pass", 25)
"""


def test_no_process_is_left_when_the_grader_is_killed(sandbox):
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER.format(level=sandbox.level)], stdout=subprocess.PIPE
    )
    assert grader.stdout.readline() == b"up\n"
    family = psutil.Process(grader.pid).children(recursive=True)
    assert len(family) >= 2
    grader.kill()
    grader.wait()
    grader.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=20)  # before its time is up
    assert alive == []


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


def test_the_number_of_a_refusal_comes_back_with_an_outcome(child):
    child.run_cell("import os\ndef f(): os.nice(1)", 2)
    assert child.ask(Call("f"), 2).failure.errno == 1


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
came = []
for change in (lambda: os.listdir(home), lambda: open(home + "/own").read(), lambda: open(home + "/own", "w"),
               lambda: open(home + "/new", "w"), lambda: os.remove(home + "/own"), lambda: os.mkdir(home + "/f"),
               lambda: os.rename("mine", home + "/mine"), lambda: os.truncate(home + "/own", 0)):
    try:
        change()
    except OSError:
        continue
    came.append(1)
came
"""


def test_a_child_neither_reads_nor_changes_the_folder_of_one_that_runs_beside_it(sandbox):
    """As the child that lends does."""
    with sandbox.child() as first, sandbox.child() as second:
        home = first.run_cell("import os\nopen('own', 'w').write('a')\nos.getcwd()", 2)
        second.run_cell(f"home = {home.result_text}\nopen('mine', 'w').close()", 2)
        assert second.run_cell(NEIGHBOUR, 2).result_text == "[]"
        assert first.run_cell("os.listdir('.').count('own'), open('own').read()", 2).ok


def test_children_without_threads_share_a_server(sandbox):
    with sandbox.child() as first:
        first.run_cell("1", 2)
        server = sandbox.server
    with sandbox.child() as second:
        second.run_cell("1", 2)
    assert sandbox.server is server


EMPTY = """
import os
for number in range({}): os.close(os.open("x" * 230 + str(number), os.O_CREAT | os.O_WRONLY))
"""


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_a_child_that_makes_files_without_end_is_ended_for_it(sandbox):
    """Empty ones are not in the bytes of its disk, but in the kernel's memory."""
    with sandbox.child() as child, pytest.raises(ChildLost, match="files") as lost:
        child.run_cell(EMPTY.format(10**7), 5)
    assert (lost.value.kind, lost.value.killed) == ("died", False)


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)  # elsewhere none are counted
def test_a_child_may_make_some_thousand_files(child):
    assert child.run_cell(EMPTY.format(5000), 5).ok


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_the_next_childs_files_do_not_tell_how_many_the_last_one_made(sandbox):
    many = "import os\nfor _ in range(3000):\n    open('a', 'w').close(); os.remove('a')"
    number = "import os\nopen('a', 'w').close(); os.stat('a').st_ino"
    with sandbox.child() as first:
        assert first.run_cell(many, 5).ok
    with sandbox.child() as second:
        assert int(second.run_cell(number, 2).result_text) < 100
