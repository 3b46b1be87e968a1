"""Our own files and the students' folders are never in one folder, so that a student
may have any of our files' names."""

import zipfile

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed
from dinosaur_grader.batch import attempts
from dinosaur_grader.desk.lms import collect
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.lms.collecting import collected
from tests.dinosaur_grader.desk.test_forget import run as forgotten
from tests.dinosaur_grader.desk.test_refresh import grade

NAME = "dinosaur_island"
OURS = (
    *("attempts", "feedback", "autograded"),
    *("gradebook.db", "gradebook.db.lock", "gradebook.db-journal"),
    *("rendered.json", "results.jsonl", "totals.csv", "source"),
    *("submitted", "submitted.attempts"),
    *("course.seed", "course.toml", ".new", "...", "ann"),
)


@pytest.fixture
def home(tmp_path):
    """A class of students with these ids, whose work was collected twice: an earlier
    attempt of each is kept."""
    roster, submitted = tmp_path / "roster.csv", tmp_path / "submitted"
    (tmp_path / "out").mkdir()
    url = stored.url(tmp_path / "out")
    rows = [f"{who},{number}\n" for number, who in enumerate(OURS, 100)]
    roster.write_text("student_id,system_id\n" + "".join(rows))
    for notebook in ("{}", assignments.load(NAME).blank_path.read_text("utf-8")):
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
            for number, _ in enumerate(OURS, 100):
                archive.writestr(f"name{number}_{number}_2{number}_{NAME}.ipynb", notebook)
        collected(tmp_path / "class.zip", submitted, url, roster)
    return tmp_path


def lists(home):
    """Who stands in each list of ours."""
    out = home / "out"
    rows = collect.rows_of(stored.url(out), NAME, "canvas")
    return {row.student for row in rows}, set(stored.attempted(out, NAME))


@pytest.mark.slow
def test_whoever_is_named_like_a_file_of_ours_is_collected_graded_and_has_pages(
    home, monkeypatch
):
    assert lists(home) == (set(OURS),) * 2
    course_seed.create(home / "course.seed")
    (home / "course.toml").write_text('attempts = "best"\n')
    upgrade.serial(monkeypatch)

    grade(home, "--roster", home / "roster.csv")

    rooms = [home / "out" / "feedback", home / "out" / "autograded"]
    rooms += [home / "submitted", attempts.room(home / "submitted")]
    for room in rooms:
        assert {path.name for path in room.iterdir()} == set(OURS)


LISTS = ("attempts", "gradebook.db", "...")


@pytest.mark.parametrize("student", LISTS)
def test_to_forget_one_of_them_takes_no_list_away(home, student):
    given = ("--submitted", home / "submitted", "--with-submission", "--yes")

    forgotten(home, student, *given)

    others = set(OURS) - {student}
    assert lists(home) == (others,) * 2
    assert {path.name for path in (home / "submitted").iterdir()} == others
