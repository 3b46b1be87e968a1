"""One hand-in alone: the batch's marks, from what is kept and from nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest

from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.batch import canary, grade_class, proved, single
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.desk.platforms import one
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging import grading as judging
from dinosaur_grader.sandbox import self_test
from dinosaur_grader.sandbox.sandbox import ChildLost, IsolationUnavailable
from dinosaur_grader.store import database
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaurs import ASSIGNMENT, NAME, gallery_answer, source

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]
RIGHT = {function: source(function) for function in ASSIGNMENT.solutions.values()}
LIES = RIGHT["clip"] + "\nimport os\nos.write(4, b'\\xff' * 10000)\n"
HANDED_IN = {
    "all-right": RIGHT,
    "blank": {},
    "one-limit": RIGHT | {"clip": gallery_answer("clip", "upper_only")},
    "lies": RIGHT | {"clip": LIES},
    "ends-itself": RIGHT | {"optimize": "import os\nos._exit(0)"},
}
BAD_FILES = {"half": b'{"cells": ['}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course's folder with the hand-ins, its seed, and a place of its own for what is
    kept."""
    home = tmp_path_factory.mktemp("course")
    blank = json.loads(ASSIGNMENT.blank_path.read_text(encoding="utf-8"))
    texts = {s: json.dumps(filled(blank, cells)).encode() for s, cells in HANDED_IN.items()}
    for student, data in (texts | BAD_FILES).items():
        folder = home / "submitted" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(data)
    seeds.create(home / "course.seed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(locations.KEPT, str(home / "kept"))
        yield home


@pytest.fixture(scope="module")
def batch(course):
    """Results of the class, as `grade` gives them, by student."""
    folders = (course / "submitted", course / "out", course / "course.seed")
    opened = open_course(*folders, assignment=NAME)
    graded = grade_class.grade(opened, RunSettings(workers=2))
    with database.reading(graded.url) as connection:
        return dict(graded.counted(connection))


def asked(course, student, **changes):
    given = single.SingleRequest(
        course / "submitted" / student / NAME / f"{NAME}.ipynb",
        NAME,
        seed=course / "course.seed",
        student=student,
    )
    return msgspec.structs.replace(given, **changes)


def test_the_result_is_the_batchs_bit_for_bit(course, batch):
    for student in (*HANDED_IN, *BAD_FILES):
        alone, there = single.grade(asked(course, student)).result, batch[student]
        assert (alone.marks, alone.notes) == (there.marks, there.notes), student
        assert (alone.state, alone.key) == (there.state, there.key), student


NEVER = (
    *("nbgrader", "pandas", "nbformat", "nbconvert", "sqlalchemy", "traitlets", "IPython"),
    *("matplotlib", "typer", "rich", "click", "concurrent.futures", "multiprocessing", "zmq"),
    *("jsonschema", "pyseccomp", "utils.lesson", "utils.plots"),
    *(
        f"dinosaur_grader.{name}"
        for name in ("sandbox.self_test", "batch.canary", "batch.grade_class")
    ),
    *("dinosaur_grader.assignments.probes", "jinja2", "dinosaur_grader.records"),
)


def test_in_a_process_of_its_own_it_gives_the_same_and_loads_only_what_it_needs(course, batch):
    given = asked(course, "one-limit")
    single.grade(given)  # what is proved of layers and checks is kept
    listed = "import sys; from dinosaur_grader import cli\ntry: cli.main(sys.argv[1:])\n"
    listed += "except SystemExit: print('\\n'.join(sys.modules), file=sys.stderr)"
    words = ["one", given.notebook, "--seed", given.seed, "--student", given.student]
    ran = subprocess.run([sys.executable, "-c", listed, *words], capture_output=True, text=True)
    marks = [(each["cell"], each["score"]) for each in json.loads(ran.stdout)["cells"]]
    assert marks == [(each.cell, each.score) for each in batch["one-limit"].marks]
    loaded = set(ran.stderr.split())
    assert "numpy" in loaded
    assert sorted(loaded & set(NEVER)) == []


@pytest.fixture
def tried(monkeypatch):
    """What was tried: `layers`, `canary`."""
    seen, run = [], canary.run_canary
    monkeypatch.setattr(self_test, "demand", lambda _: seen.append("layers"))
    # in earnest: it opens the sandbox that the rest needs
    monkeypatch.setattr(canary, "run_canary", lambda *a: seen.append("canary") or run(*a))
    return seen


def forget(course):
    for file in (course / "kept").glob("*.ready"):
        file.unlink()


def test_layers_and_canary_are_tried_once(course, tried):
    forget(course)
    single.grade(asked(course, "blank"))
    assert sorted(tried) == ["canary", "layers"]
    single.grade(asked(course, "blank"))
    assert len(tried) == 2


@pytest.mark.parametrize(("what", "other"), [("BOOT", __file__), ("RIGHTS", ())])
def test_what_is_kept_is_not_believed_in_another_boot_or_with_other_rights(
    course, tried, monkeypatch, what, other
):
    monkeypatch.setattr(proved, what, other)
    single.grade(asked(course, "blank"))
    assert sorted(tried) == ["canary", "layers"]


def test_no_mark_without_a_layer_or_with_a_failing_canary(course, monkeypatch):
    forget(course)

    def lacking(_):
        raise IsolationUnavailable("strict", "Landlock", "it is not there", "Get it.")

    with monkeypatch.context() as patched:
        patched.setattr(self_test, "demand", lacking)
        with pytest.raises(Refused, match="Landlock: it is not there"):
            single.grade(asked(course, "all-right"))

    def silent(*_):
        raise canary.CanaryFailed("the canary failed, so nothing was written.")

    monkeypatch.setattr(canary, "run_canary", silent)
    with pytest.raises(Refused, match="the canary failed"):
        single.grade(asked(course, "all-right"))
    assert not list((course / "kept").glob("*.ready"))


def command(capsys, given, *more):
    """The exit code of `one` and what it says."""
    code = one.command([str(given.notebook), "--seed", str(given.seed), *more])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "student, code, state",
    [
        ("lies", 0, "graded"),
        ("half", 1, "unreadable"),
        ("nobody", 2, "refused"),  # a path where nothing is, as a mistyped one
    ],
)
def test_the_exit_code_says_whether_it_was_graded(course, capsys, student, code, state):
    given = asked(course, student)
    got, said = command(capsys, given, "--student", student)
    assert (got, said["state"]) == (code, state)
    assert said["summary"]


@pytest.mark.parametrize("fault", [MemoryError, ChildLost])
def test_whatever_fails_in_grading_is_said_and_costs_no_points(
    course, capsys, monkeypatch, tmp_path, fault
):
    def fails(*_, **__):
        raise fault("the reason", "")

    monkeypatch.setattr(judging, "walk", fails)
    upgrade.hand_in(tmp_path, "x", {"clip": f"'{fault.__name__}'"})  # no earlier one's result
    given = asked(course, "x", notebook=upgrade.notebook(tmp_path, "x"))
    code, said = command(capsys, given, "--student", "x")
    assert (code, said["state"], said["score"]) == (1, "infrastructure", None)
    assert f"the grading machinery failed twice ({fault.__name__}" in said["summary"]
