import shutil
import sys

import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import course_seed
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.grade_class import Graded, Refused
from dinosaur_grader.desk import grade
from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.records.gradebook import GradebookLocked
from dinosaur_grader.results import CellMark, Result
from tests.dinosaur_grader import small
from tests.dinosaur_grader.desk import upgrade


def a_result(student_id="nora", state="unreadable"):
    marks = (CellMark("clip_hidden", "clip", None, 12.0, "no notebook"),)
    notes = ("The file is not a notebook.",)
    return Result("k", student_id, "dinosaur_island", state, marks, notes)


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return ended.value.code


@pytest.fixture
def folders(tmp_path):
    small.hand_in(tmp_path / "submitted", "nora", b"")
    (tmp_path / "out").mkdir()
    return ("grade", "--submitted", str(tmp_path / "submitted"), "--out", str(tmp_path / "out"))


@pytest.fixture
def grading(monkeypatch, tmp_path):
    """`grade` with the batch replaced: `what` is raised, or has the results that were
    not graded."""

    def becomes(what):
        def grade_or_ask(options, tell, show, write):
            if isinstance(what, BaseException):
                raise what
            journal = tmp_path / "results.jsonl"
            journal.touch()
            states, name = {"graded": 1}, "dinosaur_island"
            return Graded(journal, states, what, 0, "strict", Seed(b"s"), name)

        written = {"grades": tmp_path / "grades.csv"}
        monkeypatch.setattr(grade.regrade, "grade_or_ask", grade_or_ask)
        monkeypatch.setattr(grade.outputs, "write", lambda *_: written)

    return becomes


def test_an_unknown_verb_is_wrong_usage(capsys):
    assert run() == 2
    assert "grade" in capsys.readouterr().out
    assert run("grad") == 2
    assert "no verb 'grad'" in capsys.readouterr().err


def test_all_graded_is_zero_and_the_lowest_level_is_warned_of(grading, folders, capsys):
    grading(())
    assert run(*folders) == 0
    assert "WARNING" not in capsys.readouterr().err
    assert run(*folders, "--isolation", "none") == 0
    assert "WARNING" in capsys.readouterr().err


def test_one_that_could_not_be_graded_is_one_and_named(grading, folders, capsys):
    grading((a_result(),))
    assert run(*folders) == 1
    assert "nora (unreadable). The file is not a notebook." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CanaryFailed("the canary failed"), 2, "the canary failed"),
        (Refused("the level cannot be had"), 2, "the level cannot be had"),
        (OSError(28, "No space left on device"), 1, "disk is full"),
        (GradebookLocked("another program held the gradebook."), 1, "another program held"),
        (KeyboardInterrupt(), 1, "continue from there"),
    ],
)
def test_what_stops_a_run_is_said_with_how_to_go_on(
    grading, folders, capsys, error, code, said
):
    grading(error)
    assert run(*folders) == code
    assert said in capsys.readouterr().err


def test_a_file_that_fails_a_verb_is_named(tmp_path, capsys):
    for name in ("a_1_2_x.ipynb", "submitted"):
        (tmp_path / name).write_text("no folder")
    assert run("collect", str(tmp_path), "--into", str(tmp_path / "submitted")) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ") and str(tmp_path / "submitted") in said


def test_a_seed_is_named_by_its_fingerprint_and_never_shown(tmp_path, capsys):
    assert run("seed", str(tmp_path / "course.seed"), "--new") == 0
    drawn = course_seed.load(tmp_path / "course.seed")
    assert run("seed", str(tmp_path / "course.seed")) == 0
    said = capsys.readouterr().out
    assert said.count(drawn.fingerprint) == 2 and drawn.value.hex() not in said
    assert run("seed", str(tmp_path / "course.seed"), "--new") == 2
    assert "File exists" in capsys.readouterr().err
    assert course_seed.load(tmp_path / "course.seed") == drawn


def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.delitem(sys.modules, "dinosaur_grader.desk.grade")

    assert run("grade") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("Error: msgspec is missing")
    assert "pip install './NAME_OF_THE_WHEEL.whl[grader]'" in said


CLASS = "--submitted submitted --out out --seed class.seed"
NO_STRICT = "isolation 'strict' is not available here: bubblewrap"
ON_A_BARE_MACHINE = [
    (f"grade {CLASS}", 2, NO_STRICT),
    (f"grade {CLASS} --isolation lax", 2, "a level is one of strict, process, none"),
    (f"grade {CLASS} --changes changes.csv", 2, "--dry-run"),
    (f"grade {CLASS} --accept-changes --keep-marks", 2, "--keep-marks"),
    ("grade --submitted nowhere --out out", 2, "does not exist"),
    (f"watch {CLASS}", 2, NO_STRICT),
    ("one nothing.ipynb --seed own.seed", 2, "own.seed lies with what was handed in"),
    ("one nothing.ipynb", 2, "course.seed lies with what was handed in"),
    ("one /nowhere/nothing.ipynb", 2, "cannot read the seed file course.seed"),
    ("one nothing.ipynb --practice --assignment none", 2, "there is no rubric of 'none'"),
    ("one /nowhere/nothing.ipynb --practice --course none", 2, "none is not a course"),
    ("grade --submitted submitted --out out --course none", 2, "none is not a course"),
    ("platform nowhere --out made", 2, "unknown platform 'nowhere'"),
    ("check", 2, NO_STRICT),
    ("doctor strict", 1, "NO bubblewrap: the program bwrap is not there"),
    ("doctor lax", 2, "a level is one of strict, process, none"),
    ("seed nothing.seed", 2, "nothing.seed"),
    ("collect nothing.zip", 2, "nothing.zip"),
    ("evening nothing.zip", 2, "nothing.zip"),
    ("report --out nowhere", 2, "nowhere"),
    ("export --out nowhere --to marks.csv", 2, "nowhere"),
    ("explain ada --submitted submitted --out nowhere", 2, "nowhere"),
    ("answer 7K3QX-M2PD9 --out nowhere --stands --why so", 2, "nowhere"),
    ("forget ada --out nowhere", 2, "nowhere"),
    ("quickstart nowhere", 2, "nowhere"),
    ("build", 2, "this folder is not a course"),
    ("new nothing", 2, "nbgrader_config.py"),
]


@pytest.mark.parametrize(("words", "code", "said"), ON_A_BARE_MACHINE)
def test_where_nothing_is_to_be_had_each_verb_says_so(
    words, code, said, tmp_path, monkeypatch, capfd
):
    """An exception would go through `run`: it waits for an exit and for nothing
    else."""
    there = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else there(name))
    monkeypatch.chdir(tmp_path)
    small.hand_in(tmp_path / "submitted", "ada", b"")
    # one seed for all, whose questions are drawn once
    bundle.seed_file(tmp_path / "class.seed", upgrade.SEED)
    assert run(*words.split()) == code
    written = "".join(capfd.readouterr())
    assert said in " ".join(written.split())
    assert "Traceback" not in written


def test_every_verb_is_tried_on_a_bare_machine():
    assert {words.split()[0] for words, _, _ in ON_A_BARE_MACHINE} == set(cli.VERBS)
