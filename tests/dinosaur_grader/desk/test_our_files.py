"""Our own files and the students' folders are never in one folder, so that a student
may have any of our files' names."""

import zipfile

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed
from dinosaur_grader.batch import attempts
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
    roster, submitted = tmp_path / "roster.csv", tmp_path / "submitted"
    rows = [f"{who},{number}\n" for number, who in enumerate(OURS, 100)]
    roster.write_text("student_id,system_id\n" + "".join(rows))
    for notebook in ("{}", assignments.load(NAME).blank_path.read_text("utf-8")):
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
            for number, _ in enumerate(OURS, 100):
                archive.writestr(f"name{number}_{number}_2{number}_{NAME}.ipynb", notebook)
        collect.collect(tmp_path / "class.zip", submitted, NAME, "canvas", roster)
    return tmp_path


def lists(home):
    """Who stands in each list of ours."""
    submitted = home / "submitted"
    rows = collect.read_rows(attempts.file_of(submitted, collect.FILE))
    return {row["student_id"] for row in rows}, set(attempts.read(submitted, NAME))


@pytest.mark.slow
def test_whoever_is_named_like_a_file_of_ours_is_collected_graded_and_has_pages(
    home, monkeypatch
):
    assert lists(home) == (set(OURS), set(OURS))
    course_seed.create(home / "course.seed")
    (home / "course.toml").write_text('attempts = "best"\n')
    upgrade.serial(monkeypatch)

    grade(home, "--roster", home / "roster.csv")

    rooms = [home / "out" / "feedback", home / "out" / "autograded"]
    rooms += [home / "submitted", attempts.room(home / "submitted")]
    for room in rooms:
        assert {path.name for path in room.iterdir()} == set(OURS)


LISTS = ("attempts.jsonl", "collected.csv", "doubts.csv", "submitted.collected.csv", "...")


@pytest.mark.parametrize("student", LISTS)
def test_to_forget_one_of_them_takes_no_list_away(home, student):
    (home / "out").mkdir()
    given = ("--submitted", home / "submitted", "--with-submission", "--yes")

    forgotten(home, student, *given)

    others = set(OURS) - {student}
    assert lists(home) == (others, others)
    assert {path.name for path in (home / "submitted").iterdir()} == others
