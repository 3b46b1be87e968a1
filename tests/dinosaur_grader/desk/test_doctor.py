"""`dinosaur-grader doctor` is run where something is missing, so it says what, at each
level, and goes on."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from dinosaur_grader.desk import doctor
from dinosaur_grader.sandbox import syscall_filter
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from dinosaur_grader.sandbox.self_test import Layer
from tests.conftest import ROOT


@pytest.fixture
def path_without(tmp_path):
    """A function: a PATH with the system's programs but the named ones."""

    def made(*names: str) -> str:
        for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
            for program in Path(folder).iterdir():
                link = tmp_path / program.name
                if program.name not in names and not link.is_symlink():
                    link.symlink_to(program)
        return str(tmp_path)

    return made


def run(path: str, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-P", "-m", "dinosaur_grader", "doctor", *arguments]
    env = {**os.environ, "PATH": path}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )


def test_a_missing_bubblewrap_is_named_and_the_other_levels_are_looked_at(path_without):
    done = run(path_without("bwrap"))
    assert (done.returncode, done.stderr) == (1, "")
    assert "bubblewrap: not found" in done.stdout
    missing = "  NO  bubblewrap: the program bwrap is not there. Install it:"
    assert f"strict: is not available here\n{missing}" in done.stdout
    assert "\nprocess: " in done.stdout
    assert "\nnone: is available" in done.stdout


@pytest.mark.skipif(os.getuid() != 0, reason="only root has something to give up by setpriv")
def test_a_missing_setpriv_is_named_at_both_levels(path_without):
    done = run(path_without("setpriv"), "process")
    assert done.returncode == 1
    missing = "  NO  setpriv: the program is not there. Install util-linux."
    assert f"process: is not available here\n{missing}" in done.stdout


def test_what_a_report_of_a_fault_should_name_is_told():
    found = dict(doctor.machine())
    assert platform.python_version() in found["Python"]
    assert platform.release() in found["kernel"]
    assert "numpy 2." in found["packages"] or "numpy 1." in found["packages"]
    assert {"bubblewrap", "libseccomp", "Landlock", "user", "system"} <= found.keys()


def test_a_missing_libseccomp_stops_nothing(monkeypatch, capsys):
    def gone():
        raise syscall_filter.FilterUnavailable("Unable to find libseccomp")

    monkeypatch.setattr(syscall_filter, "version", gone)
    monkeypatch.setattr(syscall_filter, "program", gone)
    assert doctor.command("process") == 1
    said = capsys.readouterr().out
    assert "libseccomp: not found (Unable to find libseccomp)" in said
    assert "NO  seccomp: Unable to find libseccomp. Install it: `make system` as root" in said


@pytest.mark.parametrize(("wanted", "code"), [("none", 0), ("strict", 1)])
def test_the_exit_code_is_that_of_the_level_that_was_asked_for(monkeypatch, wanted, code):
    def looked(level):
        if level == "strict":
            raise IsolationUnavailable("strict", "bubblewrap", "not there", "Get it.")
        return [Layer("a process of its own", True, "")]

    monkeypatch.setattr(doctor, "prove", looked)
    assert doctor.command(wanted) == code


def test_a_layer_that_fails_is_shown_with_what_was_seen_and_the_mend(monkeypatch, capsys):
    layers = [
        Layer("no fork", False, "the try was not refused", "A fix."),
        Layer("memory", True, ""),
    ]
    monkeypatch.setattr(doctor, "prove", lambda level: layers)
    assert doctor.command("process") == 1
    failed = "  NO  no fork: the try was not refused. A fix.\n"
    assert f"process: is not available here\n{failed}" in capsys.readouterr().out
