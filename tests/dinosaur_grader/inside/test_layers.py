"""What a child has given up, and how a layer that can't be put on is named."""

import os
import subprocess
import sys

import pytest

from dinosaur_grader.sandbox import syscall_filter
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.sandboxes import opened
from tests.waiting import HANGS

pytestmark = pytest.mark.isolation
LEVELS = ("strict", "process")


def test_a_missing_libseccomp_is_named_with_its_package(monkeypatch):
    def no_library():
        raise RuntimeError("Unable to find libseccomp")

    monkeypatch.setattr(syscall_filter, "_compiled", [])
    monkeypatch.setattr(syscall_filter, "_rules", no_library)
    said = r"seccomp: Unable to find libseccomp.*apt-get install libseccomp2"
    with pytest.raises(IsolationUnavailable, match=said):
        Sandbox("process").__enter__()
    monkeypatch.undo()
    assert syscall_filter.program()


def test_a_child_that_dies_before_its_first_words_is_a_level_that_cannot_be_had(monkeypatch):
    monkeypatch.setattr(syscall_filter, "program", lambda: bytes(7))  # no whole instruction
    with pytest.raises(IsolationUnavailable, match="seccomp"):
        Sandbox("process").__enter__()


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox at each level that this machine can have."""
    with opened(request.param, warmed_up=False) as it:
        yield it


WHO = "import os\n{*os.getresuid(), *os.getresgid(), *os.getgroups()}"


@pytest.mark.skipif(os.getuid() != 0, reason="only root has something to give up")
def test_root_is_given_up(sandbox):
    with sandbox.child() as child:
        assert child.run_cell(WHO, 2).result_text == "{65534}"


def test_a_child_cannot_outlive_its_server_by_asking_the_kernel(sandbox):
    with sandbox.child() as child:
        outlive = child.run_cell("import ctypes\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)", 2)
    assert outlive.result_text == "-1"


COUNTED = """
import ctypes, threading, time
from dinosaur_grader.inside import layers
before = layers.has_threads()
{}
print(before, layers.has_threads())
"""
STARTS = {
    "none": (
        "threading.Thread(target=int).start()\nwhile layers.has_threads(): time.sleep(0.02)",
        "False False",
    ),
    "Python's": (
        "threading.Thread(target=time.sleep, args=(900,), daemon=True).start()",
        "False True",
    ),
    "the library's own": (
        "clock = ctypes.CDLL(None); made = ctypes.c_ulong(); "
        "clock.pthread_create(ctypes.byref(made), None, clock.sleep, ctypes.c_void_p(900))",
        "False True",
    ),
}


@pytest.mark.parametrize("start", STARTS)
def test_a_thread_is_known_of_also_where_python_did_not_start_it(start):
    code, said = STARTS[start]
    own = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    words = [sys.executable, "-c", COUNTED.format(code)]
    done = subprocess.run(
        words, env=own, capture_output=True, text=True, check=True, timeout=HANGS
    )
    assert done.stdout.strip() == said
