"""The command that compares settings, with children and reports that are made up."""

import subprocess
from types import SimpleNamespace

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks import published
from dinosaur_grader.checks.asking import ask
from dinosaur_grader.workshop import gallery
from tests.dinosaurs import FUNCTIONS, RUBRIC, probes
from tools.portability import compare
from tools.portability.child import kernel, known
from tools.portability.compare import ROOT, Setting, SettingResult, differences, judge, run

REPORT = {
    "python": "3.11",
    "numpy": "2.4",
    "kernel": "Haswell",
    "logs": {"kit": "a\nb\n"},
    "verdicts": {"clip/right/x": [["clip.a", 8], ["clip.b", 12]]},
}


@pytest.fixture
def child(monkeypatch):
    """The child process replaced: what it should end with, and the report that it
    writes."""
    wanted = SimpleNamespace(code=0, report=REPORT, environments=[])

    def ends(command, cwd, env, **_):
        wanted.environments.append(env)
        out = command[command.index("--out") + 1]
        if wanted.code == 0:
            with open(out, "w", encoding="utf-8") as file:
                file.write(compare.json.dumps(wanted.report))
        said = "Trace\nValueError: no names"
        return subprocess.CompletedProcess(command, wanted.code, "", said)

    monkeypatch.setattr(compare.subprocess, "run", ends)
    return wanted


@pytest.mark.parametrize(
    ("what", "sentences"),
    [
        ({}, []),
        (
            {"logs": {"kit": "a\nc\n"}},
            ["the log of the corpus kit: 'c' where 'b' stood"],
        ),
        ({"logs": {"kit": "a\n"}}, ["the log of the corpus kit: '(end)' where 'b' stood"]),
        (
            {"verdicts": {"clip/right/x": [["clip.a", 8], ["clip.b", 0]]}},
            ["the verdicts on clip/right/x: ['clip.b', 0] where ['clip.b', 12] stood"],
        ),
        ({"verdicts": {}}, ["the verdicts on clip/right/x: nothing where ['clip.a', 8] stood"]),
    ],
)
def test_what_differs_first_is_shown(what, sentences):
    assert differences(REPORT, REPORT | what) == sentences


def test_the_children_see_a_copy_that_no_edit_reaches(tmp_path):
    copy = compare.snapshot(tmp_path / "copy")
    names = [folder / "data" / "dinos.txt" for folder in (copy, ROOT)]
    assert names[0].read_bytes() == names[1].read_bytes()
    assert (copy / "tools" / "portability" / "child.py").is_file()
    assert not list(copy.rglob("__pycache__"))


def test_a_child_that_has_only_the_copy_knows_questions_answers_and_gallery(tmp_path):
    rubric, special = known(compare.snapshot(tmp_path / "copy") / "asked")
    own = gallery.answers(rubric)
    assert rubric.functions == FUNCTIONS
    assert [answer.text for answer in own] == [a.text for a in gallery.answers(RUBRIC)]
    asked = published.read(rubric.questions, special).probes
    every = probes(PRACTICE_SEED)
    mine, theirs = (
        [(p.id, p.cell, p.points, p.public, p.gate, [f.name for f in p.faults]) for p in each]
        for each in (asked, every)
    )
    assert mine == theirs
    right = rubric.answers.namespace_of(*rubric.answers.texts.values())
    verdicts = ask(asked, right, rubric.answers.functions)
    assert all(verdict.passed for verdict in verdicts)


def test_the_kernel_is_asked_for_by_the_environment_and_only_then(child, monkeypatch):
    monkeypatch.setenv(compare.VARIABLE, "Nehalem")
    run(Setting("as it is"), [], ROOT)
    run(Setting("kernel Haswell", kernel="Haswell"), [], ROOT)
    kernels = [environment.get(compare.VARIABLE) for environment in child.environments]
    assert kernels == [None, "Haswell"]


def test_a_kernel_that_was_not_loaded_is_named_and_is_no_failure(child):
    seen = run(Setting("kernel SkylakeX", kernel="SkylakeX"), [], ROOT)
    why = "this machine can't run the kernel SkylakeX: Haswell was loaded in its place"
    assert (seen.reason, seen.broken) == (why, False)


def test_katmai_is_prescott(child):
    child.report = REPORT | {"kernel": "Katmai"}
    assert run(Setting("kernel Prescott", kernel="Prescott"), [], ROOT).report == child.report


@pytest.mark.parametrize("code", compare.KERNEL_DIED)
def test_a_kernel_that_kills_its_child_is_named_and_is_no_failure(child, code):
    child.code = code
    seen = run(Setting("kernel SkylakeX", kernel="SkylakeX"), [], ROOT)
    assert "can't run the kernel SkylakeX" in seen.reason
    assert not seen.broken


def test_a_child_that_fails_is_a_failure_with_its_last_word(child):
    child.code = 1
    seen = run(Setting("as it is"), [], ROOT)
    assert seen.broken
    assert seen.reason.endswith("ValueError: no names")


def test_a_python_that_is_not_there_is_named():
    seen = compare.make_environment("python2.99", "numpy", None)
    assert (seen.reason, seen.broken) == ("python2.99 is not on this machine", False)


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ([SettingResult(Setting("two"), REPORT)], 0),
        ([SettingResult(Setting("two"), reason="can't be run here")], 0),
        ([SettingResult(Setting("two"), reason="ended", broken=True)], 1),
        ([SettingResult(Setting("two"), REPORT | {"logs": {"kit": "a\nc\n"}})], 1),
    ],
)
def test_the_exit_code_says_whether_all_that_ran_agrees(others, code):
    assert judge([SettingResult(Setting("one"), REPORT), *others]) == code


def test_nothing_that_ran_shows_nothing():
    assert judge([SettingResult(Setting("one"), reason="can't be run here")]) == 1


def test_the_kernel_in_use_has_a_name():
    assert kernel() not in ("", "unknown")
