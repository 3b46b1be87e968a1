"""One mark everywhere: whatever makes the mark of a student another one, all who show
or send it say the same."""

import contextlib
import datetime
import hashlib
import io
import re
import shutil

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.desk import explain
from dinosaur_grader.desk.submissions import UNTIMED
from dinosaur_grader.store import database
from dinosaur_grader.store.database import default_url
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
CANVAS = "Student,ID,SIS Login ID,Section,dinosaur_island (42)\r\nAda,7,ada,A,\r\n"
MOODLE = "Identifier,Full name,Grade,Maximum Grade\r\nada,Ada,,100.00\r\n"
SYSTEMS = [
    ("canvas", CANVAS, "dinosaur_island (42)"),
    ("moodle", MOODLE, "Grade"),
    ("", "", "score"),
]


@pytest.fixture(scope="module")
def graded(works, tmp_path_factory):
    """A class of one, who has all right but for `clip`: 80 points."""
    home = tmp_path_factory.mktemp("refresh")
    upgrade.course_seed(home)
    hand_in(home, works["some"])
    with pytest.MonkeyPatch.context() as patched:
        upgrade.serial(patched)
        grade(home)
    return home


@pytest.fixture
def home(graded, tmp_path, monkeypatch):
    """A copy of it. Ada's mark is what `explain` is asked for: it replays nothing."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    upgrade.serial(monkeypatch)
    monkeypatch.setattr(explain, "replay", lambda *_: [])
    return tmp_path


def hand_in(home, raw):
    place = home / "submitted" / "ada" / NAME
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{NAME}.ipynb").write_bytes(raw)


def run(home, verb, *more, submitted=True):
    """A verb of the command line; what it printed."""
    given = ["--out", home / "out"]
    if submitted:
        given += ["--submitted", home / "submitted", "--seed", home / "course.seed"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = upgrade.run(verb, *more, *given)
    assert code == 0, said.getvalue()
    return said.getvalue()


def grade(home, *more):
    return run(home, "grade", "--isolation", "none", *more)


def explained(home):
    return run(home, "explain", "ada", "--isolation", "none")


def everywhere(home):
    """Ada's mark, by where it is said. The exports come first, as on an evening after
    the formgrader: no `grade` has run since."""
    found = {}
    for system, text, column in SYSTEMS:
        to, file = home / f"{system}-up.csv", home / f"{system}.csv"
        to.unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8")
        given = (f"--{system}", file) if system else ()
        run(home, "export", "--to", to, *given, submitted=False)
        found[f"export {system}"] = upgrade.rows(to)[0][column]
    with formgrader(home) as book:
        work = book.find_submission(NAME, "ada")
        score = work.score - sum(each.late_submission_penalty or 0 for each in work.notebooks)
        found["gradebook"] = f"{score:g}"
    found |= files(home)
    run(home, "report", submitted=False)
    report = (home / "out" / "report.html").read_text(encoding="utf-8")
    found["report"] = re.search(r"at least ([\d.]+) points", report)[1]
    said = explained(home)
    found["explain"] = re.search(r"ada: ([\d.]+|no) of 100 points", said)[1]
    table = grade(home)
    found["table"] = re.search(r"ada .*?│\s*([\d.]+) │ graded", table)[1]
    again = files(home)
    assert {name: found[name] for name in again} == again
    (mark,) = set(found.values())
    return float(mark)


def files(home):
    """Ada's mark in the files that `grade` wrote."""
    (total,) = upgrade.rows(home / "out" / "totals.csv")
    cells = sum(float(row["score"]) for row in upgrade.rows(home / "out" / "grades.csv"))
    shown = re.search(r"<strong>([\d.]+)</strong> of 100", page_of(home))
    of_cells = f"{cells - float(total['penalty'] or 0):g}"
    return {"totals.csv": total["score"], "grades.csv": of_cells, "page": shown[1]}


def page_of(home):
    return (home / "out" / "feedback" / "ada" / NAME / f"{NAME}.html").read_text("utf-8")


@contextlib.contextmanager
def formgrader(home):
    """What the formgrader does, through nbgrader's own models."""
    with Gradebook(default_url(home / "out")) as book:
        yield book
        book.db.commit()


