"""Our own files and the students' folders are never in one folder, so that a student
may have any of our files' names."""

import zipfile

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import seed
from dinosaur_grader.batch import attempts
from dinosaur_grader.desk import submissions
from dinosaur_grader.desk.lms import collect
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.test_forget import run as forgotten
from tests.dinosaur_grader.desk.test_refresh import grade

NAME = "dinosaur_island"
OURS = (
    *("attempts", "attempts.jsonl", "attempts.jsonl.new", "collected.csv", "collected.csv.new"),
    *("doubts.csv", "feedback", "autograded", "gradebook.db", "results.jsonl"),
    *("hand_ins.jsonl", "recorded.jsonl"),
    *("submitted", "submitted.attempts", "submitted.collected.csv", "totals.csv", "source"),
    *("course.seed", "course.toml", ".new", ".regrading", "...", "ann"),
)


@pytest.fixture
def home(tmp_path):
    """A class of students with these ids, whose work was collected twice: an earlier
    attempt of each is kept."""
    rows = ["student_id,system_id", *(f"{who},{n}" for n, who in enumerate(OURS, 100))]
    (tmp_path / "roster.csv").write_text("\n".join(rows) + "\n")
    collected_from(tmp_path, "{}")
    collected_from(tmp_path, assignments.load(NAME).blank_path.read_text("utf-8"))
    return tmp_path


def collected_from(home, notebook):
    """Let all of them hand in this notebook, and collect it."""
    with zipfile.ZipFile(home / "class.zip", "w") as archive:
        for number, _ in enumerate(OURS, 100):
            archive.writestr(f"name{number}_{number}_2{number}_{NAME}.ipynb", notebook)
    collect.collect(home / "class.zip", home / "submitted", NAME, "canvas", home / "roster.csv")


def lists(home):
    """Who stands in each list of ours."""
    submitted = home / "submitted"
    rows = collect.read_rows(attempts.beside(submitted, collect.FILE))
    return {row["student_id"] for row in rows}, set(attempts.read(submitted, NAME))


def test_whoever_is_named_like_a_file_of_ours_is_collected(home):
    assert lists(home) == (set(OURS), set(OURS))
    assert {path.name for path in (home / "submitted").iterdir()} == set(OURS)
    assert {path.name for path in attempts.room(home / "submitted").iterdir()} == set(OURS)


@pytest.mark.slow
def test_whoever_is_named_so_is_graded_and_has_pages(home, monkeypatch):
    seed.create(home / "course.seed")
    (home / "course.toml").write_text('attempts = "best"\n')
    upgrade.serial(monkeypatch)

    grade(home, "--roster", home / "roster.csv")

    for room in ("feedback", "autograded"):
        assert {path.name for path in (home / "out" / room).iterdir()} == set(OURS)


@pytest.mark.parametrize("student", [name for name in OURS if "." in name])
def test_to_forget_one_of_them_takes_no_list_away(home, student):
    (home / "out").mkdir()
    given = ("--submitted", home / "submitted", "--with-submission", "--yes")

    forgotten(home, student, *given)

    others = set(OURS) - {student}
    assert lists(home) == (others, others)
    assert {path.name for path in (home / "submitted").iterdir()} == others


def test_what_collect_doubted_stands_beside_the_hand_ins(home):
    submissions.write_doubts(home / "submitted", [("doubts.csv", "Handed in two.")])

    assert submissions.doubts(home / "submitted") == {"doubts.csv": ["Handed in two."]}
    assert (home / "submitted.doubts.csv").is_file()
