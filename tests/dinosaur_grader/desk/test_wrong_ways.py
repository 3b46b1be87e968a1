"""Ways to hold it wrong: each ends in a sentence with the next step, nothing is lost, and
none is called a success."""

import contextlib
import io
import shutil
import sqlite3
import zipfile
from dataclasses import dataclass

import pytest

from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

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


def mine(home):
    return home / "submitted" / "ada" / NAME


def named(name):
    """Ada's notebook has another name."""
    return both(MINE, lambda home: (mine(home) / NOTEBOOK).rename(mine(home) / name))


def grade(way, done, says, *options, code=2, after=False):
    return Wrong(way, done, (*GRADE, *options), says, code, after)


def export(way, done, says, *options, code=2):
    return Wrong(way, done, (*EXPORT, *options), says, code, after=True)


MINE = moved("submitted")
NOWHERE = "sqlite:////nowhere/at/all/g.db"
SERVER = "postgresql://me:secret@127.0.0.1:1/grades"
ELSEWHERE = '{"gradebook":"postgresql://db/g"}\n'
ROSTER, CANVAS = ("--roster", "r.csv"), ("--canvas", "c.csv")
CAPITALS = "\ufeffstudent_id;name\r\nADA;A\r\nbob;B\r\n"
LATIN = "student_id,name\nada,J\u00f6rg\n".encode("latin-1")
OWN_HEADING = f"{HEADING},Dinosaur Island (884412)\nAda,1,ada,A,\nBob,2,bob,A,\n"
WAYS = [
    grade("an empty folder", folder("submitted"), "It is empty"),
    grade("a folder that is not there", folder("x"), "'submitted' does not exist"),
    grade("loose notebooks", loose, "Did you mean `dinosaur-grader collect"),
    grade("the zip itself", zipped, "collect submitted/all.zip`"),
    grade("one level too high", moved("submitted/all"), "--submitted submitted/all?"),
    grade("one level too low", one_student, "folder of one student"),
    grade("a hyphen in the folder", renamed("dinosaur-island"), "have dinosaur-island"),
    grade("capitals in the folder", renamed("Dinosaur_Island"), "have Dinosaur_Island"),
    grade("a mistyped folder", renamed("dinosaur_iland"), "have dinosaur_iland"),
    grade("other homework", renamed("ps1"), "have only ps1"),
    grade("empty student folders", folder("submitted/ada"), "are empty: ada"),
    grade("texts only", text("submitted/notes.txt"), "not notebooks"),
    grade("a mistyped assignment", MINE, "no rubric of 'dino'", "--assignment", "dino"),
    grade(
        "a gradebook that is none",
        both(MINE, text("out/gradebook.db", "no database, but long enough " * 90)),
        "put your backup in its place",
    ),
    grade("an older gradebook", older_gradebook, "nbgrader db upgrade", after=True),
    grade("a server that is down", MINE, "see that its server runs", "--database", SERVER),
    grade("a database that is none", MINE, "not a database's address", "--database", "grades"),
    grade("no folder for the gradebook", MINE, "nowhere", "--database", NOWHERE),
    grade("two choices at once", MINE, "choose one", "--accept-changes", "--keep-marks"),
    grade("a roster of bytes", both(MINE, text("r.csv", b"\xff\xfe\x00")), "r.csv", *ROSTER),
    Wrong("a report of nothing", folder("out"), ("report", "--out", "out"), "grade first"),
    Wrong("an export of nothing", folder("out"), EXPORT, "grade first"),
    grade(
        "a seed that was lost",
        lambda home: (home / "course.seed").unlink(),
        "seed",
        after=True,
    ),
]
# What is taken, or left out with a word, though it is not as it should be.
ODD = [
    grade("a notebook that is a text", named(f"{NOTEBOOK}.txt"), "ada 0", code=0),
    grade("one with two endings", named(f"{NOTEBOOK}.json"), "ada 0", code=0),
    grade(
        "one student's folder in capitals",
        both(MINE, lambda home: (mine(home)).rename(mine(home).with_name("Dinosaur_Island"))),
        "ada: Nothing was handed in. There is Dinosaur_Island, which is not",
        code=0,
    ),
    grade(
        "a student in capitals",
        both(MINE, text("r.csv", CAPITALS)),
        "ada: Not in the roster. Did you mean ADA?",
        *ROSTER,
        code=0,
    ),
    grade(
        "a hidden folder",
        both(MINE, lambda home: (home / "submitted/ada").rename(home / "submitted/.ada")),
        ".ada: The folder is hidden.",
        code=0,
    ),
    grade(
        "a web page for a notebook",
        named("report.html"),
        "ada: There is no notebook dinosaur_island.ipynb in the folder, only report.html.",
        code=0,
    ),
    grade(
        "a roster of Latin-1",
        both(MINE, text("r.csv", LATIN)),
        "r.csv is not UTF-8: save it as CSV UTF-8",
        *ROSTER,
    ),
    grade(
        "a grade book for a roster",
        both(MINE, text("r.csv", f"{HEADING}\n")),
        "r.csv: the first line must name a column student_id",
        *ROSTER,
    ),
    Wrong(
        "a collection of nothing",
        text("in/ada/report.html"),
        ("collect", "in"),
        "Error: nothing was collected",
    ),
    Wrong(
        "a torn zip", text("in.zip", b"PK\x03\x04"), ("collect", "in.zip"), "download it again"
    ),
    export(
        "an export into a grade book of others",
        text("c.csv", f"{HEADING},{NAME}\nZoe,9,zoe,A,\n"),
        "no row belongs to any of the 2 students",
        *CANVAS,
    ),
    export(
        "an export without its column",
        text("c.csv", f"{HEADING},Homework 1 (7)\nAda,1,ada,A,\n"),
        "name one of these with --column",
        *CANVAS,
    ),
    export(
        "Canvas's own heading", text("c.csv", OWN_HEADING), "2 marks written", *CANVAS, code=0
    ),
    export("an export over another file", text("up.csv", "mine"), "nothing is overwritten"),
    export(
        "marks in a database that nobody named",
        text("out/recorded.jsonl", ELSEWHERE),
        "name it with --database",
    ),
    export("feedback without its list", text("x"), "--collected", "--feedback", "canvas"),
    export(
        "both systems at once",
        both(text("c.csv"), text("m.csv")),
        "not both",
        *CANVAS,
        *("--moodle", "m.csv"),
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


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A class of two, as it was handed in."""
    home = tmp_path_factory.mktemp("wrong")
    for student in ("ada", "bob"):
        upgrade.hand_in(home / "class", student, {})
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
