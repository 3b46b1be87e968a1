"""Ways to hold it wrong: each ends in a sentence with the next step, nothing is lost, and
none is called a success."""

import contextlib
import io
import shutil
import sqlite3
import zipfile
from dataclasses import dataclass

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files
from tests.gallery.hostile import Attack, write

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
NOTEBOOK = f"{NAME}.ipynb"
GRADE = ("grade", "--submitted", "submitted", "--out", "out", "--isolation", "none")
EXPORT = ("export", "--out", "out", "--to", "up.csv")
HEADING = "Student,ID,SIS Login ID,Section"


@dataclass(frozen=True)
class Wrong:
    """One way: what was done to the folder, the command, what it has to say, and the
    exit code. `after` says that a class was graded before."""

    way: str
    done: object
    command: tuple[str, ...]
    says: str
    code: int = 2
    after: bool = False


def text(name, content=""):
    def write_it(home):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return write_it


def folder(name):
    return lambda home: (home / name).mkdir(parents=True)


def moved(to):
    """The whole class lies elsewhere than it should."""

    def move(home):
        (home / to).parent.mkdir(parents=True, exist_ok=True)
        (home / "class").rename(home / to)

    return move


def renamed(name):
    """Everybody's folder of the assignment has another name."""

    def rename(home):
        moved("submitted")(home)
        for student in (home / "submitted").iterdir():
            (student / NAME).rename(student / name)

    return rename


def one_student(home):
    (home / "class" / "ada").rename(home / "submitted")


def loose(home):
    (home / "submitted").mkdir()
    (home / "class" / "ada" / NAME / NOTEBOOK).rename(home / "submitted" / "ada.ipynb")


def zipped(home):
    (home / "submitted").mkdir()
    with zipfile.ZipFile(home / "submitted" / "all.zip", "w") as archive:
        archive.write(home / "class" / "ada" / NAME / NOTEBOOK, "ada_1_2_x.ipynb")


def both(*steps):
    def all_of_them(home):
        for step in steps:
            step(home)

    return all_of_them


