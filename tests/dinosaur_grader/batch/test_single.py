"""One hand-in alone: the batch's marks, from what is kept and from nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments import seed as seeds
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.batch import canary, grade, journal, single
from dinosaur_grader.desk.platforms import one
from dinosaur_grader.judging import grading as judging
from dinosaur_grader.judging.reading.parse import MAX_CODE
from dinosaur_grader.results.exit_codes import Refused
from dinosaur_grader.sandbox import self_test
from dinosaur_grader.sandbox.sandbox import ChildLost, IsolationUnavailable
from tests.dinosaur_grader import small
from tests.dinosaur_grader.course import GRADER
from tests.dinosaurs import ASSIGNMENT, NAME, gallery_answer, source

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]
ROOT = Path(__file__).parents[3]
RIGHT = {function: source(function) for function in ASSIGNMENT.solutions.values()}
HANGS = "def clip(gradients, maxValue):\n    while True:\n        pass\n"
FLOODS = RIGHT["clip"] + "\nfor _ in range(200000):\n    print('full marks ' * 10)\n"
LIES = RIGHT["clip"] + "\nimport os\nos.write(4, b'\\xff' * 10000)\n"
TALKS = "%matplotlib inline\nimport IPython\nget_ipython().user_ns['one'] = 1\n" + RIGHT["clip"]
SHOWS = RIGHT["sample"] + "\nIn, Out, _\nclip\n"
HANDED_IN = {
    "all-right": RIGHT,
    "blank": {},
    "one-limit": RIGHT | {"clip": gallery_answer("clip", "upper_only")},
    "hangs": RIGHT | {"clip": HANGS},
    "floods": RIGHT | {"clip": FLOODS},
    "lies": RIGHT | {"clip": LIES},
    "talks-to-ipython": RIGHT | {"clip": TALKS},
    "shows-values": RIGHT | {"sample": SHOWS},
    "ends-itself": RIGHT | {"optimize": "import os\nos._exit(0)"},
}
BAD_FILES = {"not-json": b"no notebook", "empty": b"", "half": b'{"cells": ['}


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
    before = os.environ.get(locations.KEPT)
    os.environ[locations.KEPT] = str(home / "kept")
    yield home
    os.environ.pop(locations.KEPT)
    if before is not None:
        os.environ[locations.KEPT] = before


@pytest.fixture(scope="module")
def batch(course):
    """Results of the class, as `grade` gives them, by student."""
    options = grade.Options(
        course / "submitted", course / "out", 2, seed=course / "course.seed", assignment=NAME
    )
    graded = grade.grade(options, print)
    return {each.student_id: each for each in journal.results(graded.journal, NAME)}


def asked(course, student, **changes):
    given = single.SingleRequest(
        course / "submitted" / student / NAME / f"{NAME}.ipynb",
        NAME,
        seed=course / "course.seed",
        student=student,
    )
    return msgspec.structs.replace(given, **changes)


@pytest.mark.parametrize("student", [*HANDED_IN, *BAD_FILES])
def test_the_result_is_the_batchs_bit_for_bit(course, batch, student):
    alone = single.grade(asked(course, student)).result
    assert alone.marks == batch[student].marks
    assert (alone.state, alone.key) == (batch[student].state, batch[student].key)
    assert alone.notes == batch[student].notes


def test_in_a_process_of_its_own_too(course, batch):
    student = "one-limit"
    given = asked(course, student)
    command = [*GRADER, "one", given.notebook, "--seed", given.seed, "--student", student]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    recorded = [(m.cell, m.score) for m in batch[student].marks]
    assert [(c["cell"], c["score"]) for c in json.loads(ran.stdout)["cells"]] == recorded
    assert ran.returncode == 0


NEVER = (
    *("nbgrader", "pandas", "nbformat", "nbconvert", "sqlalchemy", "traitlets", "IPython"),
    *("matplotlib", "typer", "rich", "click", "jinja2", "concurrent.futures", "zmq"),
    *("jsonschema", "pyseccomp", "utils.lesson", "utils.plots", "dinosaur_grader.records"),
    *(
        "dinosaur_grader.sandbox.self_test",
        "dinosaur_grader.batch.canary",
        "dinosaur_grader.batch.grade",
    ),
    *("dinosaur_grader.assignments.probes", "multiprocessing"),
)


def loaded_by(given, *more):
    """The modules that one hand-in's own process has at its end."""
    listed = "import sys; from dinosaur_grader import cli\ntry: cli.main(sys.argv[1:])\n"
    listed += "except SystemExit: print('\\n'.join(sys.modules), file=sys.stderr)"
    command = [sys.executable, "-c", listed, "one", given.notebook, "--seed", given.seed, *more]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


