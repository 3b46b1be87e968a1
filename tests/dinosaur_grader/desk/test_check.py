"""`check` in a course: the rubric is looked through before anything is asked."""

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.workshop.gallery import NOT_AS_LABELLED
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade

ANSWERS = """# %% right="sum"
def double(x):
    return x + x

# %% wrong="square" faults="squared"
def double(x):
    return x * x
"""
GALLERY = "rubrics/toy/gallery/double.py"


@pytest.fixture
def course(tmp_path, monkeypatch):
    toy.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    assignments.load.cache_clear()
    yield tmp_path
    assignments.load.cache_clear()


@pytest.fixture
def run(course, capsys):
    """Checks an assignment: the exit code, and what was said on stdout and stderr."""

    def run(*more):
        code, said = upgrade.run("check", "--isolation", "none", *more), capsys.readouterr()
        return code, said.out, said.err.splitlines()

    return run


def test_a_rubric_without_a_gallery_is_looked_through_and_a_course_s_own_is_asked(course, run):
    code, printed, (said,) = run()
    assert (code, said.endswith("It was not asked.")) == (0, True)
    assert "double: all 2 known faults can be applied to the right answer." in printed

    toy.write(course / GALLERY, ANSWERS)
    code, printed, said = run("--assignment", "toy")
    assert (code, said) == (0, [])
    assert "1 right and 1 wrong answers, 0 not as labelled" in printed

    toy.change(course / GALLERY, "squared", "halved")
    code, _, (said,) = run("--assignment", "toy")
    assert code == NOT_AS_LABELLED
    assert said == "Error: double/square: hint squared where halved is labelled."


def test_what_is_not_as_it_should_be_is_said_in_a_sentence(course, run):
    toy.change(course / "source/toy.py", "hidden(double_hidden)", "hidden(double_hiden)")
    code, _, (sentence,) = run()
    assert code == 2 and "NameError: name 'double_hiden'" in sentence
    assert sentence.startswith(f"Error: {course / 'source/toy.py'}, line ")


def test_an_assignment_that_is_not_there_is_said(run):
    code, _, (sentence,) = run("--assignment", "poems")
    assert code == 2 and sentence.startswith("Error: there is no rubric of 'poems'")
