"""Plain `nbgrader autograde`, with the plug-in and without it, by the real nbgrader in
a course of its own; below its `submitted/` also links, and notebooks that nobody can
read."""

import copy
import json
import os

import pytest

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.judging.reading.parse import MAX_NESTED
from dinosaur_grader.plugin import MAX_OUTPUTS
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import level

pytestmark = [pytest.mark.slow]

NAME = course.NAME
FILE = f"{NAME}.ipynb"
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
    course_seed.create(folder / "course.seed")
    blank = folder / "release" / NAME / FILE
    handed_in = {
        "right": SOLVED,
        "blank": blank,
        "odd": edited(SOLVED, odd),
        "wrong": edited(SOLVED, lambda cells: set_source(cells, "clip", WRONG_CLIP)),
        "cheat": edited(blank, cheat),
        "broken": "this is not a notebook",
        "fat": "[" * (MAX_NESTED + 1),
        "outputs": edited(blank, lambda cells: cells[-1].update(outputs=[{}] * MAX_OUTPUTS)),
        **{student: blank for student in ("seed", "deep", "pipe", "late")},
    }
    for student, notebook in handed_in.items():
        course.hand_in(folder, student, notebook)
    (folder / "submitted" / "blank" / NAME / "notes.txt").write_text("mine")
    (folder / "submitted" / "late" / NAME / "timestamp.txt").write_text("1" * 10_000)
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


def test_honest_work_has_its_marks_and_words_and_a_cheat_nothing(trusted):
    folder, _ = trusted
    marks = course.scores(folder)
    wrong = marks.pop("wrong")
    # a doubled or missing test cell and words on stderr cost nothing
    assert marks == {"right": 100.0, "odd": 100.0, "blank": 0.0, "cheat": 0.0}
    assert 80.0 <= wrong < 100.0
    assert "To do: " in course.comments(folder, "wrong")["clip"]
    assert "To do: " not in course.comments(folder, "wrong")["model"]
    assert "not passed" in (folder / "feedback" / "wrong" / NAME / f"{NAME}.html").read_text()
    assert (folder / "autograded" / "blank" / NAME / "notes.txt").read_text() == "mine"


def test_a_file_that_is_no_notebook_is_named_and_stops_nobody(trusted):
    folder, said = trusted

    assert said.returncode == 1
    assert "student 'broken'" in said.stderr
    assert not (folder / "autograded" / "broken").exists()


REFUSED = (
    *("notebook", "folder", "absolute", "seed", "deep", "pipe", "itself", "fat"),
    *("outputs", "late"),
)


def test_whoever_hands_in_a_link_is_named_and_nothing_of_theirs_is_copied(trusted):
    folder, said = trusted
    named = [student for student in REFUSED if f"for student '{student}'" in said.stderr]
    assert named == list(REFUSED)
    assert f"more than {MAX_OUTPUTS:,} outputs" in said.stderr
    assert f"seed/{NAME}/words.txt is a link or not a plain file; it was not" in said.stderr
    for room in ("autograded", "feedback"):
        assert not {*REFUSED} & {path.name for path in (folder / room).iterdir()}


def test_the_seed_is_in_nothing_that_students_get(trusted):
    folder, _ = trusted
    secret = course_seed.load(folder / "course.seed").value.hex()
    copies = [
        path for room in ("autograded", "feedback") for path in (folder / room).rglob("*")
    ]
    assert copies
    assert not [path for path in copies if path.is_file() and secret in path.read_text()]


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
    ours = course.scores(trusted[0])
    assert course.scores(folder) == {each: ours[each] for each in ("blank", "wrong")}
