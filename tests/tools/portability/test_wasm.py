"""WebAssembly as a setting: what it lacks is named, and what comes of it is compared
like any other."""

import shutil
import subprocess

import pytest

from tests.browser.pyodide_folder import NoWheels, pyodide_folder
from tools.portability import wasm
from tools.portability.compare import ROOT, Setting, differences, run, snapshot

node = pytest.mark.skipif(
    shutil.which("node") is None, reason="there is no node: `make system` installs it"
)


@pytest.fixture(scope="module")
def pyodide():
    try:
        return pyodide_folder()
    except NoWheels as error:
        pytest.skip(f"Pyodide's wheels can't be fetched here: {error}")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """What the children read."""
    return snapshot(tmp_path_factory.mktemp("portability") / "copy")


def test_without_node_the_setting_is_named_with_what_it_lacks(monkeypatch, tmp_path):
    monkeypatch.setattr(wasm.shutil, "which", lambda _: None)

    seen = wasm.run(tmp_path, [], ROOT)

    assert (seen.setting.name, seen.broken) == ("WebAssembly", False)
    assert seen.reason == "node is not on this machine"


@node
def test_without_a_folder_the_option_is_named(tmp_path):
    assert "--pyodide FOLDER" in wasm.run(None, [], ROOT).reason
    assert "holds no pyodide-lock.json" in wasm.run(tmp_path, [], ROOT).reason


@node
def test_a_child_that_breaks_there_is_a_failure_with_its_last_word(monkeypatch, tmp_path):
    (tmp_path / "pyodide-lock.json").write_text("{}")
    broken = subprocess.CompletedProcess([], 1, "", "Trace\nTypeError: no")
    monkeypatch.setattr(wasm.subprocess, "run", lambda *_, **__: broken)

    seen = wasm.run(tmp_path, [], ROOT)

    assert (seen.broken, seen.reason) == (True, "node ended with code 1: TypeError: no")


@node
@pytest.mark.slow
def test_the_training_logs_in_webassembly_are_the_native_ones(pyodide, copy):
    there = wasm.run(pyodide, ["--no-gallery"], copy)
    here = run(Setting("as it is"), ["--no-gallery"], copy)

    assert there.reason == here.reason == ""
    assert "Iteration: 12000, Loss:" in there.report["logs"]["kit"]
    assert differences(here.report, there.report) == []