def older_gradebook(home):
    with sqlite3.connect(home / "out" / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = 'older'")


MINE = moved("submitted")
WAYS = [
    Wrong("an empty folder", folder("submitted"), GRADE, "It is empty"),
    Wrong("a folder that is not there", folder("x"), GRADE, "'submitted' does not exist"),
    Wrong("loose notebooks", loose, GRADE, "Did you mean `dinosaur-grader collect"),
    Wrong("the zip itself", zipped, GRADE, "collect submitted/all.zip`"),
    Wrong("one level too high", moved("submitted/all"), GRADE, "--submitted submitted/all?"),
    Wrong("one level too low", one_student, GRADE, "folder of one student"),
    Wrong("a hyphen in the folder", renamed("dinosaur-island"), GRADE, "have dinosaur-island"),
    Wrong("capitals in the folder", renamed("Dinosaur_Island"), GRADE, "have Dinosaur_Island"),
    Wrong("a mistyped folder", renamed("dinosaur_iland"), GRADE, "have dinosaur_iland"),
    Wrong("other homework", renamed("ps1"), GRADE, "have only ps1"),
    Wrong("empty student folders", folder("submitted/ada"), GRADE, "are empty: ada"),
    Wrong("texts only", text("submitted/notes.txt"), GRADE, "not notebooks"),
    Wrong(
        "a mistyped assignment", MINE, (*GRADE, "--assignment", "dino"), "no rubric of 'dino'"
    ),
    Wrong(
        "a gradebook that is none",
        both(MINE, text("out/gradebook.db", "no database, but long enough " * 90)),
        GRADE,
        "put your backup in its place",
    ),
    Wrong(
        "an older nbgrader's gradebook",
        older_gradebook,
        GRADE,
        "nbgrader db upgrade",
        after=True,
    ),
    Wrong(
        "a server that is down",
        MINE,
        (*GRADE, "--database", "postgresql://me:secret@127.0.0.1:1/grades"),
        "see that its server runs",
    ),
    Wrong(
        "a database that is none",
        MINE,
        (*GRADE, "--database", "grades"),
        "not a database's address",
    ),
    Wrong(
        "a folder for the gradebook that is not there",
        MINE,
        (*GRADE, "--database", "sqlite:////nowhere/at/all/g.db"),
        "nowhere",
    ),
    Wrong(
        "two choices at once", MINE, (*GRADE, "--accept-changes", "--keep-marks"), "choose one"
    ),
    Wrong(
        "a roster that is no table",
        both(MINE, text("r.csv", b"\xff\xfe\x00")),
        (*GRADE, "--roster", "r.csv"),
        "r.csv",
    ),
    Wrong("a report of nothing", folder("out"), ("report", "--out", "out"), "grade first"),
    Wrong("an export of nothing", folder("out"), EXPORT, "grade first"),
    Wrong(
        "a seed that was lost",
        lambda home: (home / "course.seed").unlink(),
        GRADE,
        "seed",
        after=True,
    ),
]


# What is taken, or left out with a word, though it is not as it should be: (how, student, what
# is said, exit code)
ODD = [
    Wrong(
        "a notebook that is a text",
        both(MINE, lambda home: as_named(home, f"{NOTEBOOK}.txt")),
        GRADE,
        "ada 0",
        0,
    ),
    Wrong(
        "one with two endings",
        both(MINE, lambda home: as_named(home, f"{NOTEBOOK}.json")),
        GRADE,
        "ada 0",
        0,
    ),
    Wrong(
        "one student's folder in capitals",
        both(MINE, lambda home: (mine(home)).rename(mine(home).with_name("Dinosaur_Island"))),
        GRADE,
        "ada: Nothing was handed in. There is Dinosaur_Island, which is not",
        0,
    ),
    Wrong(
        "a student in capitals",
        both(MINE, text("r.csv", "\ufeffstudent_id;name\r\nADA;A\r\nbob;B\r\n")),
        (*GRADE, "--roster", "r.csv"),
        "ada: Not in the roster. Did you mean ADA?",
        0,
    ),
    Wrong(
        "a hidden folder",
        both(MINE, lambda home: (home / "submitted/ada").rename(home / "submitted/.ada")),
        GRADE,
        ".ada: The folder is hidden.",
        0,
    ),
    Wrong(
        "a web page for a notebook",
        both(MINE, lambda home: as_named(home, "report.html")),
        GRADE,
        "ada: There is no notebook dinosaur_island.ipynb in the folder, only report.html.",
        0,
    ),
    Wrong(
        "a roster of Latin-1",
        both(MINE, text("r.csv", "student_id,name\nada,J\u00f6rg\n".encode("latin-1"))),
        (*GRADE, "--roster", "r.csv"),
        "r.csv is not UTF-8: save it as CSV UTF-8",
    ),
    Wrong(
        "a grade book for a roster",
        both(MINE, text("r.csv", f"{HEADING}\n")),
        (*GRADE, "--roster", "r.csv"),
        "r.csv: the first line must name a column student_id",
    ),
    Wrong(
        "a collection of nothing",
        text("in/ada/report.html"),
        ("collect", "in"),
        "Error: nothing was collected",
    ),
    Wrong(
        "a zip that was cut off",
        text("in.zip", b"PK\x03\x04"),
        ("collect", "in.zip"),
        "download it again",
    ),
    Wrong(
        "an export into a grade book of others",
        text("c.csv", f"{HEADING},{NAME}\nZoe,9,zoe,A,\n"),
        (*EXPORT, "--canvas", "c.csv"),
        "no row belongs to any of the 2 students",
        after=True,
    ),
    Wrong(
        "an export without its column",
        text("c.csv", f"{HEADING},Homework 1 (7)\nAda,1,ada,A,\n"),
        (*EXPORT, "--canvas", "c.csv"),
        "name one of these with --column",
        after=True,
    ),
    Wrong(
        "Canvas's own heading",
        text("c.csv", f"{HEADING},Dinosaur Island (884412)\nAda,1,ada,A,\nBob,2,bob,A,\n"),
        (*EXPORT, "--canvas", "c.csv"),
        "2 marks written",
        0,
        after=True,
    ),
    Wrong(
        "an export over another file",
        text("up.csv", "mine"),
        EXPORT,
        "nothing is overwritten",
        after=True,
    ),
    Wrong(
        "marks in a database that nobody named",
        lambda home: (home / "out/recorded.jsonl").write_text(
            '{"gradebook":"postgresql://db/g"}\n'
        ),
        EXPORT,
        "name it with --database",
        after=True,
    ),
    Wrong(
        "feedback without its list",
        text("x"),
        (*EXPORT, "--feedback", "canvas"),
        "--collected",
        after=True,
    ),
    Wrong(
        "both systems at once",
        both(text("c.csv"), text("m.csv")),
        (*EXPORT, "--canvas", "c.csv", "--moodle", "m.csv"),
        "not both",
        after=True,
    ),
    Wrong(
        "a mistyped student",
        text("x"),
        ("explain", "adda", "--out", "out", "--submitted", "submitted"),
        "Did you mean ada?",
        after=True,
    ),
    Wrong("a mistyped verb", text("x"), ("grad",), "no verb 'grad'"),
]


def mine(home):
    return home / "submitted" / "ada" / NAME


def as_named(home, name):
    (mine(home) / NOTEBOOK).rename(mine(home) / name)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A class of two, as it was handed in."""
    home = tmp_path_factory.mktemp("wrong")
    work = assignments.load(NAME)
    blank = nbformat.read(work.blank_path, as_version=4)
    for student in ("ada", "bob"):
        write(Attack(student, "none", cells={}), home / "class", blank)
    upgrade.course_seed(home)
    return home


@pytest.fixture(scope="module")
def graded(handed_in, tmp_path_factory):
    """The same class, graded once."""
    home = tmp_path_factory.mktemp("graded")
    shutil.copytree(handed_in, home, dirs_exist_ok=True)
    MINE(home)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(home)
        upgrade.serial(patched)
        assert run(GRADE)[0] == 0
    return home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder that a command is given in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    upgrade.serial(monkeypatch)
    return tmp_path


def run(arguments):
    """A command; its exit code and all that it said, on one line."""
    out, err = io.StringIO(), io.StringIO()
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with streams[0], streams[1]:
        code = upgrade.run(*arguments)
    lines = (out.getvalue() + err.getvalue()).replace("│", " ")
    return code, " ".join(lines.split())


@pytest.mark.parametrize("wrong", WAYS + ODD, ids=lambda wrong: wrong.way)
def test_it_is_said_with_the_next_step_and_nothing_is_lost(home, wrong, request):
    before = request.getfixturevalue("graded" if wrong.after else "handed_in")
    shutil.copytree(before, home, dirs_exist_ok=True)
    wrong.done(home)
    before = {name: data for name, (_, data) in files(home).items()}

    code, said = run(wrong.command)

    assert wrong.says in said
    assert "secret" not in said.replace("secret seed", "")
    assert "Traceback" not in said
    assert code == wrong.code
    after = {name: data for name, (_, data) in files(home).items()}
    assert before == {name: after.get(name) for name in before}
