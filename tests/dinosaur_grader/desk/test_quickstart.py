"""A course that the real `nbgrader quickstart` made gets the assignment by one command
and loses nothing."""

import json

import pytest

from dinosaur_grader.desk.quickstart import CONFIG, command, install
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import level
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

pytestmark = pytest.mark.slow
SOLVED = course.ROOT / "source" / course.NAME / f"{course.NAME}.ipynb"


@pytest.fixture(scope="module")
def quickstarted(tmp_path_factory):
    """A course by nbgrader's own command, and then ours."""
    folder = tmp_path_factory.mktemp("quick")
    assert course.nbgrader(folder, "quickstart", "course101").returncode == 0
    mine = folder / "course101"
    before = (mine / CONFIG).read_text(encoding="utf-8")
    assert upgrade.run("quickstart", mine) == 0
    return mine, before


def test_the_config_is_kept_and_two_lines_are_added(quickstarted):
    mine, before = quickstarted

    after = (mine / CONFIG).read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    added = after.removeprefix(before.rstrip("\n")).splitlines()
    assert [line for line in added if line and not line.startswith("#")] == [
        "from dinosaur_grader.desk.quickstart import bring",
        "bring(c)",
    ]


def test_running_it_again_does_nothing(quickstarted, capsys):
    mine, _ = quickstarted
    before = files(mine)

    assert command(mine) == 0

    assert "Everything was already there." in capsys.readouterr().out
    assert files(mine) == before


@pytest.fixture(scope="module")
def released(quickstarted):
    """Both assignments generated: the kit's, and nbgrader's own example."""
    mine, _ = quickstarted
    for name in (course.NAME, "ps1"):
        done = course.nbgrader(mine, "generate_assignment", name)
        assert done.returncode == 0, done.stderr
    return mine


def cells(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_students_get_the_notebook_with_its_helpers_and_data(released):
    folder = released / "release" / course.NAME

    text = "\n".join(cells(folder / f"{course.NAME}.ipynb"))
    assert "# YOUR CODE HERE" in text
    assert "NotImplementedError" not in text
    assert "BEGIN HIDDEN" not in text
    kit = course.ROOT / "release" / course.NAME
    helpers = ("utils/__init__.py", "utils/questions/probes.json")
    for place in (*helpers, "data/dinos.txt", "requirements.txt"):
        assert (folder / place).read_bytes() == (kit / place).read_bytes()


def test_the_stubs_of_other_assignments_stay_nbgraders(released):
    text = "\n".join(cells(released / "release" / "ps1" / "problem1.ipynb"))
    assert "raise NotImplementedError()" in text


def test_nbgrader_grades_it_through_the_sandbox(released):
    course.hand_in(released, "right", SOLVED)
    blank = released / "release" / course.NAME / f"{course.NAME}.ipynb"
    course.hand_in(released, "blank", blank)
    with open(released / CONFIG, "a", encoding="utf-8") as config:
        config.write(f"\nc.TrustedExecute.isolation = {level()!r}\n")

    done = course.nbgrader(released, "autograde", course.NAME)

    assert done.returncode == 0, done.stderr
    scores = course.scores(released)
    assert (scores["right"], scores["blank"]) == (100.0, 0.0)
    assert (released / "course.seed").exists()


def test_a_file_of_the_courses_own_is_left_and_named(tmp_path, capsys):
    (tmp_path / CONFIG).write_text("c = get_config()\n")
    own = tmp_path / "source" / course.NAME / f"{course.NAME}.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("mine")

    assert command(tmp_path) == 1

    assert own.read_text() == "mine"
    assert "already exists and differs" in capsys.readouterr().err


def test_a_course_with_preprocessors_of_its_own_keeps_them_beside_our_lines(tmp_path):
    own = "c = get_config()\nc.Autograde.autograde_preprocessors = ['mine']\n"
    (tmp_path / CONFIG).write_text(own)

    _, left = install(tmp_path, course.NAME)

    assert left == []
    assert (tmp_path / CONFIG).read_text().startswith(own)
    assert (tmp_path / CONFIG).read_text().endswith("bring(c)\n")


def test_a_folder_that_is_no_course_is_refused(tmp_path, capsys):
    assert command(tmp_path) == 2
    assert "`nbgrader quickstart" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
