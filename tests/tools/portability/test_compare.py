"""The command that compares settings, with children and reports that are made up."""

import json
import subprocess
from types import SimpleNamespace

import pytest

from tools.portability import compare
from tools.portability.child import kernel
from tools.portability.compare import ROOT, Setting, SettingResult, differences, judge, run

REPORT = {
    "python": "3.11",
    "numpy": "2.4",
    "kernel": "Haswell",
    "logs": {"kit": "a\nb\n"},
    "verdicts": {"clip/right/x": [["clip.a", 8], ["clip.b", 12]]},
}
OTHER = REPORT | {"logs": {"kit": "a\nc\n"}}


@pytest.fixture
def child(monkeypatch):
    """The child process replaced: what it should end with, and the report that it
    writes."""
    wanted = SimpleNamespace(code=0, report=REPORT, kernels=[])

    def ends(command, cwd, env, **_):
        wanted.kernels.append(env.get(compare.VARIABLE))
        if wanted.code == 0:
            with open(command[command.index("--out") + 1], "w", encoding="utf-8") as file:
                json.dump(wanted.report, file)
        return subprocess.CompletedProcess(command, wanted.code, "", "Trace\nValueError: no")

    monkeypatch.setattr(compare.subprocess, "run", ends)
    return wanted


@pytest.mark.parametrize(
    ("what", "sentences"),
    [
        ({}, []),
        ({"logs": {"kit": "a\nc\n"}}, ["the log of the corpus kit: 'c' where 'b' stood"]),
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


def test_the_kernel_is_asked_for_by_the_environment_and_one_not_loaded_is_no_failure(
    child, monkeypatch
):
    assert kernel() not in ("", "unknown")
    monkeypatch.setenv(compare.VARIABLE, "Nehalem")
    assert run(Setting("as it is"), [], ROOT).report == REPORT
    seen = run(Setting("kernel SkylakeX", kernel="SkylakeX"), [], ROOT)

    assert child.kernels == [None, "SkylakeX"]
    why = "this machine can't run the kernel SkylakeX: Haswell was loaded in its place"
    assert (seen.reason, seen.broken) == (why, False)


@pytest.mark.parametrize(
    ("code", "broken"), [*((code, False) for code in compare.KERNEL_DIED), (1, True)]
)
def test_a_child_that_fails_is_a_failure_unless_its_kernel_killed_it(child, code, broken):
    child.code = code
    assert run(Setting("kernel SkylakeX", kernel="SkylakeX"), [], ROOT).broken is broken


@pytest.mark.parametrize(
    ("first", "other", "code"),
    [
        (REPORT, SettingResult(Setting("two"), REPORT), 0),
        (REPORT, SettingResult(Setting("two"), reason="can't be run here"), 0),
        (REPORT, SettingResult(Setting("two"), reason="ended", broken=True), 1),
        (REPORT, SettingResult(Setting("two"), OTHER), 1),
        (None, SettingResult(Setting("two"), reason="can't be run here"), 1),
    ],
)
def test_the_exit_code_says_whether_all_that_ran_agrees_and_something_did(first, other, code):
    assert judge([SettingResult(Setting("one"), first), other]) == code
