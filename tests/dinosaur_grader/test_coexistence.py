"""A course's other homework: graded by the real nbgrader in two copies of one course,
with our two lines and without them, and compared."""

import shutil

import pytest
from nbconvert.exporters import NotebookExporter
from traitlets.config import Config

from dinosaur_grader.desk import quickstart
from dinosaur_grader.plugin import Judging, ours, trust
from tests.dinosaur_grader import course, homework
from tests.dinosaur_grader.course import level
from tests.dinosaur_grader.test_plugin import SOLVED, cheat, edited

pytestmark = pytest.mark.slow
UNPROTECTED = "has no rubric: it runs in a kernel on this machine, unprotected"
BEFORE = """
c.Autograde.autograde_preprocessors.append("mine.Stamp")
c.Execute.timeout = 6
"""
AFTER = """
c.Autograde.sanitize_preprocessors = ["mine.Stamp", "nbgrader.preprocessors.OverwriteCells"]
"""


@pytest.fixture(scope="module")
def quickstarted(tmp_path_factory):
    """A course by nbgrader's own command, with homework."""
    return homework.made(tmp_path_factory.mktemp("quickstarted"))


def copies(quickstarted, folder, before="", after=""):
    """The course twice: with our lines, between others where it has some, and without
    ours."""
    own, without = (shutil.copytree(quickstarted, folder / which) for which in ("own", "none"))
    for home in (own, without):
        _append(home, before)
        if home == own:
            left = quickstart.install(own, quickstart.kit_files(course.NAME))
            assert left == []
        _append(home, after)
    return own, without


def _append(home, lines):
    with open(home / quickstart.CONFIG, "a", encoding="utf-8") as config:
        config.write(f"\n{lines}\n")


def said_by(home, *arguments):
    """What nbgrader logged of a command that went well."""
    said = course.nbgrader(home, *arguments)
    assert said.returncode == 0, said.stderr
    return homework.log(said, home)


def released(home):
    homework.due(home, "hw1")
    return [
        line for name in homework.WORK for line in said_by(home, "generate_assignment", name)
    ]


def graded(home):
    logs = {"release": released(home)}
    homework.handed_in(home)
    for name in homework.WORK:
        logs[name] = said_by(home, "autograde", name)
    for name in homework.WORK:
        logs[f"{name}'s pages"] = said_by(home, "generate_feedback", name)
    return logs


def without_our_line(log):
    return [line for line in log if UNPROTECTED not in line]


@pytest.fixture(scope="module")
def both(quickstarted, tmp_path_factory):
    """The course with us and the one without, each from release to feedback, and their
    logs."""
    own, without = copies(quickstarted, tmp_path_factory.mktemp("both"))
    return own, without, graded(own), graded(without)


def test_the_homework_has_every_kind_of_work(both):
    _, without, _, logs = both
    rows = homework.rows(without)
    scores = {(student, cell): score for student, _, _, cell, score, *_ in rows["grades"]}
    assert (scores["ada", "total_is_right"], scores["bob", "total_is_right"]) == (3.0, 0.0)
    assert (scores["ada", "total_in_part"], scores["bob", "total_in_part"]) == (1.5, 2.5)
    assert scores["ada", "why"] is None
    assert 1 in {needs_look for *_, needs_look in rows["grades"]}
    assert "No response." in {said for *_, said, _ in rows["comments"]}
    assert {(who, penalty) for who, *_, penalty in rows["late"]} >= {
        ("bob", 1.25),
        ("ada", None),
    }
    assert "No submitted file" in "\n".join(logs["hw1"])


def test_the_gradebooks_rows_are_the_same(both):
    own, without, *_ = both
    assert homework.rows(own) == homework.rows(without)


@pytest.mark.parametrize("room", ["release", "autograded/*", "feedback/*"])
def test_what_nbgrader_wrote_is_the_same(both, room):
    own, without, *_ = both
    written = homework.files(without, room)
    assert len(written) > 5
    assert homework.files(own, room) == written


def test_the_log_is_the_same_but_for_one_line_an_assignment(both):
    *_, ours_said, nbgrader_said = both
    assert {what: without_our_line(log) for what, log in ours_said.items()} == nbgrader_said
    assert {
        what: sum(UNPROTECTED in line for line in log) for what, log in ours_said.items()
    } == {"release": 0, "ps1": 1, "hw1": 1, "ps1's pages": 0, "hw1's pages": 0}


