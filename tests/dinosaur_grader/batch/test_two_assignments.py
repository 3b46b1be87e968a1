"""Two assignments of one course, graded into one folder: neither touches the other."""

import json

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.batch import grade_class as grading
from dinosaur_grader.batch.grade_class import Refused, grade
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.records import outputs
from tests.dinosaur_grader import small, stored, toy
from tests.dinosaur_grader.desk import upgrade

READS = 'def double(x):\n    open("data/words.txt").read()\n    return 2 * x'
WRONG = "def double(x):\n    return x**2"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with `toy` and `blocks`, handed in by two; the command runs in it."""
    for name in ("toy", "blocks"):
        toy.make(tmp_path, name)
        hand_in(tmp_path, "ada", name, READS)
        hand_in(tmp_path, "bo", name, WRONG)
    upgrade.serial(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(grading, "_seed", lambda *_: Seed(PRACTICE_SEED))
    yield tmp_path
    assignments.load.cache_clear()


def hand_in(course, student, name, double):
    cells = toy.cells(clear=True)
    cells[2]["source"], cells[5]["source"] = double, toy.LABEL
    place = course / "submitted" / student / name / f"{name}.ipynb"
    toy.write(place, json.dumps(small.notebook(cells)))


def run(course, name):
    opened = open_course(course / "submitted", course / "out", assignment=name)
    graded = grade(opened, RunSettings("none", 1))
    outputs.write(graded, opened)
    return graded


def rows(path):
    return [(r["student_id"], r["assignment"], r["score"]) for r in upgrade.rows(path)]


def test_both_stand_in_one_database_and_one_table(course):
    run(course, "toy")
    before = stored.results(course / "out")
    run(course, "blocks")
    assert stored.results(course / "out", "toy") == before
    # the data beside the notebook is there to be read, and a wrong double costs nothing else
    assert sorted(rows(course / "out" / "totals.csv")) == [
        ("ada", "blocks", "8"),
        ("ada", "toy", "8"),
        ("bo", "blocks", "4"),
        ("bo", "toy", "4"),
    ]
    for name in ("toy", "blocks"):
        assert (course / "out" / "feedback" / "ada" / name / f"{name}.html").is_file()

    written = (course / "out" / "results.jsonl").read_bytes()
    assert run(course, "toy").reused == 2
    assert (course / "out" / "results.jsonl").read_bytes() == written


def test_a_rubric_that_is_not_as_it_should_be_is_refused_with_its_sentence(course):
    toy.change(course / "source/toy.py", "hidden(double_hidden)", "hidden(double_hiden)")
    with pytest.raises(Refused, match=r"toy\.py, line \d+: NameError"):
        run(course, "toy")
    assert not (course / "out").exists()
