"""A class from folders to files, in a real sandbox: the files, resuming, and what can
go wrong on the way."""

import os
import shutil
import stat
from functools import partial

import msgspec
import pytest

from dinosaur_grader.batch import canary, grade_class, pool
from dinosaur_grader.batch.grade_class import Refused
from dinosaur_grader.batch.open_course import Course, RunSettings, open_course
from dinosaur_grader.desk import submissions
from dinosaur_grader.records import outputs
from dinosaur_grader.sandbox import self_test
from tests.dinosaur_grader import small
from tests.dinosaur_grader.desk import upgrade

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """Four students: all right, clip only, blank, and one whose notebook is none."""
    home = tmp_path_factory.mktemp("class")
    submitted, solved = home / "submitted", upgrade.solved()
    for student, cells in {"ada": solved, "ben": {"clip": solved["clip"]}, "cleo": {}}.items():
        upgrade.hand_in(submitted, student, cells)
    small.hand_in(submitted, "dora", b"no notebook")
    (home / "roster.csv").write_text("student_id\nada\nemil\n")
    upgrade.course_seed(home)
    return submitted


SETTINGS = RunSettings(workers=2)


def opened(submitted, out, seed="course.seed") -> Course:
    home = submitted.parent
    return open_course(submitted, out, home / seed, roster=home / "roster.csv")


def run(course, settings=SETTINGS):
    return written(grade_class.grade(course, settings), course)


def written(graded, course):
    """Write what a batch leaves, as the verb does."""
    notes = submissions.noted(graded, course)
    outputs.write(graded, course, notes, workers=2)
    return graded


@pytest.fixture(scope="module")
def finished(submitted, tmp_path_factory):
    out = tmp_path_factory.mktemp("finished")
    return run(opened(submitted, out)), out


@pytest.fixture
def proved(finished, monkeypatch):
    """The finished class's folder, for another run after it: what its own has proved of
    layers and checks is not proved again."""
    monkeypatch.setattr(canary, "run_canary", lambda *_: None)
    monkeypatch.setattr(self_test, "demand", lambda _: None)
    return finished[1]


@pytest.fixture
def failing(monkeypatch):
    """A canary that fails, so that no class is needed; the jobs that it was to make."""
    seen = []

    def fails(work, job, results):
        seen.append(job)
        raise canary.CanaryFailed("the canary failed")

    monkeypatch.setattr(canary, "run_canary", fails)
    monkeypatch.setattr(self_test, "demand", lambda _: None)
    return seen


def test_where_the_canary_fails_nothing_is_written_but_the_new_seed_which_is_the_owner_s_alone(
    submitted, tmp_path, failing, capsys
):
    given = opened(submitted, tmp_path / "out", tmp_path / "new.seed")
    with pytest.raises(canary.CanaryFailed):
        grade_class.grade(given, SETTINGS)
    assert not given.out.exists()
    assert stat.S_IMODE(given.seed.stat().st_mode) == 0o600
    assert "Created a new secret seed" in capsys.readouterr().err
    (job,) = failing  # no notebook may read hand-ins or seed
    assert {given.submitted.absolute(), given.seed.absolute()} <= {*job.private}


def totals(out):
    rows = upgrade.rows(out / "totals.csv")
    return {row["student_id"]: (row["score"], row["state"]) for row in rows}


def final_files(out):
    return [(out / name).read_bytes() for name in ("grades.csv", "totals.csv", "results.jsonl")]


def test_each_student_has_the_marks_that_are_due_in_the_contract_s_files(finished):
    graded, out = finished
    assert totals(out) == {
        "ada": ("100", "graded"),
        "ben": ("20", "graded"),
        "cleo": ("0", "graded"),
        "dora": ("", "unreadable"),
        "emil": ("", "missing"),
    }
    assert len(upgrade.rows(out / "grades.csv")) == 5 * 8
    assert {"gradebook.db", "results.jsonl", "feedback"} <= set(os.listdir(out))
    assert list((out / "feedback" / "ada" / "dinosaur_island").glob("*.html"))
    assert graded.exit_code == 1
    assert [result.student_id for result in graded.not_graded] == ["dora"]


def pages(folder):
    """A feedback page each, and the notebooks of those who were graded."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.glob("*/*/dinosaur_island/*.*")
    }


def test_notebooks_written_by_several_processes_are_the_same_and_one_that_fails_is_told(
    finished, submitted, tmp_path, monkeypatch
):
    graded, out = finished
    monkeypatch.setattr(outputs, "LARGE", 0)
    shutil.copy(out / "gradebook.db", tmp_path)
    written(graded, opened(submitted, tmp_path))
    assert pages(tmp_path) == pages(out)
    (tmp_path / "other").mkdir()
    shutil.copy(out / "gradebook.db", tmp_path / "other")
    (tmp_path / "other" / "autograded").write_text("in the way")
    with pytest.raises(OSError, match="autograded"):
        outputs.write(graded, opened(submitted, tmp_path / "other"), workers=2)


def test_one_worker_gives_the_same_bytes_as_two(proved, submitted, tmp_path):
    run(opened(submitted, tmp_path), RunSettings(workers=1))
    assert len(pages(tmp_path)) == 5 + 3
    assert pages(tmp_path) == pages(proved)
    assert final_files(tmp_path) == final_files(proved)


def test_the_same_class_again_changes_no_byte_and_a_new_hand_in_is_the_only_one_graded(
    proved, submitted, tmp_path
):
    out, more = tmp_path / "out", tmp_path / "submitted"
    shutil.copytree(proved, out)
    assert run(opened(submitted, out)).reused == 3
    assert final_files(out) == final_files(proved)
    shutil.copytree(submitted, more)
    shutil.copytree(submitted / "ada", more / "zoe")
    given = msgspec.structs.replace(opened(submitted, out), submitted=more)
    assert run(given).reused == 3
    assert totals(out)["zoe"] == ("100", "graded")


def test_an_output_folder_that_cannot_be_made_is_refused_in_words(proved, submitted, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="cannot write to the output folder"):
        run(opened(submitted, tmp_path / "file" / "out"))


def test_a_cluster_that_is_not_there_is_refused_in_words(submitted, tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "cluster", partial(pool.cluster, seconds=0.2))
    with pytest.raises(Refused, match="no Dask scheduler answers"):
        run(opened(submitted, tmp_path), RunSettings(dask="tcp://127.0.0.1:1"))
