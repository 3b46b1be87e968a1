"""`dinosaur-grader doctor` is run where something is missing, so it says what, at each
level, and goes on."""

import json

import pytest

from dinosaur_grader.desk import doctor
from dinosaur_grader.sandbox import syscall_filter
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from dinosaur_grader.sandbox.self_test import Layer
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade


def test_a_missing_libseccomp_stops_nothing(monkeypatch, capsys):
    def gone():
        raise syscall_filter.FilterUnavailable("Unable to find libseccomp")

    monkeypatch.setattr(syscall_filter, "version", gone)
    monkeypatch.setattr(syscall_filter, "program", gone)
    assert doctor.command("process") == 1
    said = capsys.readouterr().out
    assert "libseccomp: not found (Unable to find libseccomp)" in said
    assert "NO  seccomp: Unable to find libseccomp. Install it: `make system` as root" in said


@pytest.mark.parametrize(("wanted", "code"), [("none", 0), ("process", 1), ("strict", 1)])
def test_what_fails_is_shown_with_the_mend_and_the_exit_code_is_of_the_level_asked_for(
    monkeypatch, capsys, wanted, code
):
    def looked(level):
        if level == "strict":
            raise IsolationUnavailable("strict", "bubblewrap", "not there", "Get it.")
        failing = Layer("no fork", level == "none", "the try was not refused", "A fix.")
        return [failing, Layer("memory", True, "")]

    monkeypatch.setattr(doctor, "prove", looked)
    assert doctor.command(wanted) == code
    if wanted == "process":
        failed = "  NO  no fork: the try was not refused. A fix.\n"
        assert f"process: is not available here\n{failed}" in capsys.readouterr().out


@pytest.fixture
def looked(monkeypatch):
    """A machine where one of two layers holds, at each level."""
    layers = [Layer("memory", True, "seen"), Layer("no fork", False, "not refused", "A fix.")]
    monkeypatch.setattr(doctor, "prove", lambda level: layers)


def test_as_json_it_is_one_object_with_every_layer(looked, capsys):
    assert upgrade.run("doctor", "process", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {"name": "Landlock", "found": doctor.landlock_version()} in found["machine"]
    assert found["requires"] == []
    ((level, seen),) = found["levels"].items()
    assert (level, seen["holds"]) == ("process", False)
    failed = {"name": "no fork", "holds": False, "why": "not refused", "fix": "A fix."}
    assert seen["layers"][1] == failed


def test_check_says_the_same_of_its_level_and_goes_no_further_where_it_fails(looked, capsys):
    assert upgrade.run("doctor", "process") == 1
    shown = capsys.readouterr().out.partition("process:")[2]
    assert upgrade.run("check", "--isolation", "process", "--assignment", upgrade.NAME) == 2
    said = capsys.readouterr()
    assert said.out.partition("process:")[2] == shown != ""
    assert "isolation 'process' is not available here: no fork: not refused" in said.err


def test_what_an_assignment_requires_is_shown_with_how_to_get_it(tmp_path):
    course = toy.make(tmp_path)
    assert list(doctor.required(course)) == []
    lesson = course / "source" / "toy.py"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("files =", 'requires = ["numpy", "no_such"]\nfiles ='))
    ((name, said),) = doctor.required(course)
    assert name == "requires" and said.startswith("toy: numpy, no_such (no_such not installed")
    assert "`python -m pip install no_such`" in said
    lesson.write_text(text.replace("files =", "colour = 1\nfiles ="))
    assert list(doctor.required(course)) == []
