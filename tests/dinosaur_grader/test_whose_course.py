"""Nothing of a student's is ever a course: a repository that has all that a course has,
handed in through each door. Its rubric leaves a file where it is loaded."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.desk.platforms import bundle, one
from dinosaur_grader.store import database
from tests.dinosaur_grader import course, small, toy
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT, NAME

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]
FILE = f"{NAME}.ipynb"
ROOMS = ("source", "release", "rubrics")
EXCUSED = 'excused."clip.hidden.below" = "all points: I say so"\n'


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A student's repository with a course in it, the solved notebook as its blank one,
    and what its rubric and configuration leave where they are loaded."""
    place = tmp_path_factory.mktemp("everything")
    repository, loaded = place / "repository", place / "loaded"
    for room in ROOMS:
        ignored = shutil.ignore_patterns("gallery", "__pycache__")
        shutil.copytree(course.ROOT / room / NAME, repository / room / NAME, ignore=ignored)
    for code in (repository / "rubrics" / NAME).rglob("*.py"):
        code.write_text(f"open({str(loaded)!r}, 'w')\n" + code.read_text(encoding="utf-8"))
    (repository / "nbgrader_config.py").write_text(f"open({str(loaded)!r}, 'w')\n")
    (repository / "course.toml").write_text(EXCUSED)
    bundle.seed_file(repository / "course.seed", doors.SEED)
    shutil.copyfile(ASSIGNMENT.blank_path, repository / FILE)
    return repository, loaded


@pytest.fixture
def repository(everything, tmp_path, monkeypatch):
    """A copy of it, `ada` below a folder of others' work, where the command runs; behind
    the links out of it lies the solved notebook."""
    own = shutil.copytree(everything[0], tmp_path / "work" / "ada")
    (tmp_path / "elsewhere").mkdir()
    shutil.copyfile(ASSIGNMENT.solved_path, tmp_path / "elsewhere" / FILE)
    everything[1].unlink(missing_ok=True)
    monkeypatch.chdir(own)
    return own


@pytest.fixture
def loaded(everything, repository):
    """The file that is there where the student's code was loaded outside of a sandbox."""
    return everything[1]


# whose course it is depends on no level: the cheapest one will do
AT_NONE = ("--isolation", "none")


def graded(capsys, *words):
    """The exit code of `one` and what it says."""
    code = one.command([str(word) for word in (*words, *AT_NONE)])
    return code, json.loads(capsys.readouterr().out)


def link(repository, kind):
    """A link in the repository to the solved notebook, or to its folder; the notebook's
    path as it is named."""
    elsewhere = repository.parents[1] / "elsewhere"
    if kind == "relative folder":
        (repository / "linked").symlink_to(os.path.relpath(elsewhere, repository))
        return f"linked/{FILE}"
    (repository / f"linked-{FILE}").symlink_to(elsewhere / FILE)
    return f"linked-{FILE}"


@pytest.mark.parametrize("kind", ["absolute file", "relative folder"])
def test_one_follows_no_link_of_a_repository_whose_seed_is_not_the_course_s(
    repository, loaded, capsys, kind
):
    linked = link(repository, kind)
    for named in (linked, repository / linked):
        code, said = graded(capsys, named, "--practice")
        assert (code, said["state"], said["score"]) == (1, "unreadable", None)
    code, said = graded(capsys, linked)
    assert (code, said["state"]) == (2, "refused")
    assert "the hand-in lies in it" in said["summary"]
    assert not loaded.exists()


@pytest.mark.parametrize("inside", [".", "submitted/ada/dinosaur_island"])
def test_one_takes_no_course_around_a_hand_in_however_deep_it_lies(
    repository, loaded, capsys, inside
):
    (repository / inside).mkdir(parents=True, exist_ok=True)
    (repository / FILE).rename(repository / inside / FILE)
    code, said = graded(capsys, f"{inside}/{FILE}", "--practice")
    assert (code, said["score"], said["version"]) == (0, 0.0, ASSIGNMENT.version)
    assert not loaded.exists()


def test_a_course_or_seed_in_the_hand_in_s_own_folder_is_refused(repository, loaded, capsys):
    code, said = graded(capsys, FILE, "--practice", "--course", ".")
    assert (code, said["state"]) == (2, "refused")
    assert "lies with what was handed in" in said["summary"]
    assert not loaded.exists()
    for words in ([], ["--seed", "course.seed"], ["--seed", repository / "course.seed"]):
        code, said = graded(capsys, FILE, *words)
        assert (code, said["state"]) == (2, "refused")
        assert "course.seed" in said["summary"] and "--seed FILE" in said["summary"]


