"""Plain `nbgrader autograde`, with the plug-in and without it, by the real nbgrader in
a course of its own."""

import json

import pytest

from tests.dinosaur_grader import course

pytestmark = [pytest.mark.slow]

SOLVED = course.ROOT / "source" / course.NAME / f"{course.NAME}.ipynb"
CONFIG = course.ROOT / "nbgrader_config.py"
CHEAT = (
    "import dinosaur_grader.plain, dinosaur_grader.checks as checks\n"
    "dinosaur_grader.plain.marks = lambda cell, namespace: 1e9\n"
    "checks.judge = lambda probe, outcome: checks.Verdict(probe.id, True, 99.0, 99.0, 'well done')\n"
    "marks = check = lambda *a: 20.0"
)


def level():
    """The strictest level that this machine gives; the plug-in's own default is
    strict."""
    from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox

    try:
        with Sandbox("strict"):
            return "strict"
    except IsolationUnavailable:
        return "none"


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


def double(cells, grade_id):
    cells.insert(
        place_of(cells, grade_id), json.loads(json.dumps(cells[place_of(cells, grade_id)]))
    )


def drop(cells, grade_id):
    del cells[place_of(cells, grade_id)]


def cheat(cells):
    cells[place_of(cells, "clip")]["source"] += "\n" + CHEAT


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    """A course graded through the plug-in; the folder and what nbgrader said."""
    folder = tmp_path_factory.mktemp("trusted")
    course.make(folder, CONFIG.read_text() + f"\nc.TrustedExecute.isolation = {level()!r}\n")
    blank = folder / "release" / course.NAME / f"{course.NAME}.ipynb"
    course.hand_in(folder, "right", SOLVED)
    course.hand_in(folder, "blank", blank)
    course.hand_in(
        folder, "doubled", edited(SOLVED, lambda cells: double(cells, "clip_expected"))
    )
    course.hand_in(folder, "dropped", edited(SOLVED, lambda cells: drop(cells, "clip_hidden")))
    course.hand_in(
        folder, "wrong", edited(SOLVED, lambda cells: set_source(cells, "clip", WRONG_CLIP))
    )
    course.hand_in(folder, "cheat", edited(blank, cheat))
    course.hand_in(
        folder,
        "noisy",
        edited(SOLVED, lambda cells: cells[place_of(cells, "clip")].update(source=NOISY)),
    )
    course.hand_in(folder, "broken", "this is not a notebook")
    return folder, course.nbgrader(folder, "autograde", course.NAME)


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


def test_one_doubled_or_missing_test_cell_costs_nobody_anything(trusted):
    marks = course.scores(trusted[0])

    assert (marks["doubled"], marks["dropped"]) == (100.0, 100.0)


def test_a_wrong_function_costs_its_own_points_and_says_why(trusted):
    folder, _ = trusted

    assert 80.0 <= course.scores(folder)["wrong"] < 100.0
    assert "not passed" in course.comments(folder, "wrong")["clip"]
    assert "not passed" not in course.comments(folder, "wrong")["model"]


def test_a_cheat_on_the_checks_buys_nothing(trusted):
    assert course.scores(trusted[0])["cheat"] == 0.0


def test_words_on_stderr_cost_nothing(trusted):
    assert course.scores(trusted[0])["noisy"] == 100.0


def test_a_file_that_is_no_notebook_is_named_and_stops_nobody(trusted):
    folder, said = trusted

    assert said.returncode == 1
    assert "student 'broken'" in said.stderr
    assert not (folder / "autograded" / "broken").exists()


def test_nbgraders_own_feedback_shows_the_verdicts(trusted):
    folder, _ = trusted

    done = course.nbgrader(folder, "generate_feedback", course.NAME, "--student=wrong")

    assert done.returncode == 0, done.stderr
    page = (folder / "feedback" / "wrong" / course.NAME / f"{course.NAME}.html").read_text()
    assert "not passed" in page


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A course with nothing of ours but the stubs' text in its configuration."""
    folder = tmp_path_factory.mktemp("plain")
    course.make(folder, "c = get_config()\n" + course.PRACTICE)
    course.hand_in(folder, "right", SOLVED)
    course.hand_in(folder, "blank", folder / "release" / course.NAME / f"{course.NAME}.ipynb")
    course.hand_in(
        folder, "wrong", edited(SOLVED, lambda cells: set_source(cells, "clip", WRONG_CLIP))
    )
    return folder, course.nbgrader(folder, "autograde", course.NAME)


def test_without_the_plug_in_nbgrader_gives_the_same_marks_to_honest_work(plain, trusted):
    folder, said = plain

    assert said.returncode == 0, said.stderr
    assert course.scores(folder) == {
        student: score
        for student, score in course.scores(trusted[0]).items()
        if student in ("right", "blank", "wrong")
    }