PAGE = {"jinja2", "dinosaur_grader.records"}


@pytest.mark.parametrize("page", [set(), PAGE], ids=["", "with a page"])
def test_it_loads_only_what_it_needs_and_for_a_page_a_template(course, tmp_path, page):
    given = asked(course, "all-right")
    single.grade(given)
    loaded = loaded_by(given, *(["--out", str(tmp_path / "out")] if page else []))
    assert loaded >= {"numpy", *page}
    assert sorted(loaded & set(NEVER) - page) == []
    own = [name for name in loaded if name.startswith(("dinosaur_grader.", "utils."))]
    assert len(own) < (100 if page else 85)


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
    monkeypatch.setattr(single, what, other)
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


@pytest.mark.parametrize(
    "student, code, state",
    [("floods", 0, "graded"), ("not-json", 1, "unreadable"), ("nobody", 1, "missing")],
)
def test_the_exit_code_says_whether_it_was_graded(course, capsys, student, code, state):
    given = asked(course, student)
    got = one.command([str(given.notebook), "--seed", str(given.seed), "--student", student])
    said = json.loads(capsys.readouterr().out)
    assert (got, said["state"]) == (code, state)
    assert said["summary"]


def test_a_wrong_use_ends_with_2_and_says_so_in_the_output(course, capsys):
    given = asked(course, "all-right")
    for more in (["--assignment", "none"], ["--student", "../x"], ["--seed", "not-there"]):
        code = one.command([str(given.notebook), "--seed", str(given.seed), *more])
        said = json.loads(capsys.readouterr().out)
        assert (code, said["state"], said["score"]) == (2, "refused", None)
        assert said["summary"]


def test_the_longest_cell_ends_in_a_sentence_and_not_in_a_traceback(course, capsys, tmp_path):
    source = "# " + "\U0001f600" * (MAX_CODE - 2)
    path = tmp_path / "hand-in" / f"{NAME}.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(small.notebook([small.cell(source)]), ensure_ascii=False))
    code = one.command([str(path), "--seed", str(course / "course.seed")])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["score"]) in ((1, None), (0, 0.0))
    assert said["summary"]


@pytest.mark.parametrize("fault", [ValueError, MemoryError, OSError, ChildLost])
def test_whatever_fails_in_grading_is_said_and_costs_no_points(
    course, capsys, monkeypatch, fault
):
    def fails(*_, **__):
        raise fault("the reason", "")

    given = asked(course, "hangs")
    monkeypatch.setattr(judging, "walk", fails)
    code = one.command([str(given.notebook), "--seed", str(given.seed), "--student", "x"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["state"], said["score"]) == (1, "infrastructure", None)
    assert f"the grading machinery failed twice ({fault.__name__}" in said["summary"]


def test_an_output_folder_that_can_t_be_written_is_said(course, capsys, tmp_path):
    (tmp_path / "file").touch()
    given = asked(course, "blank")
    words = [str(given.notebook), "--seed", str(given.seed), "--out", str(tmp_path / "file")]
    assert one.command(words) == 2
    assert f"can't write to {tmp_path / 'file'}" in capsys.readouterr().err


def test_where_nothing_is_to_be_annotated_the_summary_is_printed(capsys):
    one._put({"annotations.txt": "", "summary.md": "all is well"}, None)
    assert capsys.readouterr().out == "all is well\n"


def test_a_link_is_not_followed(course, tmp_path):
    link = tmp_path / f"{NAME}.ipynb"
    link.symlink_to(course / "course.seed")
    result = single.grade(asked(course, "all-right", notebook=link)).result
    assert (result.state, result.score) == ("unreadable", None)


def test_the_page_is_the_batchs(course, tmp_path):
    given = asked(course, "one-limit")
    out = tmp_path / "out"
    one.command([str(given.notebook), "--seed", str(given.seed), "--out", str(out)])
    page = (out / "feedback.html").read_text(encoding="utf-8")
    assert "clip" in page and json.loads((out / "result.json").read_text())["score"] < 100
