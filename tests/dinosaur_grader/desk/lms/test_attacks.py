"""Display names and names of files by which somebody's blank notebook once took an honest
student's place, in each system, by `collect` and by `evening`."""

import shlex
import subprocess
import sys

import pytest

from dinosaur_grader.assignments import assignment as assignments
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.evening_class import write_rows
from tests.dinosaur_grader.desk.lms.test_collect import zipped

NAME = "dinosaur_island"
NB = f"{NAME}.ipynb"
PART = "assignsubmission_file_"
WHOLE = [("ada", "101"), ("bob", "102"), ("zoe", "105")]
OLD = WHOLE[:2]  # fetched before Zoe enrolled
MOODLE_HONEST = f"Ada_101_{PART}/{NB}"
MOODLE_ATTACK = f"Zoe_101_{PART}105_{PART}/{NB}"
CANVAS_ATTACK = f"x_101_105_3000_{NB}"
ATTACKS = {
    "moodle": ("moodle", MOODLE_ATTACK, [MOODLE_HONEST], WHOLE),
    "moodle, an old list": ("moodle", MOODLE_ATTACK, [MOODLE_HONEST], OLD),
    "moodle, flat": ("moodle", MOODLE_ATTACK.replace("/", ""), [], OLD),
    "canvas, an old list": ("canvas", CANVAS_ATTACK, [], OLD),
    "canvas, two numbers": (
        "canvas",
        f"x_101_99999_105_3000_{NB}",
        [f"ada_101_2001_5_{NB}"],
        OLD,
    ),
}


@pytest.fixture(params=ATTACKS)
def attacked(request, tmp_path, monkeypatch):
    """A course in which Ada has handed in the right answers earlier or again now, and the
    zip in which somebody else's blank notebook aims at her place: its system and its
    name."""
    system, attack, honest, listed = ATTACKS[request.param]
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    upgrade.course_seed(tmp_path)
    upgrade.hand_in(tmp_path / "submitted", "ada", upgrade.solved())
    right = upgrade.notebook(tmp_path / "submitted", "ada").read_bytes()
    blank = assignments.load(NAME).blank_path.read_bytes()
    bob = f"Bob_102_{PART}/{NB}" if system == "moodle" else f"bob_102_2002_{NB}"
    files = [(bob, right), *((name, right) for name in honest), (attack, blank)]
    zipped(tmp_path / "s.zip", files)
    write_rows(tmp_path / "roster.csv", [("student_id", "system_id"), *listed])
    canvas = [("Student", "ID", "SIS Login ID", "Section", NAME)]
    canvas += [(f"{own}, {own}", key, "", "A", "") for own, key in listed]
    write_rows(tmp_path / "canvas.csv", canvas)
    moodle = [("Identifier", "Full name", "Grade", "Maximum Grade")]
    moodle += [(f"Participant {key}", own, "", "100.00") for own, key in listed]
    write_rows(tmp_path / "moodle.csv", moodle)
    return system, attack


def test_nobody_takes_the_place_of_another_by_collect_which_names_the_file_for_both(
    attacked, tmp_path, capsys
):
    system, attack = attacked
    before = upgrade.notebook(tmp_path / "submitted", "ada").read_bytes()
    given = ("s.zip", "--roster", "roster.csv", "--system", system, "--assignment", NAME)
    assert upgrade.run("collect", *given) == 1
    said = capsys.readouterr().err
    assert upgrade.notebook(tmp_path / "submitted", "ada").read_bytes() == before
    (left,) = [line for line in said.splitlines() if line.startswith(f"Left out: {attack}")]
    assert "its name could belong to" in left and "ada" in left
    (line,) = [one for one in said.splitlines() if one.startswith("Note: ada:")]
    assert "may be theirs" in line and attack[:40] in line


@pytest.mark.slow
def test_nobody_takes_the_mark_of_another_by_evening_which_ends_with_something_to_do(
    attacked, tmp_path, capfd
):
    system, attack = attacked
    given = ("s.zip", "--roster", "roster.csv", f"--{system}", f"{system}.csv", "--yes")
    code = upgrade.run("evening", *given, "--isolation", "none", "--assignment", NAME)
    assert upgrade.totals(tmp_path / "graded") == {"ada": "100", "bob": "100"} | (
        {"zoe": ""} if "zoe" in (tmp_path / "roster.csv").read_text() else {}
    )
    assert code == 1
    assert f"Left out: {attack}" in capfd.readouterr().err


def test_a_file_that_a_person_is_called_by_says_whose_it_may_be_and_how_to_say_so(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    called = "Ada O'Hara $HOME `id`"
    rows = [("student_id", "name"), ("00123", called), ("00500", "Bob Lee")]
    write_rows(tmp_path / "people.csv", rows)
    files = [(f"{called}.ipynb", "ada's"), ("00500.ipynb", "bob's")]
    zipped(tmp_path / "s.zip", files)
    into = ("--into", "handed in", "--out", "out of it")
    given = ("s.zip", "--people", "people.csv", "--system", "folder", "--assignment", NAME)
    assert upgrade.run("collect", *given, *into) == 0
    said = capsys.readouterr().err
    missing = f"Missing: {called} (00123) handed in nothing. This may be theirs"
    assert missing in said and f"It may be {called} (00123)." in said
    command = said.split("or use `", 1)[1].split("`.\n", 1)[0]
    grader = f"{shlex.quote(sys.executable)} -P -m dinosaur_grader"
    done = subprocess.run(
        ["sh", "-c", command.replace("dinosaur-grader", grader, 1)],
        input="yes\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    place = tmp_path / "handed in" / "00123" / NAME / NB
    assert place.read_text() == "ada's"