@pytest.mark.proof
def test_where_nothing_is_run_no_line_says_so(both):
    own, without, *_ = both
    command = ("autograde", "hw1", "--no-execute", "--force")

    assert said_by(own, *command) == said_by(without, *command)
    assert homework.rows(own) == homework.rows(without)


@pytest.fixture(scope="module")
def dinosaurs(both):
    """The dinosaurs in the course that has the homework, with a notebook more; what
    nbgrader said."""
    own, *_ = both
    extra = own / "source" / course.NAME / "extra.ipynb"
    shutil.copyfile(own / "source" / "hw1" / "hw1.ipynb", extra)
    shutil.copyfile(own / "source" / "hw1" / "helper.py", extra.with_name("helper.py"))
    (extra.parent / "data" / "numbers.txt").write_text("3\n4\n")
    _append(own, f"c.TrustedExecute.isolation = {level()!r}")
    said_by(own, "generate_assignment", course.NAME)
    blank = own / "release" / course.NAME / f"{course.NAME}.ipynb"
    course.hand_in(own, "dino-right", SOLVED)
    course.hand_in(own, "dino-blank", blank)
    course.hand_in(own, "dino-cheat", edited(blank, cheat))
    for student in ("dino-right", "dino-blank"):
        solved = extra if student == "dino-right" else blank.with_name("extra.ipynb")
        shutil.copyfile(solved, own / "submitted" / student / course.NAME / "extra.ipynb")
    return own, said_by(own, "autograde", course.NAME)


@pytest.mark.proof
def test_dinosaurs_in_the_same_course_are_judged_by_our_engine(dinosaurs):
    own, _ = dinosaurs
    scores = course.scores(own)
    assert (scores["dino-right"], scores["dino-blank"]) == (100 + 4.5, 1.5)
    assert scores["dino-cheat"] == 0.0
    assert "not passed" in course.comments(own, "dino-blank")["clip"]


@pytest.mark.proof
def test_a_notebook_beside_ours_is_nbgraders(dinosaurs):
    own, said = dinosaurs
    assert sum(f"{course.NAME}/extra.ipynb {UNPROTECTED}" in line for line in said) == 1
    assert sum(UNPROTECTED in line for line in said) == 1
    stub = (own / "release" / course.NAME / "extra.ipynb").read_text(encoding="utf-8")
    assert "raise NotImplementedError()" in stub


@pytest.fixture(scope="module")
def choosy(quickstarted, tmp_path_factory):
    """A course that chooses preprocessors and a timeout of its own, some before our
    lines and some after."""
    own, without = copies(quickstarted, tmp_path_factory.mktemp("choosy"), BEFORE, AFTER)
    for home in (own, without):
        said_by(home, "generate_assignment", "hw1")
        homework.handed_in_late_at_night(home)
    logs = [said_by(home, "autograde", "hw1") for home in (own, without)]
    return own, without, *logs


@pytest.mark.proof
def test_the_courses_own_choices_hold(choosy):
    own, *_ = choosy
    stamps = 1 + 2  # nbgrader reads a course's file twice, so what it appends is there twice
    notebook = own / "autograded" / "fay" / "hw1" / "hw1.ipynb"
    assert homework.metadata(notebook)["stamped"] == stamps
    assert "CellTimeoutError" in notebook.read_text(encoding="utf-8")


@pytest.mark.proof
def test_the_courses_own_choices_give_the_same_with_us(choosy):
    own, without, ours_said, nbgrader_said = choosy
    assert homework.rows(own) == homework.rows(without)
    assert homework.files(own, "autograded/*") == homework.files(without, "autograded/*")
    assert without_our_line(ours_said) == nbgrader_said
    assert len(ours_said) == len(nbgrader_said) + 1


def test_ours_is_the_notebook_that_is_named_like_an_assignment_with_a_rubric(tmp_path):
    rubric = tmp_path / "rubrics" / "bigrams" / "assignment.toml"
    rubric.parent.mkdir(parents=True)
    rubric.write_text("")

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
    }
