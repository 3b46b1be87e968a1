"""A run that is interrupted says what ran, and nothing of it goes on."""

import os
import signal
import subprocess
import sys
from functools import partial

import psutil
import pytest

from tests.conftest import ROOT
from tests.waiting import HANGS, until

CONFTEST = """
from tests.interruption import Interruption

def pytest_configure(config):
    config.pluginmanager.register(Interruption())
"""
TESTS = """
import pathlib, subprocess, sys

def test_before(): pass

def test_long():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    note = pathlib.Path(__file__).with_name("note")
    note.write_text(str(process.pid))
    note.rename(note.with_name("left"))
    process.wait()
"""
IGNORED = partial(signal.signal, signal.SIGINT, signal.SIG_IGN)  # by a shell for its `&`
PLUGINS = {"one process": (), "two": ("-p", "xdist.plugin", "-n", "1")}


@pytest.mark.slow
@pytest.mark.parametrize("more", PLUGINS.values(), ids=PLUGINS)
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=lambda by: by.name)
def test_a_run_in_the_background_can_be_interrupted(tmp_path, more, by):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(TESTS)
    own = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *more]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=IGNORED,
    ) as run:
        until((tmp_path / "left").exists)
        family = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(by)
        said, _ = run.communicate(timeout=HANGS)

    assert run.returncode == pytest.ExitCode.INTERRUPTED, said
    assert "1 passed" in said.splitlines()[-1]
    assert int((tmp_path / "left").read_text()) in [each.pid for each in family]
    assert psutil.wait_procs(family, timeout=HANGS)[1] == []
