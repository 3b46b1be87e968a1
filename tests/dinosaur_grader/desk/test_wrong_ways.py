"""Ways to hold it wrong: each ends in a sentence with the next step, nothing is lost, and
none is called a success."""

import contextlib
import io
import shutil
import sqlite3
import zipfile

import pytest

from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
NOTEBOOK = f"{NAME}.ipynb"
MINE = f"submitted/ada/{NAME}"
GRADE = "grade --submitted submitted --out out --isolation none"
EXPORT = "export --out out --to up.csv"
HEADING = "Student,ID,SIS Login ID,Section"


def text(name, content=""):
    def write_it(home):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return write_it


def moved(source, to):
    def move(home):
        (home / to).parent.mkdir(parents=True, exist_ok=True)
        (home / source).rename(home / to)

    return move


def renamed(name):
    """Everybody's folder of the assignment has another name."""

    def rename(home):
        for student in (home / "submitted").iterdir():
            (student / NAME).rename(student / name)

    return rename


def deeper(home):
    moved("submitted", "class")(home)
    moved("class", "submitted/all")(home)


def emptied(home):
    shutil.rmtree(home / "submitted")
    (home / "submitted").mkdir()


def one_student(home):
    (home / "submitted" / "ada").rename(home / "ada")
    shutil.rmtree(home / "submitted")
    (home / "ada").rename(home / "submitted")


def loose(home):
    emptied(home)
    (home / "submitted" / "ada.ipynb").write_text("{}")


def zipped(home):
    emptied(home)
    with zipfile.ZipFile(home / "submitted" / "all.zip", "w") as archive:
        archive.writestr("ada_1_2_x.ipynb", "{}")


def no_work(home):
    emptied(home)
    (home / "submitted" / "ada").mkdir()


def older_gradebook(home):
    with sqlite3.connect(home / "out" / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = 'older'")


NO_BOOK = text("out/gradebook.db", "no database, but long enough " * 90)
SERVER = "postgresql://me:secret@127.0.0.1:1/grades"
ELSEWHERE = moved("out/gradebook.db", "one.db")
CAPITALS = text("r.csv", "\ufeffstudent_id;name\r\nADA;A\r\nbob;B\r\n")
LATIN = text("r.csv", "student_id,name\nada,J\u00f6rg\n".encode("latin-1"))
OTHERS = text("c.csv", f"{HEADING},{NAME}\nZoe,9,zoe,A,\n")
AS_TEXT = moved(f"{MINE}/{NOTEBOOK}", f"{MINE}/{NOTEBOOK}.txt")
AS_PAGE = moved(f"{MINE}/{NOTEBOOK}", f"{MINE}/report.html")
ONLY = f"ada: There is no notebook {NOTEBOOK} in the folder, only report.html."
BESIDE = "ada: Nothing was handed in. There is Dinosaur_Island, which is not"
EXPLAIN = "explain adda --out out --submitted submitted"
# What is done to a class that was handed in, the command, what it says, its exit code.
WAYS = [
    (emptied, GRADE, "It is empty", 2),
    (loose, GRADE, "Did you mean `dinosaur-grader collect", 2),
    (zipped, GRADE, "collect submitted/all.zip`", 2),
    (deeper, GRADE, "--submitted submitted/all?", 2),
    (one_student, GRADE, "folder of one student", 2),
    (renamed("dinosaur-island"), GRADE, "have dinosaur-island", 2),
    (renamed("ps1"), GRADE, "have ps1, not dinosaur_island", 2),
    (no_work, GRADE, "are empty: ada", 2),
    (text("x"), f"{GRADE} --assignment dino", "no rubric of 'dino'", 2),
    (NO_BOOK, GRADE, "put your backup in its place", 2),
    (text("x"), f"{GRADE} --database {SERVER}", "see that its server runs", 2),
    (text("x"), f"{GRADE} --database grades", "not a database's address", 2),
    (text("x"), f"{GRADE} --accept-changes --keep-marks", "choose one", 2),
    (text("r.csv", b"\xff\xfe\x00"), f"{GRADE} --roster r.csv", "r.csv", 2),
    (LATIN, f"{GRADE} --roster r.csv", "r.csv is not UTF-8: save it as CSV UTF-8", 2),
    (CAPITALS, f"{GRADE} --roster r.csv", "ada: In no list of people. Did you mean ADA?", 0),
    (AS_TEXT, GRADE, "ada 0", 0),
    (AS_PAGE, GRADE, ONLY, 0),
    (moved(MINE, "submitted/ada/Dinosaur_Island"), GRADE, BESIDE, 0),
    (moved("submitted/ada", "submitted/.ada"), GRADE, ".ada: The folder is hidden.", 0),
    (text("out/x"), EXPORT, "grade first", 2),
    (text("in/ada/report.html"), "collect in", "Error: nothing was collected", 2),
    (text("in.zip"), "evening in.zip", "either --canvas FILE, which Canvas gives", 2),
]
# The same of a class that was graded.
AFTER = [
    (older_gradebook, GRADE, "nbgrader db upgrade", 2),
    (moved("course.seed", "lost"), GRADE, "seed", 2),
    (OTHERS, f"{EXPORT} --canvas c.csv", "no row belongs to any of the 2 students", 2),
    (text("up.csv", "mine"), EXPORT, "nothing is overwritten", 2),
    (ELSEWHERE, EXPORT, "with --database the gradebook that its marks are in", 2),
    (text("x"), f"{EXPORT} --feedback canvas", "nothing was collected from canvas", 2),
    (text("c.csv"), f"{EXPORT} --canvas c.csv --moodle c.csv", "not both", 2),
    (text("x"), EXPLAIN, "Did you mean ada?", 2),
]


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """A class of two: handed in, and the same graded."""
    handed_in, graded = (tmp_path_factory.mktemp(name) / "class" for name in ("in", "graded"))
    for student in ("ada", "bob"):
        upgrade.hand_in(handed_in / "submitted", student, {})
    upgrade.course_seed(handed_in)
    shutil.copytree(handed_in, graded)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(graded)
        upgrade.serial(patched)
        assert run(GRADE)[0] == 0
    return {False: handed_in, True: graded}


def run(command):
    """A command; its exit code and all that it said, on one line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = upgrade.run(*command.split())
    lines = (out.getvalue() + err.getvalue()).replace("│", " ")
    return code, " ".join(lines.split())


@pytest.mark.parametrize(
    ("done", "command", "says", "code", "after"),
    [*((*way, False) for way in WAYS), *((*way, True) for way in AFTER)],
)
def test_it_is_said_with_the_next_step_and_nothing_is_lost(
    classes, tmp_path, monkeypatch, done, command, says, code, after
):
    home = shutil.copytree(classes[after], tmp_path / "home")
    monkeypatch.chdir(home)
    monkeypatch.setenv("COLUMNS", "200")
    upgrade.serial(monkeypatch)
    done(home)
    before = {name: data for name, (_, data) in files(home).items()}

    ended, said = run(command)

    assert says in said
    assert "secret" not in said.replace("secret seed", "")
    assert "Traceback" not in said
    assert ended == code
    there = {name: data for name, (_, data) in files(home).items()}
    assert before == {name: there.get(name) for name in before}
