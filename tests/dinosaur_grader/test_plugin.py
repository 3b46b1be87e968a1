"""Plain `nbgrader autograde`, with the plug-in and without it, by the real nbgrader in
a course of its own; below its `submitted/` also links, and notebooks that nobody can
read."""

import copy
import json
import os

import pytest

from dinosaur_grader.assignments import seed
from dinosaur_grader.judging.reading.parse import MAX_NESTED
from tests.dinosaur_grader import course, small
from tests.dinosaur_grader.course import level

pytestmark = [pytest.mark.slow]

NAME = course.NAME
FILE = f"{NAME}.ipynb"
REFUSED = ("notebook", "folder", "absolute", "seed", "deep", "pipe", "itself", "fat")
SOLVED = course.ROOT / "source" / course.NAME / f"{course.NAME}.ipynb"
CONFIG = course.ROOT / "nbgrader_config.py"
CHEAT = (
    "import dinosaur_grader.plain, dinosaur_grader.checks as checks\n"
    "dinosaur_grader.plain.marks = lambda cell, namespace: 1e9\n"
    "checks.judge = lambda probe, outcome: checks.Verdict(probe.id, True, 99.0, 99.0, 'well done')\n"
    "marks = check = lambda *a: 20.0"
)


def edited(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    return json.dumps(notebook)


def place_of(cells, grade_id):
    return next(
        i
        for i, cell in enumerate(cells)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def set_source(cells, grade_id, source):
    cells[place_of(cells, grade_id)]["source"] = source


def odd(cells):
    """Right, with a test cell twice and another one missing, and words on stderr."""
    set_source(cells, "clip", NOISY)
    expected = place_of(cells, "clip_expected")
    cells.insert(expected, copy.deepcopy(cells[expected]))
    del cells[place_of(cells, "clip_hidden")]


def cheat(cells):
    cells[place_of(cells, "clip")]["source"] += "\n" + CHEAT


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    """A course graded through the plug-in, with its pages; the folder and what nbgrader
    said."""
    folder = tmp_path_factory.mktemp("trusted")
    course.make(folder, CONFIG.read_text() + f"\nc.TrustedExecute.isolation = {level()!r}\n")
    seed.create(folder / "course.seed")
    blank = folder / "release" / NAME / FILE
    handed_in = {
        "right": SOLVED,
        "blank": blank,
        "odd": edited(SOLVED, odd),
        "wrong": edited(SOLVED, lambda cells: set_source(cells, "clip", WRONG_CLIP)),
        "cheat": edited(blank, cheat),
        "broken": "this is not a notebook",
        "fat": "[" * (MAX_NESTED + 1),
        **{student: blank for student in ("seed", "deep", "pipe")},
    }
    for student, notebook in handed_in.items():
        course.hand_in(folder, student, notebook)
    (folder / "submitted" / "blank" / NAME / "notes.txt").write_text("mine")
    links(folder)
    said = course.nbgrader(folder, "autograde", NAME)
    assert course.nbgrader(folder, "generate_feedback", NAME).returncode == 0
    return folder, said


def links(folder):
    """Hand-ins that are links to the right notebook, or have links to the course's seed
    and to its folder."""
    submitted = folder / "submitted"
    for student in ("notebook", "folder", "absolute"):
        (submitted / student).mkdir()
    (submitted / "notebook" / NAME).mkdir()
    (submitted / "notebook" / NAME / FILE).symlink_to(f"../../right/{NAME}/{FILE}")
    (submitted / "folder" / NAME).symlink_to(f"../right/{NAME}")
    (submitted / "absolute" / NAME).symlink_to(submitted / "right" / NAME)
    (submitted / "seed" / NAME / "words.txt").symlink_to(folder / "course.seed")
    (submitted / "deep" / NAME / "a" / "b").mkdir(parents=True)
    (submitted / "deep" / NAME / "a" / "b" / "c").symlink_to(folder)
    os.mkfifo(submitted / "pipe" / NAME / "timestamp.txt")
    (submitted / "itself").symlink_to("right")


WRONG_CLIP = (
    "def clip(gradients, maxValue):\n    for g in gradients.values():\n        np.clip(g, -10, 10, out=g)\n"
    "    return gradients"
)
NOISY = (
    "import sys\n\ndef clip(gradients, maxValue):\n    print('I am here', file=sys.stderr)\n"
    "    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}"
)


def test_the_reference_has_every_point_and_the_blank_none(trusted):
    marks = course.scores(trusted[0])

    assert (marks["right"], marks["blank"]) == (100.0, 0.0)


def test_a_doubled_or_missing_test_cell_and_words_on_stderr_cost_nothing(trusted):
    assert course.scores(trusted[0])["odd"] == 100.0


def test_a_wrong_function_costs_its_own_points_and_says_why(trusted):
    folder, _ = trusted

    assert 80.0 <= course.scores(folder)["wrong"] < 100.0
    assert "not passed" in course.comments(folder, "wrong")["clip"]
    assert "not passed" not in course.comments(folder, "wrong")["model"]


def test_a_cheat_on_the_checks_buys_nothing(trusted):
    assert course.scores(trusted[0])["cheat"] == 0.0


def test_a_file_that_is_no_notebook_is_named_and_stops_nobody(trusted):
    folder, said = trusted

    assert said.returncode == 1
    assert "student 'broken'" in said.stderr
    assert not (folder / "autograded" / "broken").exists()


def test_nbgraders_own_feedback_shows_the_verdicts(trusted):
    page = (trusted[0] / "feedback" / "wrong" / NAME / f"{NAME}.html").read_text()
    assert "not passed" in page


@pytest.mark.parametrize("student", REFUSED)
def test_whoever_hands_in_a_link_is_named_and_nothing_of_theirs_is_copied(trusted, student):
    folder, said = trusted
    assert f"for student '{student}'" in said.stderr
    assert student not in course.scores(folder)
    assert not (folder / "autograded" / student).exists()
    assert not (folder / "feedback" / student).exists()


def test_the_reason_is_said(trusted):
    reason = f"seed/{NAME}/words.txt is a link or not a plain file; it was not followed"
    assert reason in trusted[1].stderr


def test_the_seed_is_in_nothing_that_students_get(trusted):
    folder, _ = trusted
    secret = seed.load(folder / "course.seed").value.hex()
    copies = [
        path for room in ("autograded", "feedback") for path in (folder / room).rglob("*")
    ]
    assert copies
    assert not [path for path in copies if path.is_file() and secret in path.read_text()]


def test_what_is_a_plain_file_is_copied_as_ever(trusted):
    assert (trusted[0] / "autograded" / "blank" / NAME / "notes.txt").read_text() == "mine"


def test_whom_nbgrader_is_to_leave_out_is_left_out(trusted):
    folder, _ = trusted
    excluded = f"--CourseDirectory.student_id_exclude={','.join((*REFUSED, 'broken'))}"
    assert course.nbgrader(folder, "autograde", NAME, excluded).returncode == 0


def test_homework_without_a_rubric_is_left_to_nbgrader(trusted):
    folder, _ = trusted
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


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A course with nothing of ours but the stubs' text in its configuration."""
    folder = tmp_path_factory.mktemp("plain")
    course.make(folder, "c = get_config()\n" + course.PRACTICE)
    wrong = edited(SOLVED, lambda cells: set_source(cells, "clip", WRONG_CLIP))
    course.hand_in(folder, "blank", folder / "release" / NAME / FILE)
    course.hand_in(folder, "wrong", wrong)
    return folder, course.nbgrader(folder, "autograde", NAME)


def test_without_the_plug_in_nbgrader_gives_the_same_marks_to_honest_work(plain, trusted):
    folder, said = plain

    assert said.returncode == 0, said.stderr
    assert course.scores(folder) == {
        student: score
        for student, score in course.scores(trusted[0]).items()
        if student in ("blank", "wrong")
    }
