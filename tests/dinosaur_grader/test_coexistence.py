"""A course's other homework: graded by the real nbgrader in two copies of one course,
with our two lines and without them, and compared."""

import shutil

import pytest
from nbconvert.exporters import NotebookExporter
from traitlets.config import Config

from dinosaur_grader.desk import quickstart
from dinosaur_grader.plugin import Judging, Returning, ours, trust
from tests.dinosaur_grader import course, homework

pytestmark = pytest.mark.slow
UNPROTECTED = "has no rubric: it runs in a kernel on this machine, unprotected"


def graded(home):
    """The course from release to feedback; what nbgrader logged of each step."""
    homework.due(home, "hw1")
    logs = {}
    for verb in ("generate_assignment", "autograde", "generate_feedback"):
        if verb == "autograde":
            homework.handed_in(home)
        said = course.nbgrader(home, verb, "hw1")
        assert said.returncode == 0, said.stderr
        logs[verb] = said.stderr
    return logs


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The course with us and the one without, each from release to feedback, and their
    logs."""
    own = homework.made(tmp_path_factory.mktemp("own"))
    without = shutil.copytree(own, tmp_path_factory.mktemp("none") / "course")
    assert quickstart.install(own, quickstart.kit_files(course.NAME)) == []
    return own, without, graded(own), graded(without)


def test_the_homework_has_every_kind_of_work(both):
    _, without, _, logs = both
    rows = homework.rows(without)
    scores = {(student, cell): score for student, _, _, cell, score, *_ in rows["grades"]}
    assert (scores["ada", "total_is_right"], scores["bob", "total_is_right"]) == (3.0, 0.0)
    assert (scores["bob", "total_in_part"], scores["ada", "why"]) == (2.5, None)
    assert {(who, penalty) for who, *_, penalty in rows["late"]} >= {("bob", 1.25)}
    assert "No submitted file" in logs["autograde"]


def test_the_gradebooks_rows_and_what_nbgrader_wrote_are_the_same(both):
    own, without, *_ = both
    assert homework.rows(own) == homework.rows(without)

    for room in ("release", "autograded/*", "feedback/*"):
        written = homework.files(without, room)
        assert len(written) > 3
        assert homework.files(own, room) == written


def test_one_line_an_assignment_says_that_it_runs_unprotected(both):
    *_, ours_said, nbgrader_said = both
    for verb, log in ours_said.items():
        assert log.count(UNPROTECTED) == (verb == "autograde")
        assert UNPROTECTED not in nbgrader_said[verb]


def test_ours_is_the_notebook_that_is_named_like_an_assignment_with_a_rubric(tmp_path):
    lesson = tmp_path / "source" / "bigrams.py"
    lesson.parent.mkdir()
    lesson.write_text('# %% exercise="count_pairs"\n')

    assert ours(tmp_path, "bigrams", "bigrams")
    assert not ours(tmp_path, "bigrams", "problem1")
    assert not ours(tmp_path, "ps1", "ps1")


class Chosen(NotebookExporter):
    """An exporter of a course's own."""


@pytest.mark.parametrize("chosen", [Chosen, f"{__name__}.Chosen"])
def test_an_exporter_that_the_course_chose_is_built_on(chosen):
    config = Config({"Autograde": {"exporter_class": chosen}})

    trust(config)
    trust(config)

    exporter = config.Autograde.exporter_class
    assert exporter.__mro__[1:3] == (Judging, Chosen)


def test_our_lines_set_no_list_and_may_stand_there_twice():
    config = Config()

    quickstart.bring(config)
    quickstart.bring(config)

    assert config == {
        "Autograde": {"exporter_class": Judging},
        "GenerateAssignment": {"exporter_class": quickstart.Releasing},
        "GenerateFeedback": {"exporter_class": Returning},
    }
