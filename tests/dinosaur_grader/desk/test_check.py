"""`check` in a course: the rubric is looked through before anything is asked, and what
its questions leave open is said."""

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch import canary
from dinosaur_grader.desk import doctor
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop.gallery import NOT_AS_LABELLED
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade

ANSWERS = """# %% right="sum"
def double(x):
    return x + x

# %% wrong="half" faults="halved"
def double(x):
    return x / 2
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
    code, printed, (hidden_only, said) = run()
    assert (code, said.endswith("It was not asked.")) == (0, True)
    assert "so no student reads its hint" in hidden_only
    assert "double: all 2 known faults can be applied to the right answer." in printed

    toy.write(course / GALLERY, ANSWERS)
    code, printed, said = run("--assignment", "toy")
    assert code == 0
    assert {line.partition(":")[0] for line in said} == {"Note"}, "nothing asks for a label"
    assert "1 right and 1 wrong answers, 0 not as labelled" in printed

    toy.change(course / GALLERY, "halved", "squared")
    code, _, said = run("--assignment", "toy")
    assert code == NOT_AS_LABELLED
    assert said[-1] == "Error: double/half: hint halved where squared is labelled."


def test_what_is_not_as_it_should_be_is_said_in_a_sentence(course, run):
    toy.change(course / "source/toy.py", "hidden(double_hidden)", "hidden(double_hiden)")
    code, _, (sentence,) = run()
    assert code == 2 and "NameError: name 'double_hiden'" in sentence
    assert sentence.startswith(f"Error: {course / 'source/toy.py'}, line ")


LESSON = """# %%
from utils.checks import check

# %% exercise="halve"
def halve(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION

# %% questions="halve"
from dinosaur_grader.assignments import fault, hidden, public, right, wrong
def drawn(rng): return float(rng.uniform(3, 9))
public(1, "a number", drawn)
hidden(2, "another number", drawn)
hidden(1, "zero", 0.0, gate=False)
fault("x / 2", "x", "The number came back as it was.", name="same")
fault("x / 2", "+x", "The number came back.", name="plus")
fault("x / 2", "2 * x", "This is twice the number.", name="twice")
wrong("def halve(x): return x", faults="same")

# %% exercise="third"
def third(x):
    ### BEGIN SOLUTION
    return halve(x) / 1.5
    ### END SOLUTION

# %% questions="third"
public(1, "a number", drawn)
hidden(1, "another number", drawn)
right("def third(x): return x / 3")
wrong("def third(x): return x / 4")
wrong("def third(x): return x / 3", name="right_after_all")
"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A course whose questions leave something open."""
    home = tmp_path_factory.mktemp("lesson")
    (home / "source").mkdir()
    (home / "source/parts.py").write_text(LESSON, encoding="utf-8")
    making.build("parts", home, lambda said: None)
    return home


@pytest.fixture
def ask(lesson, monkeypatch, capsys):
    """Check the lesson: the exit code, what was said on stdout and stderr, and how often
    a sandbox or a canary was wanted."""
    monkeypatch.chdir(lesson)
    wanted = []
    monkeypatch.setattr(canary, "run_canary", lambda *_: wanted.append("canary"))
    monkeypatch.setattr(doctor, "prove", lambda _: wanted.append("sandbox"))
    assignments.load.cache_clear()

    def ask(*more):
        code = upgrade.run("check", "--isolation", "none", *more)
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines(), wanted

    yield ask
    assignments.load.cache_clear()


def test_one_function_is_asked_alone_without_sandbox_and_canary(ask):
    code, printed, said, wanted = ask("--function", "halve")
    assert (code, wanted) == (0, [])
    assert "0 right and 1 wrong answers, 0 not as labelled" in printed
    assert "third" not in printed + "".join(said)


def test_an_answer_that_is_not_as_labelled_is_found_by_asking_its_function_alone(ask):
    code, _, said, _ = ask("--function", "third")
    assert code == NOT_AS_LABELLED
    assert said == ["Error: third/right_after_all: a wrong answer got full points."]
