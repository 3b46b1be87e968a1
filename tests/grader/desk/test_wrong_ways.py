"""Ways to hold it wrong: each ends in a sentence with the next step, nothing is lost, and
none is called a success."""

import contextlib
import io
import sqlite3
import zipfile
from dataclasses import dataclass

import nbformat
import pytest

from grader import cli
from grader.assignments import assignment as assignments
from grader.assignments import seed
from tests.gallery.hostile import Attack, write
from tests.grader.desk import upgrade
from tests.grader.desk.upgrade import files

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
    Wrong("loose notebooks", loose, GRADE, "Did you mean `python -m grader collect"),
    Wrong("the zip itself", zipped, GRADE, "collect submitted/all.zip`"),
    Wrong("one level too high", moved("submitted/all"), GRADE, "--submitted submitted/all?"),
    Wrong("one level too low", one_student, GRADE, "folder of one student"),
    Wrong("a hyphen in the folder", renamed("dinosaur-island"), GRADE, "have dinosaur-island"),
    Wrong("capitals in the folder", renamed("Dinosaur_Island"), GRADE, "have Dinosaur_Island"),
    Wrong("a mistyped folder", renamed("dinosaur_iland"), GRADE, "have dinosaur_iland"),
    Wrong("other homework", renamed("ps1"), GRADE, "have only ps1"),
    Wrong("empty student folders", folder("submitted/ada"), GRADE, "are empty: ada"),
    Wrong("texts only", text("submitted/notes.txt"), GRADE, "no notebooks"),
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


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of two, as it was handed in."""
    home = tmp_path_factory.mktemp("wrong")
    work = assignments.load(NAME)
    blank = nbformat.read(work.blank_path, as_version=4)
    for student in ("ada", "bob"):
        write(Attack(student, "none", cells={}), home / "class", blank)
    return home


@pytest.fixture
def home(graded, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    return tmp_path


def run(arguments):
    """A command; its exit code and all that it said, on one line."""
    out, err = io.StringIO(), io.StringIO()
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with streams[0], streams[1], pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    lines = (out.getvalue() + err.getvalue()).replace("│", " ")
    return ended.value.code, " ".join(lines.split())


@pytest.mark.parametrize("wrong", WAYS, ids=lambda wrong: wrong.way)
def test_it_is_said_with_the_next_step_and_nothing_is_lost(home, wrong, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    if wrong.after:
        seed.create(home / "course.seed")
        MINE(home)
        assert run(GRADE)[0] == 0
    wrong.done(home)
    before = {name: data for name, (_, data) in files(home).items()}

    code, said = run(wrong.command)

    assert wrong.says in said
    assert "secret" not in said.replace("secret seed", "")
    assert "Traceback" not in said
    assert code == wrong.code
    after = {name: data for name, (_, data) in files(home).items()}
    assert before == {name: after.get(name) for name in before}
