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
import tempfile
import termios
import time
from pathlib import Path

import psutil
import pytest

from dinosaur_grader.checks.calls import Call, Lent, Outcome
from dinosaur_grader.inside.wire import Answered, Ask, LentResult, call_form
from dinosaur_grader.sandbox import server
from dinosaur_grader.sandbox.kit_folder import UNPRIVILEGED
from dinosaur_grader.sandbox.sandbox import ChildLost, IsolationUnavailable, Sandbox
from tests.dinosaur_grader.sandboxes import QUICK, opened_child
from tests.waiting import HANGS, until

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


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
    assert server.wait_for(child.number, HANGS)


def _kill_server(server, child):
    family = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    psutil.wait_procs(family, timeout=HANGS)  # its child ends after it


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
    child.run_cell("import numpy as np\ndef f(): return np.zeros(200_000)", 2)
    child.asked += 1
    child.send(Ask(child.asked, call_form(Call("f")), 2), 2)
    assert _has_written(child)
    full = fcntl.fcntl(child.line.into, fcntl.F_GETPIPE_SZ)
    until(lambda: _waiting(child) >= full)


def _waiting(child):
    """How many bytes lie in the pipe."""
    return struct.unpack("i", fcntl.ioctl(child.line.into, termios.FIONREAD, bytes(4)))[0]


def _has_written(child):
    """Whether there is something to read from the child, waited for."""
    return select.select([child.line.into], [], [], HANGS)[0] != []


def test_nothing_of_the_graders_environment_is_inside(monkeypatch, sandbox):
    monkeypatch.setenv("DINOSAUR_SECRET", "course seed")
    names = ["HOME", "MPLBACKEND", "MPLCONFIGDIR", "TMPDIR"]
    with Sandbox(sandbox.level, QUICK, warmed_up=False) as fresh, fresh.child() as child:
        assert said(child, "import os, sys\nsorted(os.environ), sys.argv") == str(
            (names, ["notebook"])
        )


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


@pytest.fixture
def refused(monkeypatch):
    """A bubblewrap that says what the real one does where Ubuntu's AppArmor restricts it."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "bwrap"
        program.write_text("#!/bin/sh\necho 'bwrap: loopback: Failed' >&2\nexit 1\n")
        for path in (program, program.parent):  # root's sandbox is another user
            path.chmod(0o755)
        there = shutil.which
        monkeypatch.setattr(
            shutil, "which", lambda name: str(program) if name == "bwrap" else there(name)
        )
        yield


@pytest.mark.parametrize(
    ("setting", "fix"),
    [("1\n", "AppArmor forbids it.*make system.*apparmor-profiles"), ("0\n", "container")],
)
def test_where_apparmor_restricts_bubblewrap_its_profile_is_named(
    refused, monkeypatch, tmp_path, setting, fix
):
    (tmp_path / "setting").write_text(setting)
    monkeypatch.setattr(server, "RESTRICTED", tmp_path / "setting")
    with pytest.raises(IsolationUnavailable, match=f"bwrap: loopback: Failed.*{fix}"):
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


@pytest.fixture
def busy_user():
    """Seventy tasks of the user as whom children run; a child may have 64."""
    user = UNPRIVILEGED if os.getuid() == 0 else None
    others = [subprocess.Popen(["sleep", "60"], user=user) for _ in range(70)]
    yield
    for other in others:
        other.kill()
        other.wait()


@pytest.mark.parametrize("level", ["strict", "process"])
def test_a_notebook_has_its_threads_whatever_else_its_user_runs(level, busy_user):
    eight = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "list(ThreadPoolExecutor(8).map(abs, range(-9, 0)))[0]"
    )
    with opened_child(level, warmed_up=False) as child:
        assert said(child, eight) == "9"
