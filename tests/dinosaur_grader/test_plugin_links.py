"""Links below `submitted/`, and notebooks that nobody can read, at the real `nbgrader
autograde`: none is followed or read in an assignment with a rubric, and the others are
graded."""

import json
import os

import pytest

from dinosaur_grader.assignments import seed
from dinosaur_grader.judging.reading.parse import MAX_NESTED
from tests.dinosaur_grader import course, small
from tests.dinosaur_grader.test_plugin import CONFIG, SOLVED, level

pytestmark = [pytest.mark.slow]
NAME = course.NAME
FILE = f"{NAME}.ipynb"
REFUSED = ("notebook", "folder", "absolute", "seed", "deep", "pipe", "itself", "fat")


@pytest.fixture(scope="module")
def links(tmp_path_factory):
    """A course whose students hand in links to the right notebook of one of them, to the
    course's seed and to its folder; graded, with its pages."""
    folder = tmp_path_factory.mktemp("links")
    course.make(folder, CONFIG.read_text() + f"\nc.TrustedExecute.isolation = {level()!r}\n")
    seed.create(folder / "course.seed")
    submitted = folder / "submitted"
    course.hand_in(folder, "right", SOLVED)
    for student in ("notebook", "folder", "absolute"):
        (submitted / student).mkdir()
    (submitted / "notebook" / NAME).mkdir()
    (submitted / "notebook" / NAME / FILE).symlink_to(f"../../right/{NAME}/{FILE}")
    (submitted / "folder" / NAME).symlink_to(f"../right/{NAME}")
    (submitted / "absolute" / NAME).symlink_to(submitted / "right" / NAME)
    blank = folder / "release" / NAME / FILE
    for student in ("seed", "deep", "pipe", "plain", "fat"):
        course.hand_in(folder, student, blank)
    (submitted / "fat" / NAME / FILE).write_bytes(b"[" * (MAX_NESTED + 1))
    (submitted / "seed" / NAME / "words.txt").symlink_to(folder / "course.seed")
    (submitted / "deep" / NAME / "a" / "b").mkdir(parents=True)
    (submitted / "deep" / NAME / "a" / "b" / "c").symlink_to(folder)
    os.mkfifo(submitted / "pipe" / NAME / "timestamp.txt")
    (submitted / "itself").symlink_to("right")
    (submitted / "plain" / NAME / "notes.txt").write_text("mine")
    said = course.nbgrader(folder, "autograde", NAME)
    course.nbgrader(folder, "generate_feedback", NAME)
    return folder, said


def test_whoever_hands_in_a_link_has_no_marks_and_the_others_have_theirs(links):
    assert course.scores(links[0]) == {"right": 100.0, "plain": 0.0}
    assert links[1].returncode == 1


@pytest.mark.parametrize("student", REFUSED)
def test_each_is_named_and_nothing_of_theirs_is_copied(links, student):
    folder, said = links
    assert f"for student '{student}'" in said.stderr
    assert not (folder / "autograded" / student).exists()
    assert not (folder / "feedback" / student).exists()


def test_the_reason_is_said(links):
    reason = f"seed/{NAME}/words.txt is a link or not a plain file; it was not followed"
    assert reason in links[1].stderr


def test_the_seed_is_in_nothing_that_students_get(links):
    folder, _ = links
    secret = seed.load(folder / "course.seed").value.hex()
    copies = [
        path for room in ("autograded", "feedback") for path in (folder / room).rglob("*")
    ]
    assert copies
    assert not [path for path in copies if path.is_file() and secret in path.read_text()]


def test_what_is_a_plain_file_is_copied_as_ever(links):
    assert (links[0] / "autograded" / "plain" / NAME / "notes.txt").read_text() == "mine"


def test_whom_nbgrader_is_to_leave_out_is_left_out(links):
    folder, _ = links
    excluded = f"--CourseDirectory.student_id_exclude={','.join(REFUSED)}"
    assert course.nbgrader(folder, "autograde", NAME, excluded).returncode == 0


def test_homework_without_a_rubric_is_left_to_nbgrader(links):
    folder, _ = links
    for room in ("source", "submitted/ada"):
        (folder / room / "ps1").mkdir(parents=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = small.notebook([small.cell("1 + 1")], metadata={"kernelspec": kernel})
    (folder / "source" / "ps1" / "ps1.ipynb").write_text(json.dumps(notebook))
    (folder / "elsewhere.ipynb").write_text(json.dumps(notebook))
    (folder / "submitted" / "ada" / "ps1" / "ps1.ipynb").symlink_to(folder / "elsewhere.ipynb")
    assert course.nbgrader(folder, "generate_assignment", "ps1").returncode == 0
    done = course.nbgrader(folder, "autograde", "ps1")
    assert done.returncode == 0, done.stderr