def stamped(home, text):
    """Ada's work says when it was handed in."""
    stamp = home / "submitted" / "ada" / NAME / "timestamp.txt"
    stamp.write_text(f"2020-01-{text} UTC\n")


def test_what_a_person_gave_is_the_same_everywhere_and_so_is_its_absence_again(home):
    with formgrader(home) as book:
        book.find_grade("clip_expected", NAME, NAME, "ada").manual_score = 5.5
        book.find_grade("model_hidden", NAME, NAME, "ada").extra_credit = 9.0
        book.find_comment("clip", NAME, NAME, "ada").manual_comment = "Look <b>again</b>."
    assert everywhere(home) == 94.5
    assert "5.5 given by hand" in page_of(home)
    assert "Look &lt;b&gt;again&lt;/b&gt;." in page_of(home)
    assert "Look <b>again</b>." in explained(home)

    with formgrader(home) as book:
        book.find_grade("clip_expected", NAME, NAME, "ada").manual_score = None
        # what nbgrader gave later stands but for grade
        book.find_grade("clip_expected", NAME, NAME, "ada").auto_score = 8.0
    run(home, "export", "--to", home / "up.csv", submitted=False)
    assert "ada,dinosaur_island,97,100" in (home / "up.csv").read_text("utf-8")
    assert set(files(home).values()) == {"97"}
    assert "5.5 given by hand" not in page_of(home)


def test_late_work_by_course_toml_is_the_same_everywhere_and_its_change_is_shown(home, capsys):
    stamped(home, "02 02:00:00")
    grade(home)
    text = f"due.{NAME} = 2020-01-01T00:00:00+00:00\nlate.percent_a_day = 10\n"
    (home / "course.toml").write_text(text)
    with pytest.raises(AssertionError):
        grade(home)
    said = " ".join(capsys.readouterr().err.split())
    assert "late work" in said and "26.0 hours late" in said and "-16" in said
    assert files(home)["totals.csv"] == "80"

    grade(home, "--accept-changes")
    assert everywhere(home) == 64
    assert "16 points are taken off because it came in late." in page_of(home)

    (home / "course.toml").write_text(text.replace("10", "20"))
    grade(home, "--keep-marks")
    assert set(files(home).values()) == {"64"}

    with formgrader(home) as book:  # what a person allowed in nbgrader
        book.find_submission(NAME, "ada").extension = datetime.timedelta(days=5)
    grade(home, "--accept-changes")
    assert set(files(home).values()) == {"80"}


def call_late(home, raw, seconds):
    """Note what `collect` does of Ada's file where its system calls it late."""
    digest = hashlib.sha256(raw).hexdigest()
    said = dict(late=seconds > 0, late_seconds=seconds)
    this = CollectedAttempt(NAME, "ada", digest, attempts.now(), **said)
    with database.writing(default_url(home / "out")) as connection:
        attempts.note(connection, [this])


def test_a_penalty_is_asked_about_where_the_system_calls_the_same_file_late_by_now(
    home, works, capsys
):
    (home / "course.toml").write_text("late.percent_a_day = 10\n")
    grade(home, "--accept-changes")
    call_late(home, works["some"], 90_000.0)

    assert upgrade.grade(home) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "late work" in said and "25.0 hours late" in said and "-16" in said
    assert "The system says by now that other work is late" in said
    assert files(home)["totals.csv"] == "80"
    grade(home, "--keep-marks")
    assert set(files(home).values()) == {"80"} and upgrade.grade(home) == 2
    grade(home, "--accept-changes")
    assert everywhere(home) == 64


def test_a_new_hand_in_that_is_late_is_not_asked_about(home, works):
    (home / "course.toml").write_text("late.percent_a_day = 10\n")
    grade(home, "--accept-changes")
    hand_in(home, works["all"])
    call_late(home, works["all"], 3_600.0)

    grade(home)
    assert files(home)["totals.csv"] == "90"


def test_work_that_says_no_time_where_others_does_is_for_a_human_look(home):
    shutil.copytree(home / "submitted" / "ada", home / "submitted" / "bob")
    stamped(home, "01 02:00:00")
    grade(home)
    noted = stored.notes(home / "out", NAME)
    assert (noted["ada"].looks, noted["bob"].looks) == ((), (UNTIMED,))
