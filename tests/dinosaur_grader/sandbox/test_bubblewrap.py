"""A clone under root's home: the sandbox's user can reach it, by a view of its own, and
nothing outlives the grader."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from dinosaur_grader.sandbox import bubblewrap, kit_folder
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from tests.dinosaur_grader.sandboxes import opened, opened_child
from tests.waiting import HANGS

pytestmark = [
    pytest.mark.isolation,
    pytest.mark.skipif(
        os.getuid() != 0,
        reason="only root has folders that root alone can reach and opens them",
    ),
]
LEVELS = ("strict", "process")
# A grader whose kit lies where only root can look: started, and left to the test.
GRADER = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[2]
from dinosaur_grader.sandbox.sandbox import Sandbox
with Sandbox(sys.argv[1], warmed_up=False) as sandbox, sandbox.child():
    print(sandbox.server.process.pid, flush=True)
    time.sleep(3600)
"""


@pytest.fixture
def closed():
    """A folder that only root can reach, with a folder of temporary files in it."""
    folder = Path(tempfile.mkdtemp(prefix="closed-"))
    (folder / "tmp").mkdir()
    yield folder / "tmp"
    shutil.rmtree(folder)


@pytest.fixture(params=LEVELS)
def grader(request, closed):
    """A grader at each level that this machine can have, and the processes of its
    sandbox."""
    with opened(request.param, warmed_up=False):
        pass
    command = [sys.executable, "-c", GRADER, request.param, str(closed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        server = psutil.Process(int(process.stdout.readline()))
        yield process, server, [server, *server.children(recursive=True)]
        process.kill()


@pytest.mark.parametrize("killed", ["grader", "the process that it started"])
def test_the_sandbox_ends_with_its_grader_and_with_the_process_that_it_started(grader, killed):
    process, server, family = grader
    (process if killed == "grader" else server).kill()
    # the server itself waits for its grader to take note
    _, alive = psutil.wait_procs(family[killed != "grader" :], timeout=HANGS)
    assert len(family) >= 2
    assert alive == []


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_needed_of_a_closed_folder_is_seen_and_nothing_else(level, closed, monkeypatch):
    (closed.parent / "secret").write_text("not for a child")
    monkeypatch.setattr(tempfile, "tempdir", str(closed))
    kit_folder.kit.cache_clear()
    names = "import utils\nlen(open('data/dinos.txt').read()) > 1000"
    try:
        with opened_child(level, warmed_up=False) as child:
            assert child.run_cell(names, 5).result_text == "True"
            seen = child.run_cell(f"open({str(closed.parent / 'secret')!r})", 5)
    finally:
        kit_folder.kit.cache_clear()
    assert seen.type in ("FileNotFoundError", "PermissionError")
    # only the sandbox's view was another one
    assert (closed.parent / "secret").read_text() == "not for a child"


def test_open_folders_need_no_view_of_their_own():
    assert bubblewrap.laid_open("strict", ["/usr", "/usr/bin"]) == []


def test_a_path_that_its_own_mode_closes_is_named_with_the_mend(closed):
    with pytest.raises(
        IsolationUnavailable, match=r"can't read .*closed-.*Its mode closes it: `chmod -R a\+rX"
    ):
        bubblewrap.laid_open("process", [str(closed.parent)])