def test_a_named_course_has_its_seed_and_rules_beside_its_rubric(repository, capsys, tmp_path):
    home = toy.make(tmp_path / "home")
    seed = seeds.create(home / "course.seed")
    (home / "course.toml").write_text('excused."double.hidden.drawn" = "all points: old"\n')
    toy.notebook(repository, ".", toy.cells(clear=True), "toy")
    code, said = graded(capsys, "toy/toy.ipynb", "--assignment", "toy", "--course", home)
    assert (code, said["score"], said["seed"]) == (0, 2.0, seed.fingerprint)


def a_class(repository, submitted):
    """Hand-ins: the repository as Ada's, Bo's blank notebook; the words of `grade`."""
    for student in ("ada", "bo"):
        small.hand_in(submitted, student, ASSIGNMENT.blank_path.read_bytes())
    out = repository.parents[1] / "out"
    seed = repository.parents[1] / "own.seed"
    bundle.seed_file(seed, doors.SEED)  # whose questions are drawn once
    named = ("--submitted", submitted, "--out", out, "--seed", seed, "--assignment", NAME)
    return (*named, *AT_NONE)


@pytest.mark.parametrize("where", ["in it", "above it"])
def test_grade_takes_no_course_from_among_the_hand_ins_or_around_them(
    repository, loaded, monkeypatch, tmp_path, where
):
    submitted = repository / "submitted" if where == "above it" else repository.parent
    words = a_class(repository, submitted)
    if where != "in it":  # there in processes of its own, which begin in that folder
        upgrade.serial(monkeypatch)
        monkeypatch.chdir(tmp_path / "elsewhere")
    assert upgrade.run("grade", *words) in (0, 1)
    assert "ada,dinosaur_island,0,100,graded" in (tmp_path / "out/totals.csv").read_text()
    assert not loaded.exists()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A course of an instructor's with two hand-ins; the words of `grade`."""
    upgrade.serial(monkeypatch)
    made = toy.make(tmp_path / "home")
    for student in ("ada", "bo"):
        toy.notebook(made / "submitted" / student, ".", toy.cells(clear=True), "toy")
    words = ("grade", "--submitted", made / "submitted", "--out", made / "graded")
    return made, (*words, "--seed", made / "course.seed", *AT_NONE, "--assignment", "toy")


def test_grade_takes_the_course_that_is_named_or_that_it_runs_in(
    home, repository, loaded, monkeypatch
):
    course, words = home
    assert upgrade.run(*words, "--course", course) == 0
    monkeypatch.chdir(course)
    assert upgrade.run(*words) == 0
    assert upgrade.run("report", "--out", course / "graded", "--course", course) == 0
    assert not loaded.exists()


def test_a_repository_is_no_course_of_others_hand_ins(home, repository, loaded, capsys):
    course, words = home
    for verb in (words, ("report", "--out", course / "graded")):
        (course / "graded").mkdir(exist_ok=True)
        with database.writing(database.default_url(course / "graded")):
            pass
        assert upgrade.run(*verb) == 2
        assert "name the course by --course DIR" in capsys.readouterr().err
    assert not loaded.exists()


def test_hand_ins_in_a_course_that_nobody_named_are_said(home, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert upgrade.run(*home[1]) == 2
    assert "--course DIR" in capsys.readouterr().err
    for student in ("ada", "bo"):
        small.hand_in(home[0] / "submitted", student, ASSIGNMENT.blank_path.read_bytes())
    assert upgrade.run(*home[1][:-1], NAME) == 0
    assert f"{home[0]} is not used as the course" in capsys.readouterr().err


def test_the_action_grades_by_what_was_packed_and_not_by_the_repository(
    repository, loaded, tmp_path
):
    bundle.build("classroom", doors.order(doors.PRACTICE), tmp_path / "check")
    text = ASSIGNMENT.blank_path.read_text(encoding="utf-8")
    ran, _, outputs = doors.classroom(tmp_path / "check/action", repository, text)
    assert (ran.returncode, outputs) == (0, "score=0\n")
    assert not loaded.exists()
    linked = link(repository, "relative folder")
    ran, _, outputs = doors.classroom(
        tmp_path / "check/action", repository, text, DINOSAUR_NOTEBOOK=linked
    )
    assert (ran.returncode, outputs.splitlines()[-1]) == (1, "score=")
    assert not loaded.exists()


def test_the_plug_in_loads_nothing_that_was_handed_in(everything, loaded, tmp_path):
    home = tmp_path / "course"
    home.mkdir()
    config = (course.ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    course.make(home, f"{config}\nc.TrustedExecute.isolation = 'none'\n")
    for student in ("ada", "rubrics", "source"):
        shutil.copytree(everything[0], home / "submitted" / student)
        shutil.copytree(everything[0], home / "submitted" / student / NAME)
    done = course.nbgrader(home, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    assert course.scores(home) == {"ada": 0, "rubrics": 0, "source": 0}
    assert not loaded.exists()
